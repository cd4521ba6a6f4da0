import { parseSender, type Sender } from '../../lib/sender.ts'
import type { Account } from './accounts.ts'
import { notFound } from '../errors.ts'
import type { AccountId } from '../ids.ts'
import type { Reader } from '../store.ts'

/** How the installation, with all its accounts, is reached and writes mails. */
export interface Installation {
  /** An origin. */
  readonly publicUrl: string
  /** In whose name mails go out: `a@example.com` or `Academy <a@example.com>`; undefined: nothing is set. */
  readonly mailFrom?: string | undefined
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Where the pages of an account stand: an origin, to which every link leads. It is the address that was set; else, for the
 * only account, that of the installation; else that of the installation with the account's first host in it. It is never
 * taken from a request: a link in a mail must not lead to where a header says.
 * @param publicUrl of the installation
 * @throws not_found (account)
 */
export async function getAddress(reader: Reader, id: AccountId, publicUrl: string): Promise<string> {
  const account = await reader.accounts.find(id)
  if (account === undefined) throw notFound('account', id)
  return addressOf(reader, account, publicUrl)
}

async function addressOf(reader: Reader, { id, address }: Account, publicUrl: string): Promise<string> {
  if (address !== null) return address
  if ((await reader.accounts.findOnly()) !== undefined) return publicUrl
  const hosts = await reader.accounts.listHosts(id)
  if (hosts.includes(new URL(publicUrl).hostname)) return publicUrl
  // The first account answers to this machine's own names, too: they come last.
  const host = hosts.find((name) => !LOOPBACK.has(name)) ?? hosts[0]
  if (host === undefined) return publicUrl
  const url = new URL(publicUrl)
  url.hostname = host
  return url.origin
}

/** What a mail of an account looks like. */
export interface Letterhead {
  readonly academy: string
  /** Where the pages of the account stand: an origin. */
  readonly address: string
  readonly sender: Sender
  readonly accent: string | null
  /** The address of the logo; null: there is none. */
  readonly logo: string | null
}

/** @throws not_found (account) */
export async function getLetterhead(
  reader: Reader,
  id: AccountId,
  { publicUrl, mailFrom }: Installation,
): Promise<Letterhead> {
  const account = await reader.accounts.find(id)
  if (account === undefined) throw notFound('account', id)
  const address = await addressOf(reader, account, publicUrl)
  return {
    academy: account.name,
    address,
    sender: await senderOf(reader, account, address, mailFrom),
    accent: account.accent,
    logo: account.logo === null ? null : `${address}${logoPath(account.logo)}`,
  }
}

/** Where the pages open an invitation. */
export function activationPath(token: string): string {
  return `/activate?token=${encodeURIComponent(token)}`
}

/** Where the pages hand out an academy's logo. Another logo has another path, so that each may be kept. */
export function logoPath(digest: string): string {
  return `/logo?v=${encodeURIComponent(digest)}`
}

/** The sender that was set; else the installation's, under the account's own name; else nobody at the account's host. */
async function senderOf(
  reader: Reader,
  account: Account,
  address: string,
  mailFrom: string | undefined,
): Promise<Sender> {
  const own = account.sender === null ? undefined : parseSender(account.sender)
  if (own !== undefined) return { ...own, name: own.name ?? account.name }
  const shared = mailFrom === undefined ? undefined : parseSender(mailFrom)
  if (shared === undefined) {
    const { hostname } = new URL(address)
    // An address of a machine is no domain of mail.
    const domain = /^[\d.]+$|^\[/.test(hostname) ? 'localhost' : hostname
    return { name: account.name, address: `no-reply@${domain}` }
  }
  const only = (await reader.accounts.findOnly()) !== undefined
  return { address: shared.address, name: (only ? shared.name : null) ?? account.name }
}
