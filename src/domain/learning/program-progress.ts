import { recordAudit } from '../record-audit.ts'
import { issueCertificate } from './certificates.ts'
import type { ProgramMembership } from './enrolment.ts'
import { webhookEvent } from '../delivery/events.ts'
import type { CourseId, MemberId, ProgramId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** Brings the person's programs up to date after something changed in one of their courses. */
export async function settlePrograms(
  tx: Writer,
  by: Principal,
  member: MemberId,
  course: CourseId,
): Promise<void> {
  for (const membership of await tx.programMemberships.listOfMemberWithCourse(by.accountId, member, course)) {
    await settleProgram(tx, by, membership)
  }
}

/** Brings everybody in the program up to date after its courses have changed. */
export async function settleMembers(tx: Writer, by: Principal, program: ProgramId): Promise<void> {
  for (const membership of await tx.programMemberships.listOfProgram(by.accountId, program)) {
    await settleProgram(tx, by, membership)
  }
}

/** Counts the courses passed. A program that was completed once stays so. */
export async function settleProgram(
  tx: Writer,
  by: Principal,
  { id, ...of }: ProgramMembership,
): Promise<void> {
  await tx.programMemberships.lock(by.accountId, id)
  const membership = await tx.programMemberships.find(by.accountId, of.programId, of.memberId)
  const program = await tx.programs.find(by.accountId, of.programId)
  if (membership?.completed !== null || program === undefined) return

  const enrolments = await tx.enrolments.listOfMember(by.accountId, of.memberId)
  const passed = new Set(enrolments.filter((one) => one.success === true).map((one) => one.courseId))
  const all = program.courseIds.length
  const done = program.courseIds.filter((course) => passed.has(course)).length
  const progress = all === 0 ? 0 : Math.floor((100 * done) / all)
  const completed = all > 0 && done === all ? tx.now : null
  if (progress === membership.progress && completed === null) return

  await tx.programMemberships.update(by.accountId, id, { progress, completed })
  if (completed === null) return
  if (program.certificate !== null) {
    await issueCertificate(tx, by, program.certificate, of.memberId, { membership: id })
  }
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'program_membership',
    subjectId: id,
    before: { progress: membership.progress, completed: null },
    after: { programId: program.id, memberId: of.memberId, progress, completed },
  })
  const { programId, memberId } = of
  await tx.outbox.put(
    by.accountId,
    webhookEvent({ event: 'program_membership_completed', programId, memberId }),
  )
}
