import { randomBytes, scryptSync } from 'node:crypto'
import { SealedBox } from '../lib/sealed-box.ts'

// The server key travels with a backup only under a passphrase: whoever has both reads every secret of the academy.

const SALT_BYTES = 16
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 128 * 1024 * 1024 }

/** The server key under a passphrase, as a backup holds it. */
export function sealServerKey(key: Uint8Array, passphrase: string): string {
  const salt = randomBytes(SALT_BYTES).toString('base64url')
  return `${salt}:${boxOf(passphrase, salt).seal(Buffer.from(key).toString('base64'))}`
}

/** The server key, in base64; undefined when the passphrase is another one. */
export function openServerKeyOf(sealed: string, passphrase: string): string | undefined {
  const [salt = '', text = ''] = sealed.split(':')
  return boxOf(passphrase, salt).open(text)
}

function boxOf(passphrase: string, salt: string): SealedBox {
  return new SealedBox(scryptSync(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64url'), 32, COST))
}
