import { getActor } from '../actor.ts'
import type { Lazy } from '../checks.ts'
import { requireCourse } from '../courses/courses.ts'
import { requireProgram } from '../courses/read-programs.ts'
import type { CourseId, ProgramId } from '../ids.ts'
import { findOrCreateEnrolment } from './enrolments.ts'
import { findOrCreateProgramMembership } from './program-memberships.ts'
import type { Member } from '../people/member.ts'
import {
  type MemberChange,
  type MemberProfile,
  type NewMember,
  createProfile,
  updateMember,
} from '../people/members.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import { foldAddress } from '../../lib/mail-address.ts'
import { isStorable } from '../../lib/text.ts'

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
  const early = unlessUnreadable(readWanted)
  const [actor, known] = await Promise.all([getActor(tx, by), early && findKnown(tx, by, early)])
  demand(mayEnrolOthers(actor), 'member', 'create')
  const course = into?.of === 'course' ? await requireCourse(tx, by, into.courseId) : undefined
  const program = into?.of === 'program' ? await requireProgram(tx, by, into.programId) : undefined
  const wanted = early ?? readWanted()
  const profile = await putMember(tx, by, wanted, known)
  if (course !== undefined) {
    const memberId = profile.member.id
    await findOrCreateEnrolment(tx, by, { courseId: course.id, memberId, origin: 'staff' })
  }
  if (program !== undefined) await findOrCreateProgramMembership(tx, by, program, profile.member.id)
  return profile
}

/** Read early, the person can be looked up along with who acts. What can't be read is told later, when it is its turn. */
function unlessUnreadable(readWanted: Lazy<WantedMember>): WantedMember | undefined {
  try {
    return readWanted()
  } catch {
    return undefined
  }
}

async function findKnown(
  reader: Reader,
  by: Principal,
  { draft }: WantedMember,
): Promise<Member | undefined> {
  return isStorable(draft.email)
    ? reader.members.findByAddress(by.accountId, foldAddress(draft.email))
    : undefined
}

async function putMember(
  tx: Writer,
  by: Principal,
  { draft, change }: WantedMember,
  known: Member | undefined,
): Promise<MemberProfile> {
  if (known === undefined) return createProfile(tx, by, draft)
  return updateMember(tx, by, { id: known.id }, (before) => ({
    ...change(before),
    ...(before.member.email === null ? { email: draft.email } : {}),
  }))
}
