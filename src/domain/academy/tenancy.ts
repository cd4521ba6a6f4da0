import { isDeepStrictEqual } from 'node:util'
import { parseColour } from '../../lib/colour.ts'
import { sha256 } from '../../lib/digest.ts'
import { isLanguage } from '../../lib/language-tag.ts'
import { pictureType } from '../../lib/picture.ts'
import { parseSender } from '../../lib/sender.ts'
import { isTimeZone } from '../../lib/time-zone.ts'
import type { Account, AccountValues, Logo, NewAccount } from './accounts.ts'
import { getActor, demandPresent, demandSystem } from '../actor.ts'
import type { AuditState } from '../audit.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import { asciiHost } from '../../lib/host-name.ts'
import { invalid, issue, notFound, type Issue } from '../errors.ts'
import type { AccountId } from '../ids.ts'
import { demand, mayManageAccount } from '../permissions.ts'
import type { Principal, System } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'

/**
 * The account of a request that has no credential yet: the one that answers to the host, or the only one there is.
 * undefined for an unknown host among several accounts.
 * @param host as in the Host header; the port doesn't matter
 */
export async function findAccountOfHost(
  reader: Reader,
  host: string | undefined,
): Promise<Account | undefined> {
  return reader.accounts.findOfHost(host === undefined ? '' : hostName(host))
}

/** All accounts of the store in the order of ids, for the server itself and the command line. @throws forbidden */
export async function listAccounts(reader: Reader, by: System): Promise<readonly Account[]> {
  demandSystem(by)
  return reader.accounts.list()
}

/**
 * The account of that id, or of that host name (lower case, without port), for the server itself and the command line;
 * undefined when there is none.
 * @throws forbidden
 */
export async function findAccount(
  reader: Reader,
  by: System,
  named: { readonly id: AccountId } | { readonly host: string },
): Promise<Account | undefined> {
  demandSystem(by)
  return 'id' in named ? reader.accounts.find(named.id) : reader.accounts.findByHost(named.host)
}

/** The host names that the account answers to, in the order in which they were added: no secret, each request names one. */
export function listHosts(reader: Reader, account: AccountId): Promise<readonly string[]> {
  return reader.accounts.listHosts(account)
}

/** The academy's picture, for everybody; undefined where it has none. */
export function findLogo(reader: Reader, account: AccountId): Promise<Logo | undefined> {
  return reader.accounts.findLogo(account)
}

/**
 * Makes an account, with the host names that it answers to: for the server, since nobody stands above all accounts.
 * @throws forbidden, invalid, conflict (host)
 */
export async function createAccount(
  tx: Writer,
  by: System,
  wanted: NewAccount,
  hosts: readonly string[],
): Promise<{ account: Account; owner: Principal }> {
  demandSystem(by)
  refuseIfAny([
    ...checkAccount(wanted),
    ...hosts
      .filter((host) => !isHost(hostName(host)))
      .map((host) => issue('account', 'host', 'malformed', host)),
  ])
  const account = await tx.accounts.insert({ ...wanted, name: wanted.name.trim() })
  for (const host of hosts) await tx.accounts.insertHost(account.id, hostName(host))
  const owner: Principal = { accountId: account.id, door: by.door, credentialId: null, memberId: null }
  await recordAudit(tx, owner, {
    action: 'create',
    subject: 'account',
    subjectId: account.id,
    after: { name: account.name, language: account.language, hosts: hosts.map(hostName) },
  })
  return { account, owner }
}

/** Makes an account the demo academy, whose secrets follow from that seed. @throws forbidden */
export async function setDemoSeed(tx: Writer, by: Principal, sealed: string): Promise<void> {
  demand(mayManageAccount(await getActor(tx, by), 'place'), 'account', 'edit')
  await tx.accounts.setDemoSeed(by.accountId, sealed)
}

const LONGEST_ADDRESS = 300
const LARGEST_LOGO = 200_000

