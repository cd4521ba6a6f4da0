import { actorOf } from '../actor.ts'
import type { Lazy } from '../checks.ts'
import { knownCourse } from '../courses/courses.ts'
import { knownProgram } from '../courses/read-programs.ts'
import type { CourseId, ProgramId } from '../ids.ts'
import { putEnrolment } from './enrolments.ts'
import { putProgramMembership } from './program-memberships.ts'
import { findByAddress } from '../people/find-member.ts'
import {
  type MemberEdit,
  type MemberProfile,
  type NewMember,
  createMember,
  editMember,
  profileOf,
} from '../people/members.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** The requested person: created if the address is new, else updated. */
export interface WantedMember {
  readonly draft: NewMember & { readonly email: string }
  readonly change: (before: MemberProfile) => MemberEdit
}

/** Where a new person is enrolled. */
export type Admission =
  | { readonly of: 'course'; readonly courseId: CourseId }
  | { readonly of: 'program'; readonly programId: ProgramId }

/**
 * Makes the person of an address, or changes the one who has it, and puts them into a course or program.
 * @throws forbidden, not_found (course, program: then nothing is made), invalid, conflict (email, username)
 */
export async function admitMember(
  tx: Writer,
  by: Principal,
  wanted: Lazy<WantedMember>,
  into?: Admission,
): Promise<MemberProfile> {
  demand(mayEnrolOthers(await actorOf(tx, by)), 'member', 'create')
  const course = into?.of === 'course' ? await knownCourse(tx, by, into.courseId) : undefined
  const program = into?.of === 'program' ? await knownProgram(tx, by, into.programId) : undefined
  const profile = await putMember(tx, by, wanted())
  if (course !== undefined) await putEnrolment(tx, by, course.id, profile.member.id)
  if (program !== undefined) await putProgramMembership(tx, by, program, profile.member.id)
  return profile
}

async function putMember(tx: Writer, by: Principal, { draft, change }: WantedMember): Promise<MemberProfile> {
  const known = await findByAddress(tx, by, draft.email)
  if (known === undefined) return profileOf(tx, by, await createMember(tx, by, draft))
  return editMember(tx, by, { id: known.id }, (before) => ({
    ...change(before),
    ...(before.member.email === null ? { email: draft.email } : {}),
  }))
}
