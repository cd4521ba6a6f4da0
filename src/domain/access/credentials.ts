import { sha256 } from '../../lib/digest.ts'
import { getActor, demandSystem } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import type { Credential } from './credential.ts'
import { notFound } from '../errors.ts'
import type { CredentialId, MemberId } from '../ids.ts'
import { requireMember } from '../people/members.ts'
import { demand, mayMakeKeys, mayManageKeys } from '../permissions.ts'
import type { Door, Principal } from '../principal.ts'
import { lookupOf } from './sessions.ts'
import type { Reader, Writer } from '../store.ts'

export interface NewKey {
  readonly door: Door
  readonly label: string
  /** What the client presents first: a key on its own, or the public half of a pair. */
  readonly key: string
  /** The secret half of a pair. */
  readonly secret?: string
  /** Whom it acts for; null: the account. */
  readonly memberId: MemberId | null
}

/** Registers a key. Only digests are stored: the caller shows the key once. @throws forbidden, not_found (member), invalid, conflict */
export async function createKey(tx: Writer, by: Principal, wanted: NewKey): Promise<Credential> {
  await demandNewKeys(tx, by)
  refuseIfAny(checkName('credential', 'label', wanted.label))
  if (wanted.memberId !== null) await requireMember(tx, by, { id: wanted.memberId })
  const credential = await tx.credentials.insert(by.accountId, {
    door: wanted.door,
    label: wanted.label.trim(),
    memberId: wanted.memberId,
    lookup: lookupOf(wanted.door, wanted.key),
    secretHash: wanted.secret === undefined ? null : sha256(wanted.secret),
  })
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'credential',
    subjectId: credential.id,
    after: { door: credential.door, label: credential.label, memberId: credential.memberId },
  })
  return credential
}

/** All keys of the account, including revoked ones, ordered by id. @throws forbidden */
export async function listKeys(reader: Reader, by: Principal): Promise<readonly Credential[]> {
  await demandKeys(reader, by)
  return reader.credentials.list(by.accountId)
}

/** A key, revoked or not. @throws forbidden, not_found */
export async function getKey(reader: Reader, by: Principal, id: CredentialId): Promise<Credential> {
  await demandKeys(reader, by)
  const credential = await reader.credentials.find(by.accountId, id)
  if (credential === undefined) throw notFound('credential', id)
  return credential
}

/** Changes what a key is called; what it opens stays. @throws forbidden, not_found, invalid (label) */
export async function updateKey(
  tx: Writer,
  by: Principal,
  id: CredentialId,
  { label }: { readonly label?: string },
): Promise<Credential> {
  await demandKeys(tx, by)
  await tx.accounts.lock(by.accountId)
  const before = await getKey(tx, by, id)
  if (label === undefined) return before
  refuseIfAny(checkName('credential', 'label', label))
  if (label.trim() === before.label) return before
  await tx.credentials.setLabel(by.accountId, id, label.trim())
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'credential',
    subjectId: id,
    before: { label: before.label },
    after: { label: label.trim() },
  })
  return getKey(tx, by, id)
}

/** Records that a key is used now: the server's own work. @throws forbidden */
export async function recordKeyUse(tx: Writer, by: Principal, id: CredentialId): Promise<void> {
  demandSystem(by)
  await tx.credentials.markUsed(by.accountId, id)
}

/** Revokes a key at once, and ends the sessions opened with it. @throws forbidden, not_found */
export async function revokeKey(tx: Writer, by: Principal, id: CredentialId): Promise<void> {
  await demandKeys(tx, by)
  if (!(await tx.credentials.revoke(by.accountId, id))) throw notFound('credential', id)
  await recordAudit(tx, by, { action: 'delete', subject: 'credential', subjectId: id })
}

/** Refuses unless the actor may create keys and extend their access. @throws forbidden */
export async function demandNewKeys(reader: Reader, by: Principal): Promise<void> {
  demand(mayMakeKeys(await getActor(reader, by)), 'credential', 'create')
}

/** Refuses unless the actor may list and revoke keys. @throws forbidden */
export async function demandKeys(reader: Reader, by: Principal): Promise<void> {
  demand(mayManageKeys(await getActor(reader, by)), 'credential', 'manage')
}
