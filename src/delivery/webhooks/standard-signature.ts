import { hmacSha256 } from '../../lib/digest.ts'

const PREFIX = 'whsec_'

/** A request's metadata, with which its receiver verifies its origin and age. */
export interface Signed {
  readonly id: string
  /** Seconds since 1970, of this attempt. */
  readonly timestamp: number
  readonly body: string
}

/**
 * The `webhook-signature` header of the Standard Webhooks specification: the key is the part after `whsec_`, decoded.
 */
export function standardSignature(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
  return `v1,${hmacSha256(key, `${id}.${timestamp}.${body}`).toString('base64')}`
}
