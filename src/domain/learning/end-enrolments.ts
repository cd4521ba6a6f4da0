import type { AuditState } from '../audit.ts'
import { recordAudit } from '../record-audit.ts'
import type { Enrolment, ProgramMembership } from './enrolment.ts'
import { webhookEvent } from '../delivery/events.ts'
import type { CourseId, MemberId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import { settlePrograms } from './program-progress.ts'
import type { Writer } from '../store.ts'

/**
 * Removes an enrolment with everything that was reached in it. The audit trail keeps what it was: it stands outside of
 * the learner's data (docs/contracts/coursepath.md 7.3).
 */
export async function endEnrolment(tx: Writer, by: Principal, enrolment: Enrolment): Promise<void> {
  const { accountId } = by
  const { id, courseId, memberId } = enrolment
  const attempts = await tx.enrolments.attempts(accountId, id)
  const finished = await tx.enrolments.finishedLessons(accountId, id)
  await tx.enrolments.delete(accountId, id)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'enrolment',
    subjectId: id,
    before: {
      ...enrolmentState(enrolment),
      finishedLessons: finished,
      attempts: attempts.map(({ at, score, passed }) => ({ at, score, passed })),
    },
  })
  await tx.outbox.put(accountId, webhookEvent({ event: 'enrolment_deleted', courseId, memberId }))
  await settlePrograms(tx, by, memberId, courseId)
}

/** Removes a program's member with the certificate of the program. Enrolments and results stay. */
export async function endProgramMembership(
  tx: Writer,
  by: Principal,
  membership: ProgramMembership,
): Promise<void> {
  const { id, programId, memberId } = membership
  await tx.programMemberships.delete(by.accountId, id)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'program_membership',
    subjectId: id,
    before: programMembershipState(membership),
  })
  await tx.outbox.put(
    by.accountId,
    webhookEvent({ event: 'program_membership_deleted', programId, memberId }),
  )
}

/** Everybody's enrolments in a course that is about to go. */
export async function endEnrolmentsOfCourse(tx: Writer, by: Principal, course: CourseId): Promise<void> {
  for (const enrolment of await tx.enrolments.lockOfCourse(by.accountId, course)) {
    await endEnrolment(tx, by, enrolment)
  }
}

/** All that a person who is about to go takes part in. */
export async function endLearningOfMember(tx: Writer, by: Principal, member: MemberId): Promise<void> {
  // Enrolments are locked before memberships, as by whoever learns.
  const enrolments = await tx.enrolments.lockOfMember(by.accountId, member)
  for (const membership of await tx.programMemberships.lockOfMember(by.accountId, member)) {
    await endProgramMembership(tx, by, membership)
  }
  for (const enrolment of enrolments) {
    await endEnrolment(tx, by, enrolment)
  }
}

/** An enrolment as the audit trail writes it down. */
export function enrolmentState({ id: _, certificate, modified: __, ...state }: Enrolment): AuditState {
  return { ...state, certificateId: certificate?.id ?? null }
}

/** A program membership as the audit trail writes it down. */
export function programMembershipState({
  id: _,
  certificate,
  modified: __,
  ...state
}: ProgramMembership): AuditState {
  return { ...state, certificateId: certificate?.id ?? null }
}
