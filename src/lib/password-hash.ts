import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { composed } from './text.ts'

const derive = promisify(argon2)

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** Hashes a password with argon2id. Takes some 30 ms off the main thread. Returns a PHC string. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { message: normalised(password), nonce, ...COST })
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(nonce)}$${base64(tag)}`
}

/**
 * Whether the password belongs to the PHC string. Without one (an unknown user, a user without password) it works as
 * long as with one and says no, so that the time of an answer doesn't tell who exists.
 */
export async function verifyPassword(password: string, phc: string | null | undefined): Promise<boolean> {
  const parts = PHC.exec(phc ?? '')
  if (parts === null) {
    await hashPassword(password)
    return false
  }
  const [, memory, passes, parallelism, nonce = '', expected = ''] = parts
  const tag = Buffer.from(expected, 'base64')
  const given = await derive('argon2id', {
    message: normalised(password),
    nonce: Buffer.from(nonce, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: tag.length,
  })
  return timingSafeEqual(given, tag)
}

function normalised(password: string): Buffer {
  return Buffer.from(composed(password, 'NFKC'), 'utf8') // NIST SP 800-63B 3.1.1.2: the same keys on every keyboard
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}
