import { hmacSha256 } from '../../lib/digest.ts'

const PREFIX = 'whsec_'

/** What a request says about itself, so that its receiver knows it for ours and for fresh. */
export interface Signed {
  readonly id: string
  /** Seconds since 1970, of this attempt. */
  readonly timestamp: number
  readonly body: string
}

/** The header `webhook-signature` of the Standard Webhooks specification: the key is what follows `whsec_`, decoded. */
export function standardSignature(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
  return `v1,${hmacSha256(key, `${id}.${timestamp}.${body}`).toString('base64')}`
}
