import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { PORTION, turn } from '../../lib/turns.ts'
import { equalInConstantTime } from '../../lib/digest.ts'
import type { RequestFields } from './read-request.ts'
import type { SecurityPacket } from './security-packet.ts'

/**
 * A time at the start of a `user_id`, or JSON in it. The signed text doesn't show where one value ends and the next
 * begins: if a packet was signed with an `expires` or a request, the same signature also fits a packet with that text
 * in `user_id` instead, where nobody checks it, and an expired packet would be valid again.
 */
const MOVED = /^\s*\d{8}-\d{4}|(^|_)\s*[{[]/

/** The signed data: the packet, and the two fields as received. */
export type Signed = Pick<RequestFields, 'request' | 'action'> & { readonly packet: SecurityPacket }

/**
 * Whether the signature was made with that secret (docs/contracts/learnosity.md 2.2 and 2.3).
 * @param legacy whether the older kind, a plain SHA-256, is accepted
 */
export async function isSignedWith(secret: string, signed: Signed, legacy: boolean): Promise<boolean> {
  const { signature } = signed.packet
  const isCurrent = signature.startsWith('$')
  if (!isCurrent && !legacy) return false
  if (MOVED.test(signed.packet.userId ?? '')) return false
  for (const head of variants(signed.packet)) {
    const expected = isCurrent
      ? `$02$${await digestOf(createHmac('sha256', secret), head, signed)}`
      : await digestOf(createHash('sha256'), [...head, secret], signed)
    if (equalInConstantTime(expected, signature)) return true
  }
  return false
}

/**
 * The packet's signed values. For an empty `expires` or `user_id` some SDKs sign the empty text and others nothing, and
 * the packet looks the same: then there are two possible texts, and either is valid.
 */
function variants({ consumerKey, domain, timestamp, expires, userId }: SecurityPacket): string[][] {
  const optional = [expires, userId].filter((value) => value !== undefined)
  const all = [consumerKey, domain, timestamp, ...optional]
  const filled = [consumerKey, domain, timestamp, ...optional.filter((value) => value !== '')]
  return all.length === filled.length ? [all] : [all, filled]
}

/**
 * The digest of the values and the two fields, joined. A long field is hashed in portions, between which others have
 * their turn.
 */
async function digestOf(
  hash: Hash | Hmac,
  head: readonly string[],
  { request, action }: Signed,
): Promise<string> {
  hash.update(head.join('_'))
  for (const field of [request, action]) {
    if (field === undefined || field === '') continue
    hash.update('_')
    for (let at = 0; at < field.length;) {
      const end = endOfPortion(field, at)
      hash.update(field.slice(at, end))
      at = end
      if (at < field.length) await turn()
    }
  }
  return hash.digest('hex')
}

/** Never between the two halves of a surrogate pair. */
function endOfPortion(text: string, at: number): number {
  const end = at + PORTION
  return end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 ? end + 1 : end
}
