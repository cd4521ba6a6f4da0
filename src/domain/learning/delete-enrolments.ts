import { recordAudits } from '../record-audit.ts'
import { enrolmentState, programMembershipState } from './enrolment-state.ts'
import type { Enrolment, ProgramMembership } from './enrolment.ts'
import { webhookEvent } from '../delivery/events.ts'
import type { CourseId, MemberId, ProgramId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import { settlePrograms } from './program-progress.ts'
import type { ReachedEnrolment } from './learning-store.ts'
import type { Writer } from '../store.ts'

/**
 * Removes an enrolment with all its results. The audit trail keeps a record of it, separate from the learner's data
 * (docs/contracts/coursepath.md 7.3).
 */
export async function deleteEnrolment(tx: Writer, by: Principal, enrolment: Enrolment): Promise<void> {
  const { accountId } = by
  const { courseId, memberId } = enrolment
  await reportEnded(tx, by, await tx.enrolments.deleteAll(accountId, [enrolment]))
  await settlePrograms(tx, by, memberId, courseId)
}

/** Records the end of enrolments in the audit trail and the outbox. */
async function reportEnded(tx: Writer, by: Principal, ended: readonly ReachedEnrolment[]): Promise<void> {
  await recordAudits(
    tx,
    by,
    ended.map(({ enrolment, finishedLessons, attempts, pastResults }) => ({
      action: 'delete',
      subject: 'enrolment',
      subjectId: enrolment.id,
      before: { ...enrolmentState(enrolment), finishedLessons, attempts, pastResults },
    })),
  )
  await tx.outbox.addAll(
    by.accountId,
    ended.map(({ enrolment: { courseId, memberId } }) =>
      webhookEvent({ event: 'enrolment_deleted', courseId, memberId }),
    ),
  )
}

/** Removes a program membership with its certificate. Enrolments and results stay. */
export async function deleteProgramMembership(
  tx: Writer,
  by: Principal,
  membership: ProgramMembership,
): Promise<void> {
  await endMemberships(tx, by, [membership])
}

async function endMemberships(
  tx: Writer,
  by: Principal,
  memberships: readonly ProgramMembership[],
): Promise<void> {
  const ended = await tx.programMemberships.deleteAll(by.accountId, memberships)
  await recordAudits(
    tx,
    by,
    ended.map((membership) => ({
      action: 'delete',
      subject: 'program_membership',
      subjectId: membership.id,
      before: programMembershipState(membership),
    })),
  )
  await tx.outbox.addAll(
    by.accountId,
    ended.map(({ programId, memberId }) =>
      webhookEvent({ event: 'program_membership_deleted', programId, memberId }),
    ),
  )
}

/** Removes at most this many enrolments from a course that is no longer in any program. Returns how many. */
export async function deleteEnrolmentsOfCourse(
  tx: Writer,
  by: Principal,
  course: CourseId,
  limit: number,
): Promise<number> {
  const portion = await tx.enrolments.lockPortionOfCourse(by.accountId, course, { after: 0, limit })
  await reportEnded(tx, by, await tx.enrolments.deleteAll(by.accountId, portion))
  return portion.length
}

/** Removes at most this many people from a program. Returns how many. */
export async function deleteMembershipsOfProgram(
  tx: Writer,
  by: Principal,
  program: ProgramId,
  limit: number,
): Promise<number> {
  const portion = await tx.programMemberships.lockPortionOfProgram(by.accountId, program, { after: 0, limit })
  await endMemberships(tx, by, portion)
  return portion.length
}

/** All enrolments and memberships of a person who is about to be deleted. */
export async function deleteLearningOfMember(tx: Writer, by: Principal, member: MemberId): Promise<void> {
  // Enrolments are locked before memberships, in the same order as in learning.ts.
  const enrolments = await tx.enrolments.lockOfMember(by.accountId, member)
  for (const membership of await tx.programMemberships.lockOfMember(by.accountId, member)) {
    await deleteProgramMembership(tx, by, membership)
  }
  for (const enrolment of enrolments) {
    await deleteEnrolment(tx, by, enrolment)
  }
}
