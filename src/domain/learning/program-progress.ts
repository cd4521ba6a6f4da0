import { recordAudit, recordAudits } from '../record-audit.ts'
import { issueCertificate } from './certificates.ts'
import { listDueDates } from './due-dates.ts'
import { enrolmentState } from './enrolment-state.ts'
import type { ProgramMembership } from './enrolment.ts'
import type { Portion } from './large-work.ts'
import type { SettleProgram } from './pending-work.ts'
import type { Program } from '../courses/program.ts'
import { webhookEvent } from '../delivery/events.ts'
import type { CourseId, MemberId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** Updates the person's programs after a change in one of their courses. */
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

/**
 * Applies a change of a program's courses to some of its members. Members who haven't completed it are enrolled in the
 * added courses; members who have passed all remaining courses thereby complete it.
 */
export async function settleProgramPortion(
  tx: Writer,
  by: Principal,
  work: SettleProgram,
  limit: number,
): Promise<Portion<SettleProgram>> {
  const { accountId } = by
  const program = await tx.programs.find(accountId, work.programId)
  if (program === undefined) return { visited: 0, rest: undefined } // deleted meanwhile
  // Added courses may have been removed again since.
  const added = work.added.filter((course) => program.courseIds.includes(course))
  const rowsForOne = Math.max(1, added.length)
  const portion = { after: work.after, limit: Math.max(1, Math.floor(limit / rowsForOne)) }
  const memberships = await tx.programMemberships.lockPortionOfProgram(accountId, program.id, portion)
  const underWay = memberships.filter(({ completed }) => completed === null) // a completed membership stays completed
  const members = underWay.map(({ memberId }) => memberId)
  await createEnrolments(tx, by, added, members)
  const passed = await tx.enrolments.countPassed(accountId, members, program.courseIds)
  for (const membership of underWay) {
    await note(tx, by, program, membership, passed.get(membership.memberId) ?? 0)
  }
  const last = memberships.at(-1)
  const more = last !== undefined && memberships.length === portion.limit
  return {
    visited: memberships.length * rowsForOne,
    rest: more ? { ...work, after: last.memberId } : undefined,
  }
}

/** Enrols each person in each course they aren't in yet, because of a program. The caller has checked permission and existence. */
export async function createEnrolments(
  tx: Writer,
  by: Principal,
  courses: readonly CourseId[],
  members: readonly MemberId[],
): Promise<void> {
  const dueDates = await listDueDates(tx, by, courses)
  const enrolments = await tx.enrolments.insertAll(by.accountId, courses, members, dueDates)
  await recordAudits(
    tx,
    by,
    enrolments.map((enrolment) => ({
      action: 'create',
      subject: 'enrolment',
      subjectId: enrolment.id,
      after: enrolmentState(enrolment),
    })),
  )
  await tx.outbox.addAll(
    by.accountId,
    enrolments.map(({ courseId, memberId }) =>
      webhookEvent({ event: 'enrolment_created', courseId, memberId }),
    ),
  )
}

/** Counts the passed courses. A completed program stays completed. */
async function settleProgram(tx: Writer, by: Principal, { id, ...of }: ProgramMembership): Promise<void> {
  await tx.programMemberships.lock(by.accountId, id)
  const [membership, program] = await Promise.all([
    tx.programMemberships.find(by.accountId, of.programId, of.memberId),
    tx.programs.find(by.accountId, of.programId),
  ])
  if (membership?.completed !== null || program === undefined) return
  const passed = await tx.enrolments.countPassed(by.accountId, [of.memberId], program.courseIds)
  await note(tx, by, program, membership, passed.get(of.memberId) ?? 0)
}

/** Counts the courses that a person who has just joined the program had passed before. Returns whether there are any. */
export async function settleNewMembership(
  tx: Writer,
  by: Principal,
  program: Program,
  membership: ProgramMembership,
): Promise<boolean> {
  const { memberId } = membership
  const passed = await tx.enrolments.countPassed(by.accountId, [memberId], program.courseIds)
  const count = passed.get(memberId) ?? 0
  if (count > 0) await note(tx, by, program, membership, count)
  return count > 0
}

/** Stores how many of the program's courses the person has passed. */
async function note(
  tx: Writer,
  by: Principal,
  program: Program,
  membership: ProgramMembership,
  done: number,
): Promise<void> {
  const { id, programId, memberId } = membership
  const all = program.courseIds.length
  const progress = all === 0 ? 0 : Math.floor((100 * done) / all)
  const completed = all > 0 && done === all ? tx.now : null
  if (progress === membership.progress && completed === null) return

  await tx.programMemberships.update(by.accountId, id, { progress, completed })
  if (completed === null) return
  if (program.certificate !== null) {
    await issueCertificate(tx, by, { membership: id }, { terms: program.certificate, holder: memberId })
  }
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'program_membership',
    subjectId: id,
    before: { progress: membership.progress, completed: null },
    after: { programId, memberId, progress, completed },
  })
  await tx.outbox.add(
    by.accountId,
    webhookEvent({ event: 'program_membership_completed', programId, memberId }),
  )
}