/** The new details of an academy; the others stay as they are. */
export interface AccountChange extends Partial<AccountValues> {
  /** The bytes of a whole PNG or JPEG picture (lib/picture.ts), at most 200,000; null: none. */
  readonly logo?: Uint8Array | null
}

/**
 * Changes what an academy says of itself. Managers may change its look; where its pages stand, in whose name its mails go
 * out and how long its audit trail is kept takes their password, or the account itself. The host of a new address is added to those that the account answers to.
 * @throws forbidden, invalid (name, language, address, sender, accent, logo, timeZone, auditDays), conflict (another account answers to the host)
 */
export async function updateAccount(tx: Writer, by: Principal, edit: AccountChange): Promise<Account> {
  const actor = await getActor(tx, by)
  const place = edit.address !== undefined || edit.sender !== undefined || edit.auditDays !== undefined
  demand(mayManageAccount(actor, place ? 'place' : 'look'), 'account', 'edit')
  refuseIfAny(checkAccount(edit))
  await tx.accounts.lock(by.accountId)
  const before = await getAccount(tx, by)
  const { logo } = edit
  const values: AccountValues = {
    name: (edit.name ?? before.name).trim(),
    language: edit.language ?? before.language,
    address: edit.address === undefined ? before.address : edit.address && new URL(edit.address).origin,
    sender: edit.sender === undefined ? before.sender : edit.sender,
    accent: edit.accent === undefined ? before.accent : (parseColour(edit.accent ?? '') ?? null),
    timeZone: edit.timeZone === undefined ? before.timeZone : edit.timeZone,
    auditDays: edit.auditDays === undefined ? before.auditDays : edit.auditDays,
  }
  await tx.accounts.update(by.accountId, values)
  if (values.address !== null && values.address !== before.address) {
    await addHost(tx, by, new URL(values.address).hostname)
  }
  if (logo === null) await tx.accounts.deleteLogo(by.accountId)
  else if (logo !== undefined) {
    const content = Buffer.from(logo).toString('base64')
    await tx.accounts.setLogo(
      by.accountId,
      { type: pictureType(logo) ?? 'image/png', content },
      sha256(content),
    )
  }
  const after = await getAccount(tx, by)
  if (isDeepStrictEqual(accountState(before), accountState(after))) return after
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'account',
    subjectId: by.accountId,
    before: accountState(before),
    after: accountState(after),
  })
  return after
}

/** Whether somebody may see how the server of their academy is set up. @throws forbidden */
export async function demandInstallation(reader: Reader, by: Principal): Promise<void> {
  demand(mayManageAccount(await getActor(reader, by), 'look'), 'account', 'read')
}

/** The account of the one who asks: what it says of itself is for everybody in it. @throws not_found */
export async function getAccount(reader: Reader, by: Principal): Promise<Account> {
  await demandPresent(reader, by)
  const { accountId } = by
  const account = await reader.accounts.find(accountId)
  if (account === undefined) throw notFound('account', accountId)
  return account
}

function accountState({ id: _, guid: __, demoSeed: ___, created: ____, ...state }: Account): AuditState {
  return state
}

function checkAccount(change: AccountChange): Issue[] {
  const { name, language, address, sender, accent, logo, timeZone, auditDays } = change
  const wrong = (field: keyof AccountChange, value?: string | number) => [
    issue('account', field, 'malformed', value),
  ]
  return [
    ...(name === undefined ? [] : checkName('account', 'name', name)),
    ...(language === undefined || isLanguage(language) ? [] : wrong('language', language)),
    ...(address == null || isOrigin(address) ? [] : wrong('address', address)),
    ...(sender == null || (sender.length <= LONGEST_ADDRESS && parseSender(sender))
      ? []
      : wrong('sender', sender)),
    ...(accent == null || parseColour(accent) !== undefined ? [] : wrong('accent', accent)),
    ...(timeZone == null || isTimeZone(timeZone) ? [] : wrong('timeZone', timeZone)),
    ...(auditDays == null || isNumberOfDays(auditDays) ? [] : wrong('auditDays', auditDays)),
    ...(logo == null || pictureType(logo) !== undefined ? [] : wrong('logo')),
    ...(logo != null && logo.length > LARGEST_LOGO
      ? [{ ...issue('account', 'logo', 'too_long'), limit: LARGEST_LOGO }]
      : []),
  ]
}

