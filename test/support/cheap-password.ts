import { argon2 } from 'node:crypto'
import { promisify } from 'node:util'

/** As `hashPassword`, but not made to be slow: what a password costs to check is part of its hash. */
export async function hashedAtNoCost(password: string): Promise<string> {
  const nonce = Buffer.alloc(16)
  const cost = { memory: 8, passes: 1, parallelism: 1, tagLength: 32 }
  const tag = await promisify(argon2)('argon2id', { message: Buffer.from(password), nonce, ...cost })
  const [salt, hash] = [nonce, tag].map((bytes) => bytes.toString('base64').replaceAll('=', ''))
  return `$argon2id$v=19$m=8,t=1,p=1$${salt}$${hash}`
}
