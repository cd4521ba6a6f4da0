import { getActor } from '../../actor.ts'
import type { AuditEntry, AuditState, EntryStates } from '../../audit.ts'
import type { MemberId } from '../../ids.ts'
import { deleteMember } from '../../learning/delete-member.ts'
import { fullName } from '../../people/member.ts'
import { requireMember } from '../../people/members.ts'
import { demand, mayHandlePersonalData } from '../../permissions.ts'
import type { Principal } from '../../principal.ts'
import type { Writer } from '../../store.ts'
import { deleteFromImports } from './erase-imported.ts'
import { listStatesOfPerson, type PersonState } from './states-of-person.ts'

/** What an erasure took and changed. */
export interface Erasure {
  /** Certificates whose codes can still be checked, without the holder's name. */
  readonly certificatesUnnamed: number
  readonly mailsDeleted: number
  /** Entries of the audit trail from which names and addresses were taken. */
  readonly auditEntriesChanged: number
  /** Records of imported files from which they were taken. */
  readonly importRecordsChanged: number
}

/**
 * Deletes a person, and everything by which somebody could find out who they were: mails to them, the name on their
 * certificates, and their names and addresses in the audit trail and in imported files, former ones too. What remains there tells that a person of
 * that id was there, and what was done. What an interrupted pull has kept of its source can't be read any more.
 * @throws not_found, forbidden, conflict (the last manager who can sign in)
 */
export async function erasePerson(tx: Writer, by: Principal, id: MemberId): Promise<Erasure> {
  demand(mayHandlePersonalData(await getActor(tx, by)), 'member', 'erase')
  const { accountId } = by
  const member = await requireMember(tx, by, { id })
  const states = await listStatesOfPerson(tx, by, member)
  const known = textsOf(states)
  const importRecordsChanged = await deleteFromImports(tx, by, member, { states, anywhere: known.anywhere })
  const certificatesUnnamed = await tx.certificates.removeHolder(accountId, id)
  await deleteMember(tx, by, { id })
  const mailsDeleted = await tx.outbox.deleteMailsOfMember(accountId, id)
  const auditEntriesChanged = await clearTrail(tx, by, id, known)
  await tx.accounts.setPullKey(accountId, null)
  return { certificatesUnnamed, mailsDeleted, auditEntriesChanged, importRecordsChanged }
}

/** Values of a person that tell nothing about who they are. */
const KEPT: ReadonlySet<string> = new Set(['status', 'roles', 'groups', 'tries', 'managerId'])

/** Values of a person by which they are found in other entries. */
const NAMING = [
  'username',
  'email',
  'firstName',
  'lastName',
  'phone',
  'externalId',
  'identification',
  'registration',
]

interface Known {
  /** Whole values, folded. */
  readonly values: ReadonlySet<string>
  /** Texts that name nobody else wherever they stand. */
  readonly anywhere: readonly string[]
}

/** Shorter texts stand in the middle of others that have nothing to do with the person. */
const SHORTEST = 5

/** All texts that name the person now, or have named them. */
function textsOf(states: readonly PersonState[]): Known {
  const values = new Set<string>()
  const anywhere = new Set<string>()
  for (const state of states) {
    for (const field of NAMING) {
      const value = state[field]
      if (typeof value === 'string' && value !== '') values.add(value.toLowerCase())
    }
    for (const field of ['username', 'email'] as const) {
      const value = state[field]
      if (typeof value === 'string' && value.length >= SHORTEST) anywhere.add(value)
    }
    const { firstName = null, lastName } = state
    if (typeof firstName === 'string' && typeof lastName === 'string') {
      anywhere.add(fullName({ firstName, lastName }))
    }
  }
  return { values, anywhere: [...anywhere] }
}

const PORTION = 10_000
const AT_A_TIME = 1_000

/** Takes the person out of all entries; returns how many there were. */
async function clearTrail(tx: Writer, by: Principal, id: MemberId, known: Known): Promise<number> {
  const { accountId } = by
  const cleared = new Map<AuditEntry['id'], EntryStates>()
  const own = [
    ...(await tx.audit.listOfSubject(accountId, 'member', id)),
    ...(await tx.audit.listOfSubject(accountId, 'invitation', id)),
  ]
  for (const entry of own) note(entry, (state) => withoutPerson(state))
  for (let after: number | null = 0; after !== null;) {
    const part = await tx.audit.listMentioning(accountId, known.anywhere, { after, limit: PORTION })
    for (const entry of part.entries) {
      if (!cleared.has(entry.id)) note(entry, (state) => withoutTexts(state, known) as AuditState)
    }
    after = part.last
    await tx.pause()
  }
  const changes = [...cleared.values()]
  for (let at = 0; at < changes.length; at += AT_A_TIME) {
    await tx.audit.updateStates(accountId, changes.slice(at, at + AT_A_TIME))
    await tx.pause()
  }
  return changes.length

  function note(entry: AuditEntry, clear: (state: AuditState) => AuditState): void {
    const [before, after] = [entry.before && clear(entry.before), entry.after && clear(entry.after)]
    cleared.set(entry.id, { id: entry.id, before, after })
  }
}

/** The state of a person without what tells who they are. */
function withoutPerson(state: AuditState): AuditState {
  return { ...Object.fromEntries(Object.entries(state).filter(([key]) => KEPT.has(key))), erased: true }
}

const ERASED = '[erased]'

/** A value of an entry in which the person may be named. */
function withoutTexts(value: unknown, known: Known): unknown {
  if (typeof value === 'string') {
    const folded = value.toLowerCase()
    const names =
      known.values.has(folded) || known.anywhere.some((text) => folded.includes(text.toLowerCase()))
    return names ? ERASED : value
  }
  if (Array.isArray(value)) return value.map((one: unknown) => withoutTexts(one, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutTexts(one, known)]))
}
