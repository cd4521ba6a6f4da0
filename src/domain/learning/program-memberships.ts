import { demandActor, getActor } from '../actor.ts'
import type { Program } from '../courses/program.ts'
import { requireProgram } from '../courses/read-programs.ts'
import { webhookEvent } from '../delivery/events.ts'
import { invalid, issue, notFound } from '../errors.ts'
import type { MemberId, ProgramId } from '../ids.ts'
import { deleteProgramMembership } from './delete-enrolments.ts'
import { programMembershipState } from './enrolment-state.ts'
import type { ProgramMembership } from './enrolment.ts'
import { createEnrolments, settleNewMembership } from './program-progress.ts'
import { demandReadMember, requireMember } from '../people/members.ts'
import { mayEnrolOthers, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Reader, Writer } from '../store.ts'
import { together } from '../together.ts'
import { isDay } from '../../lib/day.ts'

/**
 * A person's state in a program. For the person themself an unpublished program doesn't exist.
 * @throws forbidden, not_found (program, member, membership)
 */
export async function getProgramMembership(
  reader: Reader,
  by: Principal,
  program: ProgramId,
  member: MemberId,
): Promise<ProgramMembership> {
  const [, , , membership] = await together(
    demandReadMember(reader, by, member),
    demandSeenProgram(reader, by, program),
    requireMember(reader, by, { id: member }),
    reader.programMemberships.find(by.accountId, program, member),
  )
  return found(membership)
}

async function demandSeenProgram(reader: Reader, by: Principal, program: ProgramId): Promise<void> {
  const [{ isActive }, actor] = await together(requireProgram(reader, by, program), getActor(reader, by))
  if (!isActive && !mayReadPeople(actor)) throw notFound('program', program)
}

/**
 * Adds a person to a program, and to each of its courses that they aren't in yet. Existing memberships stay.
 * @throws forbidden, not_found (program, member)
 */
export async function joinProgram(
  tx: Writer,
  by: Principal,
  program: ProgramId,
  member: MemberId,
): Promise<ProgramMembership> {
  const [, known] = await together(
    demandActor(tx, by, mayEnrolOthers, 'program_membership', 'create'),
    requireProgram(tx, by, program),
    requireMember(tx, by, { id: member }),
  )
  return findOrCreateProgramMembership(tx, by, known, member)
}

/** The fields of a program membership that staff may change; omitted ones stay unchanged. */
export interface ProgramMembershipChange {
  /** The due date: `2026-11-28`. */
  readonly dueDate?: string | null
}

/** Changes a person's membership in a program. @throws forbidden, not_found (program, member, membership), invalid (dueDate) */
export async function updateProgramMembership(
  tx: Writer,
  by: Principal,
  { programId, memberId }: Pick<ProgramMembership, 'programId' | 'memberId'>,
  { dueDate }: ProgramMembershipChange,
): Promise<ProgramMembership> {
  await together(
    demandActor(tx, by, mayEnrolOthers, 'program_membership', 'edit'),
    getProgramMembership(tx, by, programId, memberId),
  )
  const before = await lockProgramMembership(tx, by, programId, memberId)
  if (dueDate != null && !isDay(dueDate)) {
    throw invalid([issue('program_membership', 'dueDate', 'malformed', dueDate)])
  }
  if (dueDate === undefined || dueDate === before.dueDate) return before
  const after = { ...before, dueDate, modified: tx.now }
  await tx.programMemberships.setDueDate(by.accountId, before.id, dueDate)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'program_membership',
    subjectId: before.id,
    before: programMembershipState(before),
    after: programMembershipState(after),
  })
  return after
}

/**
 * Locks the membership until the end of the operation, so that it can be compared with what was read earlier.
 * @throws forbidden, not_found (program, member, membership)
 */
export async function lockProgramMembership(
  tx: Writer,
  by: Principal,
  program: ProgramId,
  member: MemberId,
): Promise<ProgramMembership> {
  const { id } = await getProgramMembership(tx, by, program, member)
  await tx.programMemberships.lock(by.accountId, id)
  return getProgramMembership(tx, by, program, member)
}

/**
 * Removes a person from a program. Enrolments and results stay; links sent earlier can't bring them back.
 * @throws forbidden, not_found
 */
export async function leaveProgram(
  tx: Writer,
  by: Principal,
  program: ProgramId,
  member: MemberId,
): Promise<void> {
  const [, , , membership] = await together(
    demandActor(tx, by, mayEnrolOthers, 'program_membership', 'delete'),
    requireProgram(tx, by, program),
    requireMember(tx, by, { id: member }),
    tx.programMemberships.find(by.accountId, program, member),
  )
  const { id } = found(membership)
  await tx.programMemberships.lock(by.accountId, id)
  await deleteProgramMembership(
    tx,
    by,
    found(await tx.programMemberships.find(by.accountId, program, member)),
  )
  await tx.invitations.revokeTo(by.accountId, member, { of: 'program', programId: program })
}

/** A person's membership in a program, created if there is none. The caller has checked permission and existence. */
export async function findOrCreateProgramMembership(
  tx: Writer,
  by: Principal,
  { id: programId }: Program,
  memberId: MemberId,
): Promise<ProgramMembership> {
  const [membership] = await Promise.all([
    tx.programMemberships.insert(by.accountId, programId, memberId),
    tx.outbox.expect(by.accountId),
  ])
  if (membership !== undefined) {
    await tx.outbox.add(
      by.accountId,
      webhookEvent({ event: 'program_membership_created', programId, memberId }),
    )
    await recordAudit(tx, by, {
      action: 'create',
      subject: 'program_membership',
      subjectId: membership.id,
      after: programMembershipState(membership),
    })
    // Read after the insert, which waits for concurrent changes of the program's courses.
    const program = await requireProgram(tx, by, programId)
    await createEnrolments(tx, by, program.courseIds, [memberId])
    // They may already have passed all courses.
    if (!(await settleNewMembership(tx, by, program, membership))) return membership
  }
  return found(await tx.programMemberships.find(by.accountId, programId, memberId))
}

function found(membership: ProgramMembership | undefined): ProgramMembership {
  if (membership === undefined) throw notFound('program_membership')
  return membership
}
