import { isDeepStrictEqual } from 'node:util'
import type { AuditState } from '../audit.ts'
import { holdSame } from '../differing.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import type { BankAccess, Consumer } from './consumer.ts'
import type { ConsumerKey } from './access-store.ts'
import { createKey, demandKeys, demandNewKeys } from './credentials.ts'
import { issue, notFound, unfit, type Issue } from '../errors.ts'
import type { CredentialId, ItemBankId } from '../ids.ts'
import type { Door, Principal } from '../principal.ts'
import { lookupOf } from './sessions.ts'
import type { Reader, Writer } from '../store.ts'

/** How many secrets of a consumer can be live at once: one, and its replacement. */
const MOST_SECRETS = 2

export interface NewConsumer {
  /** The door that accepts its keys. */
  readonly door: Door
  readonly label: string
  readonly key: string
  /** Sealed with the server key. */
  readonly sealedSecret: string
  /** Host names of the applications that will make calls. */
  readonly domains: readonly string[]
  readonly banks: ReadonlyMap<ItemBankId, BankAccess>
  /** One of the banks; null: each request must name one. */
  readonly primaryBankId: ItemBankId | null
}

/**
 * Registers a consumer with its first secret. The caller shows key and secret once.
 * @throws forbidden, invalid (label, domains, banks, primaryBankId)
 */
export async function createConsumer(tx: Writer, by: Principal, wanted: NewConsumer): Promise<Consumer> {
  await demandNewKeys(tx, by)
  const { door, key, label, primaryBankId, banks } = wanted
  const domains = hostNames(wanted.domains)
  refuseIfAny([
    ...checkName('consumer', 'key', key),
    ...checkDomains(domains),
    ...(await unknownBanks(tx, by, [...banks.keys()])),
    ...(primaryBankId === null || banks.has(primaryBankId)
      ? []
      : [issue('consumer', 'primaryBankId', 'unknown', primaryBankId)]),
  ])
  const credential = await createKey(tx, by, { door, label, key, memberId: null })
  const credentialId = credential.id
  await tx.consumers.insert(by.accountId, { credentialId, key, primaryBankId, domains }, banks)
  await tx.consumers.insertSecret(by.accountId, credentialId, 1, wanted.sealedSecret)
  const granted = Object.fromEntries(banks)
  await record(tx, by, 'create', credentialId, null, { key, domains, banks: granted, primaryBankId })
  return getConsumer(tx, by, credentialId)
}

/**
 * Adds a key and secret to a consumer: with the same banks and hosts, but disabled, rotated and revoked separately.
 * @param id the id of any key of the consumer
 * @throws forbidden, not_found, invalid (label, key)
 */
export async function addConsumerKey(
  tx: Writer,
  by: Principal,
  id: CredentialId,
  { door, label, key, sealedSecret }: Pick<NewConsumer, 'door' | 'label' | 'key' | 'sealedSecret'>,
): Promise<Consumer> {
  await demandNewKeys(tx, by)
  refuseIfAny(checkName('consumer', 'key', key))
  const { consumerId } = await getConsumer(tx, by, id)
  const credential = await createKey(tx, by, { door, label, key, memberId: null })
  await tx.consumers.insertKey(by.accountId, { credentialId: credential.id, consumerId, key })
  await tx.consumers.insertSecret(by.accountId, credential.id, 1, sealedSecret)
  await record(tx, by, 'create', credential.id, null, { key, consumer: consumerId })
  return getConsumer(tx, by, credential.id)
}

/** The new values of a consumer; omitted ones stay unchanged. */
export interface ConsumerChange {
  readonly domains?: readonly string[]
  /** The first is the primary one. */
  readonly banks?: ReadonlyMap<ItemBankId, BankAccess>
}

/**
 * Changes a consumer's host names or banks, for all its keys.
 * @param id the id of any key of the consumer
 * @throws forbidden, not_found, invalid (domains, banks)
 */
export async function updateConsumer(
  tx: Writer,
  by: Principal,
  id: CredentialId,
  edit: ConsumerChange,
): Promise<Consumer> {
  await demandNewKeys(tx, by)
  const { consumerId } = await getConsumer(tx, by, id)
  await tx.consumers.lock(by.accountId, consumerId)
  const before = await getConsumer(tx, by, id)
  const domains = edit.domains && hostNames(edit.domains)
  refuseIfAny([
    ...(domains ? checkDomains(domains) : []),
    ...(await unknownBanks(tx, by, [...(edit.banks?.keys() ?? [])])),
  ])
  if (domains !== undefined && !holdSame(domains, before.domains)) {
    await tx.consumers.setDomains(by.accountId, consumerId, domains)
  }
  const granted = edit.banks && (await grantBanks(tx, by, before, edit.banks))
  const after = await getConsumer(tx, by, id)
  await record(tx, by, 'update', consumerId, stateOf(before), { ...stateOf(after), ...granted })
  return after
}

/** The audit record of a change of banks; undefined: the banks are unchanged. */
async function grantBanks(
  tx: Writer,
  by: Principal,
  { credentialId, consumerId, primaryBankId }: Consumer,
  banks: ReadonlyMap<ItemBankId, BankAccess>,
): Promise<AuditState | undefined> {
  const [primary = null] = banks.keys()
  const before = await listBanksOfConsumer(tx, by, credentialId)
  // Equal in any order, except that the first bank must be the same.
  if (primary === primaryBankId && isDeepStrictEqual(new Map(banks), before)) return undefined
  await tx.consumers.setBanks(by.accountId, consumerId, banks, primary)
  return { banks: Object.fromEntries(banks) }
}

