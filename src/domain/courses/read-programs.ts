import { getActor } from '../actor.ts'
import type { Lazy } from '../checks.ts'
import type { Program } from './program.ts'
import { notFound } from '../errors.ts'
import type { MemberId, ProgramId } from '../ids.ts'
import type { Page, NoFilter, OffsetQuery } from '../page.ts'
import { demandReadMember, requireMember } from '../people/members.ts'
import { demand, mayReadPeople, maySeeProgram } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'

/** The program with the id; the caller may see it. @throws not_found */
export async function requireProgram(
  reader: Reader,
  by: Pick<Principal, 'accountId'>,
  id: ProgramId,
): Promise<Program> {
  const program = await reader.programs.find(by.accountId, id)
  if (program === undefined) throw notFound('program', id)
  return program
}

/**
 * A program that the actor may see: staff see every program, others the published ones that they are in.
 * @throws forbidden, not_found (for those who may see all)
 */
export async function getProgram(reader: Reader, by: Principal, id: ProgramId): Promise<Program> {
  const actor = await getActor(reader, by)
  if (mayReadPeople(actor)) return requireProgram(reader, by, id)
  const program = await reader.programs.find(by.accountId, id)
  const own =
    actor.kind === 'member' ? await reader.programMemberships.find(by.accountId, id, actor.id) : undefined
  // To others a hidden program looks like one that doesn't exist.
  const seen = { published: program?.isActive ?? false, joined: own !== undefined }
  demand(maySeeProgram(actor, seen), 'program', 'see')
  if (program === undefined) throw notFound('program', id)
  return program
}

/** A program by its id; undefined when there is none. @throws forbidden */
export async function findProgram(
  reader: Reader,
  by: Principal,
  id: ProgramId,
): Promise<Program | undefined> {
  demand(mayReadPeople(await getActor(reader, by)), 'program', 'see')
  return reader.programs.find(by.accountId, id)
}

/** The programs that the actor may see. */
export async function listPrograms(
  reader: Reader,
  by: Principal,
  readQuery: Lazy<OffsetQuery<NoFilter>>,
): Promise<Page<Program>> {
  const actor = await getActor(reader, by)
  const wanted = readQuery()
  if (actor.kind === 'member' && !mayReadPeople(actor)) {
    const seen = { of: 'visible', member: actor.id } as const
    return { ...(await reader.programs.listPart(by.accountId, { ...wanted, filter: seen })), next: null }
  }
  return {
    ...(await reader.programs.listPart(by.accountId, { ...wanted, filter: { of: 'all' } })),
    next: null,
    total: await reader.tallies.count(by.accountId, { of: 'programs' }),
  }
}

/**
 * The programs that a person is in: staff get all, the person themself the published ones.
 * @throws forbidden, not_found (member)
 */
export async function listProgramsOfMember(
  reader: Reader,
  by: Principal,
  member: MemberId,
  readQuery: Lazy<OffsetQuery<NoFilter>>,
): Promise<Page<Program>> {
  await demandReadMember(reader, by, member)
  await requireMember(reader, by, { id: member })
  const readsAll = mayReadPeople(await getActor(reader, by))
  const selection = { of: readsAll ? 'member' : 'visible', member } as const
  return {
    ...(await reader.programs.listPart(by.accountId, { ...readQuery(), filter: selection })),
    next: null,
  }
}
