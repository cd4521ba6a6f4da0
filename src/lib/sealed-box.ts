import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Keeps secrets that must be read again (a signing key, the demo's seed) encrypted with the server key:
 * AES-256-GCM, a fresh 12-byte nonce each time, `nonce.tag.text` in base64url.
 */
export class SealedBox {
  readonly #key: Buffer

  /** @param serverKey at least 32 random bytes */
  constructor(serverKey: Uint8Array) {
    this.#key = Buffer.from(hkdfSync('sha256', serverKey, '', 'quadrivium sealed box', 32))
  }

  seal(secret: string): string {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
    return [nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url')).join('.')
  }

  /** The secret, or undefined when it was sealed with another server key or has been altered. */
  open(sealed: string): string | undefined {
    const [nonce, tag, text] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'))
    if (nonce?.length !== 12 || tag?.length !== 16 || text === undefined) return undefined
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce)
      decipher.setAuthTag(tag)
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
    } catch {
      return undefined // GCM tells only that the tag doesn't fit
    }
  }
}