/** Ordered by name: the store doesn't keep their order. */
function stateOf({ domains, primaryBankId }: Consumer): AuditState {
  return { domains: domains.toSorted(), primaryBankId }
}

/** The consumer of a public key; undefined when there is none, or when it was revoked. The account isn't known yet. */
export async function findConsumerByKey(
  reader: Reader,
  door: Door,
  key: string,
): Promise<Consumer | undefined> {
  return reader.consumers.findByLookup(lookupOf(door, key))
}

/** An authenticated consumer: in item banks it has the rights it was granted. */
export function principalOfConsumer({ accountId, credentialId }: Consumer, door: Door): Principal {
  return { accountId, door, credentialId, memberId: null, banks: 'granted' }
}

/** @throws forbidden, not_found */
export async function getConsumer(reader: Reader, by: Principal, id: CredentialId): Promise<Consumer> {
  await demandKeys(reader, by)
  const consumer = await reader.consumers.find(by.accountId, id)
  if (consumer === undefined) throw notFound('consumer', id)
  return consumer
}

/**
 * The banks that a consumer can access, with its rights on each. @param id the id of any key of the consumer @throws
 * forbidden
 */
export async function listBanksOfConsumer(
  reader: Reader,
  by: Principal,
  id: CredentialId,
): Promise<ReadonlyMap<ItemBankId, BankAccess>> {
  await demandKeys(reader, by)
  return reader.consumers.listBanks(by.accountId, id)
}

/**
 * Adds a second secret, so that clients can move to it while the first still works.
 * @throws forbidden, not_found, conflict (secret) when there are two already
 */
export async function addConsumerSecret(
  tx: Writer,
  by: Principal,
  id: CredentialId,
  sealed: string,
): Promise<void> {
  await demandNewKeys(tx, by)
  const { secrets } = await getLocked(tx, by, id)
  if (secrets.length >= MOST_SECRETS) throw unfit('consumer', 'secret', secrets.length)
  const number = Math.max(0, ...secrets.map((secret) => secret.number)) + 1
  await tx.consumers.insertSecret(by.accountId, id, number, sealed)
  await record(tx, by, 'update', id, { secrets: secrets.length }, { secrets: secrets.length + 1 })
}

/**
 * Ends the older of two secrets: from now on only the newer works. @throws forbidden, not_found, conflict when there is
 * only one
 */
export async function removeConsumerSecret(tx: Writer, by: Principal, id: CredentialId): Promise<void> {
  const { secrets } = await getLocked(tx, by, id)
  const [oldest, newer] = secrets
  if (oldest === undefined || newer === undefined) throw unfit('consumer', 'secret', secrets.length)
  await tx.consumers.deleteSecret(by.accountId, id, oldest.number)
  await record(tx, by, 'update', id, { secrets: secrets.length }, { secrets: secrets.length - 1 })
}

/** Disables or enables a key of a consumer. @throws forbidden, not_found */
export async function setConsumerActive(
  tx: Writer,
  by: Principal,
  id: CredentialId,
  isActive: boolean,
): Promise<void> {
  if (isActive) await demandNewKeys(tx, by)
  const before = await getLocked(tx, by, id)
  if (before.isActive === isActive) return
  await tx.consumers.setActive(by.accountId, id, isActive)
  await record(tx, by, 'update', id, { isActive: before.isActive }, { isActive })
}

/** The key of a consumer, read behind its lock. */
async function getLocked(tx: Writer, by: Principal, id: CredentialId): Promise<Consumer> {
  await getConsumer(tx, by, id)
  await tx.consumers.lock(by.accountId, id)
  return getConsumer(tx, by, id)
}

async function record(
  tx: Writer,
  by: Principal,
  action: 'create' | 'update',
  id: CredentialId,
  before: AuditState | null,
  after: AuditState,
): Promise<void> {
  await recordAudit(tx, by, {
    action,
    subject: 'consumer',
    subjectId: id,
    ...(before && { before }),
    after,
  })
}

async function unknownBanks(reader: Reader, by: Principal, banks: readonly ItemBankId[]): Promise<Issue[]> {
  const issues: Issue[] = []
  for (const bankId of banks) {
    const found = await reader.itemBanks.find({ accountId: by.accountId, bankId })
    if (found === undefined) issues.push(issue('consumer', 'banks', 'unknown', bankId))
  }
  return issues
}

function hostNames(domains: readonly string[]): string[] {
  return [...new Set(domains.map((domain) => domain.trim().toLowerCase()))]
}

function checkDomains(domains: readonly string[]): Issue[] {
  if (domains.length === 0) return [issue('consumer', 'domains', 'missing')]
  return domains.filter((domain) => !isHostName(domain)).map(malformedDomain)
}

function isHostName(domain: string): boolean {
  return domain.length <= 253 && /^(\[[0-9a-f:.]+\]|[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*)$/u.test(domain)
}

function malformedDomain(domain: string): Issue {
  return issue('consumer', 'domains', 'malformed', domain)
}

/** Which keys belong to consumers, by the id of the key. @throws forbidden */
export async function listConsumerKeys(
  reader: Reader,
  by: Principal,
): Promise<ReadonlyMap<CredentialId, ConsumerKey>> {
  await demandKeys(reader, by)
  return new Map((await reader.consumers.listKeys(by.accountId)).map((key) => [key.credentialId, key]))
}
