import { hmacSha256 } from '../lib/digest.ts'

/** The secret under a name: always the same for one seed, and of no use for guessing another. */
export type Secrets = (name: string) => string

/** Letters and digits only, so that they survive shells, addresses and forms. */
export function secretsOf(seed: string): Secrets {
  return (name) => hmacSha256(seed, name).toString('base64url').replace(/[-_]/g, 'x').slice(0, 32)
}
