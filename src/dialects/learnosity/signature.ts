import { hash } from 'node:crypto'
import { equalInConstantTime, hmacSha256 } from '../../lib/digest.ts'
import type { RequestFields } from './read-request.ts'
import type { SecurityPacket } from './security-packet.ts'

/**
 * A time at the start of a `user_id`, or JSON in it. The signed text doesn't tell where one value ends and the next begins: a
 * packet that was signed with an `expires` or a request is signed as well when that stands in `user_id` instead, where
 * nobody looks at it, and an expired one would be good again.
 */
const MOVED = /^\s*\d{8}-\d{4}|(^|_)\s*[{[]/

/** What is signed: the packet, and the two fields as they were received. */
export type Signed = Pick<RequestFields, 'request' | 'action'> & { readonly packet: SecurityPacket }

/**
 * Whether the signature was made with that secret (docs/contracts/learnosity.md 2.2 and 2.3).
 * @param legacy whether the older kind, a plain SHA-256, is taken
 */
export function isSignedWith(secret: string, signed: Signed, legacy: boolean): boolean {
  const { signature } = signed.packet
  const isCurrent = signature.startsWith('$')
  if (!isCurrent && !legacy) return false
  if (MOVED.test(signed.packet.userId ?? '')) return false
  return variants(signed.packet).some((head) => {
    const expected = isCurrent
      ? `$02$${hmacSha256(secret, textOf(head, signed)).toString('hex')}`
      : hash('sha256', textOf([...head, secret], signed), 'hex')
    return equalInConstantTime(expected, signature)
  })
}

/**
 * The values of the packet that are signed. Of an empty `expires` or `user_id` some SDKs sign the empty text and others
 * nothing, and the packet looks the same: there are two texts then, and either is right.
 */
function variants({ consumerKey, domain, timestamp, expires, userId }: SecurityPacket): string[][] {
  const optional = [expires, userId].filter((value) => value !== undefined)
  const all = [consumerKey, domain, timestamp, ...optional]
  const filled = [consumerKey, domain, timestamp, ...optional.filter((value) => value !== '')]
  return all.length === filled.length ? [all] : [all, filled]
}

function textOf(head: readonly string[], { request, action }: Signed): string {
  const tail = [request, action].filter((value) => value !== undefined && value !== '')
  return [...head, ...tail].join('_')
}
