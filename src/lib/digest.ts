import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto'

/** SHA-256 of the text (UTF-8) as base64url: how random tokens and keys are stored. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url')
}

/** HMAC-SHA-256 of the text as bytes. */
export function hmacSha256(key: Uint8Array | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** Equality of two texts in a time that doesn't tell where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

/** A GUID that is always the same for the same names (RFC 9562, version 8: our own digest layout). */
export function namedGuid(...names: readonly string[]): string {
  const bytes = createHash('sha256').update(names.join('\u0000')).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
