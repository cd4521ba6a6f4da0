import { actorOf } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import type { Late } from '../checks.ts'
import { endProgramMembership } from './end-enrolments.ts'
import { programMembershipState } from './enrolment-state.ts'
import type { ProgramMembership } from './enrolment.ts'
import { demandReadMember, putEnrolment, type Listed } from './enrolments.ts'
import { notFound } from '../errors.ts'
import { webhookEvent } from '../delivery/events.ts'
import type { MemberId, ProgramId } from '../ids.ts'
import { getMember } from '../people/people.ts'
import { demand, mayEnrolOthers, mayReadPeople, maySeeProgram } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Program } from '../courses/program.ts'
import { settleProgram } from './program-progress.ts'
import type { Paging } from '../page.ts'
import type { Reader, Writer } from '../store.ts'

/** @throws not_found */
export async function getProgram(reader: Reader, by: Principal, id: ProgramId): Promise<Program> {
  const program = await reader.programs.find(by.accountId, id)
  if (program === undefined) throw notFound('program', id)
  return program
}

/**
 * A program that the one who acts may see: staff every one, others the published ones that they are in.
 * @throws forbidden, not_found (for those who may see all)
 */
export async function getVisibleProgram(reader: Reader, by: Principal, id: ProgramId): Promise<Program> {
  const actor = await actorOf(reader, by)
  if (mayReadPeople(actor)) return getProgram(reader, by, id)
  const program = await reader.programs.find(by.accountId, id)
  const own =
    actor.kind === 'member' ? await reader.programMemberships.find(by.accountId, id, actor.id) : undefined
  // To others a hidden program and none at all look alike.
  const seen = { published: program?.isActive ?? false, joined: own !== undefined }
  demand(maySeeProgram(actor, seen), 'program', 'see')
  return getProgram(reader, by, id)
}

/** The programs that the one who acts may see. */
export async function listPrograms(
  reader: Reader,
  by: Principal,
  late: Late<Paging>,
): Promise<Listed<Program>> {
  const actor = await actorOf(reader, by)
  const paging = late()
  if (actor.kind === 'member' && !mayReadPeople(actor)) {
    return { items: await reader.programs.listVisible(by.accountId, actor.id, paging) }
  }
  return {
    items: await reader.programs.list(by.accountId, paging),
    total: await reader.tallies.count(by.accountId, { of: 'programs' }),
  }
}

/**
 * The programs that a person is in: all for staff, to the person themselves the published ones.
 * @throws forbidden, not_found (member)
 */
export async function listProgramsOfMember(
  reader: Reader,
  by: Principal,
  member: MemberId,
  paging: Late<Paging>,
): Promise<readonly Program[]> {
  await demandReadMember(reader, by, member)
  await getMember(reader, by, { id: member })
  const readsAll = mayReadPeople(await actorOf(reader, by))
  const { programs } = reader
  return readsAll
    ? programs.listOfMember(by.accountId, member, paging())
    : programs.listVisible(by.accountId, member, paging())
}

/**
 * How a person stands in a program. To the person themselves an unpublished program is none.
 * @throws forbidden, not_found (program, member, membership)
 */
export async function getProgramMembership(
  reader: Reader,
  by: Principal,
  program: ProgramId,
  member: MemberId,
): Promise<ProgramMembership> {
  await demandReadMember(reader, by, member)
  const { isActive } = await getProgram(reader, by, program)
  if (!isActive && !mayReadPeople(await actorOf(reader, by))) throw notFound('program', program)
  await getMember(reader, by, { id: member })
  return found(await reader.programMemberships.find(by.accountId, program, member))
}

/**
 * Puts a person into a program, and into each of its courses where he isn't yet. Who is in it already stays so.
 * @throws forbidden, not_found (program, member)
 */
export async function joinProgram(
  tx: Writer,
  by: Principal,
  program: ProgramId,
  member: MemberId,
): Promise<ProgramMembership> {
  demand(mayEnrolOthers(await actorOf(tx, by)), 'program_membership', 'create')
  const known = await getProgram(tx, by, program)
  await getMember(tx, by, { id: member })
  return putProgramMembership(tx, by, known, member)
}

/**
 * Takes a person out of a program. Enrolments and results stay; no link that was sent before brings them back.
 * @throws forbidden, not_found
 */
export async function leaveProgram(
  tx: Writer,
  by: Principal,
  program: ProgramId,
  member: MemberId,
): Promise<void> {
  demand(mayEnrolOthers(await actorOf(tx, by)), 'program_membership', 'delete')
  await getProgram(tx, by, program)
  await getMember(tx, by, { id: member })
  const { id } = found(await tx.programMemberships.find(by.accountId, program, member))
  await tx.programMemberships.lock(by.accountId, id)
  await endProgramMembership(tx, by, found(await tx.programMemberships.find(by.accountId, program, member)))
  await tx.invitations.endTo(by.accountId, member, { of: 'program', programId: program })
}

/** The membership of a person in a program, made when there is none: permission and existence were checked before. */
export async function putProgramMembership(
  tx: Writer,
  by: Principal,
  { id: programId }: Program,
  memberId: MemberId,
): Promise<ProgramMembership> {
  const membership = await tx.programMemberships.insert(by.accountId, programId, memberId)
  if (membership !== undefined) {
    await recordAudit(tx, by, {
      action: 'create',
      subject: 'program_membership',
      subjectId: membership.id,
      after: programMembershipState(membership),
    })
    await tx.outbox.put(
      by.accountId,
      webhookEvent({ event: 'program_membership_created', programId, memberId }),
    )
    // Read after the insert, which waits for whoever changes the program's courses at this moment.
    const { courseIds } = await getProgram(tx, by, programId)
    for (const course of courseIds) await putEnrolment(tx, by, course, memberId)
    await settleProgram(tx, by, membership) // he may have passed them all before
  }
  return found(await tx.programMemberships.find(by.accountId, programId, memberId))
}

function found(membership: ProgramMembership | undefined): ProgramMembership {
  if (membership === undefined) throw notFound('program_membership')
  return membership
}
