import { parseSender, type Sender } from '../../lib/sender.ts'
import type { AccountPlace } from './account-store.ts'
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
  return addressOf(await placeOf(reader, id), publicUrl)
}

async function placeOf(reader: Reader, id: AccountId): Promise<AccountPlace> {
  const place = await reader.accounts.findPlace(id)
  if (place === undefined) throw notFound('account', id)
  return place
}

function addressOf({ address, isOnly, hosts }: AccountPlace, publicUrl: string): string {
  if (address !== null) return address
  if (isOnly) return publicUrl
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
  const [account, place] = await Promise.all([reader.accounts.find(id), reader.accounts.findPlace(id)])
  if (account === undefined || place === undefined) throw notFound('account', id)
  const address = addressOf(place, publicUrl)
  return {
    academy: account.name,
    address,
    sender: senderOf(account, { address, isOnly: place.isOnly }, mailFrom),
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
function senderOf(
  account: Account,
  { address, isOnly }: { readonly address: string; readonly isOnly: boolean },
  mailFrom: string | undefined,
): Sender {
  const own = account.sender === null ? undefined : parseSender(account.sender)
  if (own !== undefined) return { ...own, name: own.name ?? account.name }
  const shared = mailFrom === undefined ? undefined : parseSender(mailFrom)
  if (shared === undefined) {
    const { hostname } = new URL(address)
    // An address of a machine is no domain of mail.
    const domain = /^[\d.]+$|^\[/.test(hostname) ? 'localhost' : hostname
    return { name: account.name, address: `no-reply@${domain}` }
  }
  return { address: shared.address, name: (isOnly ? shared.name : null) ?? account.name }
}
