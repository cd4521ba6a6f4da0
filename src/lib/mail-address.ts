import { characters, fold, hasControl, hasInvisible } from './text.ts'
import { asciiHost, unicodeHost } from './host-name.ts'

/** Longest address, in characters (RFC 5321, 4.5.3.1.3, without the angle brackets). */
export const MAX_ADDRESS = 254

const MAX_LOCAL = 64

// RFC 5322 3.2.3 and 3.2.4, with letters of all writings (RFC 6531 3.3).
const DOT_ATOM = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u
const QUOTED = /^"([^"\\]|\\[^])+"$/u
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Whether the text is the address of one mailbox, to which mail can be sent: no name, no list, no scheme, no comment. The
 * local part may be quoted, and the host may be written in any script. What begins with a hyphen is none: programs
 * that send mail take it for an option.
 */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1 || text.startsWith('-') || characters(text) > MAX_ADDRESS) return false
  if (hasControl(text) || hasInvisible(text) || /[^\S ]/.test(text)) return false
  const local = text.slice(0, at)
  return (
    characters(local) <= MAX_LOCAL &&
    (DOT_ATOM.test(local) || QUOTED.test(local)) &&
    isMailHost(text.slice(at + 1))
  )
}

/** A name with a dot, as the name service knows it, whose last part isn't a number: that would be an IP address. */
function isMailHost(host: string): boolean {
  const ascii = asciiHost(host)
  if (ascii === undefined) return false
  const labels = ascii.split('.')
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
}

/**
 * The form in which addresses are compared, and names to sign in with, which may be addresses: folded, with the host as the
 * name service knows it (`ann@münchen.de` is `ann@xn--mnchen-3ya.de`) and without quotes that change nothing
 * (`"ann"@example.com`). Other text is only folded.
 */
export function foldAddress(text: string): string {
  const folded = fold(text)
  if (PLAIN_ADDRESS.test(folded) || !isAddress(folded)) return folded
  const at = folded.lastIndexOf('@')
  const local = folded.slice(0, at)
  const unquoted = QUOTED.test(local) ? local.slice(1, -1).replace(/\\([^])/g, '$1') : local
  const host = folded.slice(at + 1)
  return `${DOT_ATOM.test(unquoted) ? unquoted : local}@${asciiHost(host) ?? host}`
}

/** Everything that somebody may type to find an address or a username: folded, with the host in both spellings. */
export function spellingsOf(text: string): string[] {
  const compared = foldAddress(text)
  if (!compared.includes('@')) return [compared]
  const host = compared.lastIndexOf('@') + 1
  const unicode = compared.slice(0, host) + unicodeHost(compared.slice(host))
  return [...new Set([fold(text), compared, isAddress(unicode) ? unicode : compared])]
}

// Nearly every address and username: nothing that is spelled in two ways.
const PLAIN_ADDRESS = /^[!#-~]*$/
