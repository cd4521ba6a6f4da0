import type { Account, NewAccount } from './accounts.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import { invalid, issue } from '../errors.ts'
import type { Principal } from '../principal.ts'
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
  const name = host === undefined ? '' : hostName(host)
  const known = name === '' ? undefined : await reader.accounts.findByHost(name)
  return known ?? reader.accounts.findOnly()
}

/** Makes an account, with the host names that it answers to. @throws invalid, conflict (host) */
export async function createAccount(
  tx: Writer,
  wanted: NewAccount,
  hosts: readonly string[],
): Promise<{ account: Account; owner: Principal }> {
  refuseIfAny([
    ...checkName('account', 'name', wanted.name),
    ...hosts
      .filter((host) => !isHost(hostName(host)))
      .map((host) => issue('account', 'host', 'malformed', host)),
  ])
  const account = await tx.accounts.insert({ ...wanted, name: wanted.name.trim() })
  for (const host of hosts) await tx.accounts.insertHost(account.id, hostName(host))
  const owner: Principal = { accountId: account.id, door: 'cli', credentialId: null, memberId: null }
  await recordAudit(tx, owner, {
    action: 'create',
    subject: 'account',
    subjectId: account.id,
    after: { name: account.name, language: account.language, hosts: hosts.map(hostName) },
  })
  return { account, owner }
}

/** Lets the account answer to a further host, unless it does. @throws invalid, conflict (another answers to it) */
export async function addHost(tx: Writer, by: Principal, host: string): Promise<void> {
  const name = hostName(host)
  refuseIfAny(isHost(name) ? [] : [issue('account', 'host', 'malformed', host)])
  if ((await tx.accounts.hosts(by.accountId)).includes(name)) return
  await tx.accounts.insertHost(by.accountId, name)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'account',
    subjectId: by.accountId,
    after: { hostsAdded: [name] },
  })
}

/** Lets the account answer to a host no more. @throws invalid (it never did) */
export async function removeHost(tx: Writer, by: Principal, host: string): Promise<void> {
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

/** Lower case, without port: `[::1]:4000` is `[::1]`. */
function hostName(host: string): string {
  return host.trim().toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
}

function isHost(name: string): boolean {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/.test(name) && name.length <= 253
}
