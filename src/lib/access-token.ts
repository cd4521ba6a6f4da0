import { crc32 } from 'node:zlib'
import type { Ids } from './ids.ts'

// `qdp_`, 43 letters of 256 random bits, and six of their check sum: whoever looks for lost secrets in source code can tell
// ours from others, and a mistyped one is refused without a look into the store.
const BEGINNING = 'qdp_'
const RANDOM_BYTES = 32
const SHAPE = /^qdp_([\w-]{43})([\w-]{6})$/

/** A fresh personal access token. */
export function newAccessToken(ids: Ids): string {
  return accessTokenOf(ids.token(RANDOM_BYTES))
}

/** The token of a secret. @param secret 43 letters out of `A-Z a-z 0-9 - _` that nobody can guess */
export function accessTokenOf(secret: string): string {
  return `${BEGINNING}${secret}${checkSum(secret)}`
}

/** Whether a text has the form of a token, check sum included. */
export function isAccessToken(text: string): boolean {
  const [, secret, sum] = SHAPE.exec(text) ?? []
  return secret !== undefined && sum === checkSum(secret)
}

function checkSum(secret: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(secret))
  return bytes.toString('base64url')
}