/** At least one, and no more than a hundred years. */
function isNumberOfDays(days: number): boolean {
  return Number.isInteger(days) && days >= 1 && days <= 36_500
}

/** An address of a server without a path: `https://learn.example.com`. */
function isOrigin(text: string): boolean {
  if (text.length > LONGEST_ADDRESS || !URL.canParse(text)) return false
  const { protocol, pathname, search, hash, username, password, hostname } = new URL(text)
  const bare = pathname === '/' && search === '' && hash === '' && username === '' && password === ''
  return (protocol === 'https:' || protocol === 'http:') && bare && isHost(hostname)
}

/** Lets the account answer to a further host, unless it does. @throws forbidden, invalid, conflict (another answers to it) */
export async function addHost(tx: Writer, by: Principal, host: string): Promise<void> {
  demand(mayManageAccount(await getActor(tx, by), 'place'), 'account', 'edit')
  const name = hostName(host)
  refuseIfAny(isHost(name) ? [] : [issue('account', 'host', 'malformed', host)])
  if ((await tx.accounts.listHosts(by.accountId)).includes(name)) return
  await tx.accounts.insertHost(by.accountId, name)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'account',
    subjectId: by.accountId,
    after: { hostsAdded: [name] },
  })
}

/**
 * Lets the account answer to these hosts and no others, in the order in which they were added.
 * @throws forbidden, invalid, conflict (another account answers to one)
 */
export async function setHosts(tx: Writer, by: Principal, hosts: readonly string[]): Promise<void> {
  demand(mayManageAccount(await getActor(tx, by), 'place'), 'account', 'edit')
  const given = hosts.map(hostName)
  refuseIfAny(
    given.flatMap((name, at) => (isHost(name) ? [] : [issue('account', `hosts[${at}]`, 'malformed', name)])),
  )
  const names = [...new Set(given)]
  await tx.accounts.lock(by.accountId)
  const before = await tx.accounts.listHosts(by.accountId)
  const added = names.filter((name) => !before.includes(name))
  const removed = before.filter((name) => !names.includes(name))
  if (added.length === 0 && removed.length === 0) return
  for (const name of removed) await tx.accounts.deleteHost(by.accountId, name)
  for (const name of added) await tx.accounts.insertHost(by.accountId, name)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'account',
    subjectId: by.accountId,
    ...(removed.length > 0 && { before: { hostsRemoved: removed } }),
    ...(added.length > 0 && { after: { hostsAdded: added } }),
  })
}

/** The account of the one who asks, which nobody else changes until this transaction ends. @throws not_found */
export async function lockAccount(tx: Writer, by: Principal): Promise<Account> {
  await tx.accounts.lock(by.accountId)
  return getAccount(tx, by)
}

/** Lets the account answer to a host no more. @throws forbidden, invalid (it never did) */
export async function removeHost(tx: Writer, by: Principal, host: string): Promise<void> {
  demand(mayManageAccount(await getActor(tx, by), 'place'), 'account', 'edit')
  const name = hostName(host)
  if (!(await tx.accounts.deleteHost(by.accountId, name))) {
    throw invalid([issue('account', 'host', 'unknown', name)])
  }
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'account',
    subjectId: by.accountId,
    before: { hostsRemoved: [name] },
  })
}

/** Without port, as the name service and browsers spell it: `[::1]:4000` is `[::1]`, `München.de` is `xn--mnchen-3ya.de`. */
export function hostName(host: string): string {
  const name = host.trim().toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
  return name.startsWith('[') ? name : (asciiHost(name) ?? name)
}

function isHost(name: string): boolean {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/.test(name) && name.length <= 253
}
