import { getActor } from '../actor.ts'
import type { Lazy } from '../checks.ts'
import { requireCourse } from '../courses/courses.ts'
import { requireProgram } from '../courses/read-programs.ts'
import type { CourseId, ProgramId } from '../ids.ts'
import { findOrCreateEnrolment } from './enrolments.ts'
import { findOrCreateProgramMembership } from './program-memberships.ts'
import { findMemberByAddress } from '../people/find-member.ts'
import {
  type MemberChange,
  type MemberProfile,
  type NewMember,
  createProfile,
  updateMember,
} from '../people/members.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** The requested person: created if the address is new, otherwise updated. */
export interface WantedMember {
  readonly draft: NewMember & { readonly email: string }
  readonly change: (before: MemberProfile) => MemberChange
}

/** The course or program that a new person is enrolled in. */
export type Admission =
  | { readonly of: 'course'; readonly courseId: CourseId }
  | { readonly of: 'program'; readonly programId: ProgramId }

/**
 * Creates the person with an address, or updates the existing one, and adds them to a course or program.
 * @throws forbidden, not_found (course, program: then nothing is created), invalid, conflict (email, username)
 */
export async function createOrUpdateMember(
  tx: Writer,
  by: Principal,
  readWanted: Lazy<WantedMember>,
  into?: Admission,
): Promise<MemberProfile> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'member', 'create')
  const course = into?.of === 'course' ? await requireCourse(tx, by, into.courseId) : undefined
  const program = into?.of === 'program' ? await requireProgram(tx, by, into.programId) : undefined
  const profile = await putMember(tx, by, readWanted())
  if (course !== undefined) {
    const memberId = profile.member.id
    await findOrCreateEnrolment(tx, by, { courseId: course.id, memberId, origin: 'staff' })
  }
  if (program !== undefined) await findOrCreateProgramMembership(tx, by, program, profile.member.id)
  return profile
}

async function putMember(tx: Writer, by: Principal, { draft, change }: WantedMember): Promise<MemberProfile> {
  const known = await findMemberByAddress(tx, by, draft.email)
  if (known === undefined) return createProfile(tx, by, draft)
  return updateMember(tx, by, { id: known.id }, (before) => ({
    ...change(before),
    ...(before.member.email === null ? { email: draft.email } : {}),
  }))
}
