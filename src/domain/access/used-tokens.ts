import { demandSystem } from '../actor.ts'
import { sha256 } from '../../lib/digest.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import type { UsedTokenMemory } from './used-token-memory.ts'
import { SWEPT_ALONG } from '../retention.ts'

/** A single-use token that itself proves who may use it. */
export interface OnceToken {
  /** The name given by its issuer, unique per token. */
  readonly jti: string
  /** What distinguishes it from other tokens with that name. */
  readonly digest: string
  /** Until when no other token with that name is accepted, in milliseconds. */
  readonly expires: number
}

/** Uses a token up. Returns whether it was unused: of several simultaneous uses, one succeeds. @throws forbidden */
export async function useToken(
  tx: Writer,
  by: Principal,
  { jti, digest, expires }: OnceToken,
): Promise<boolean> {
  demandSystem(by)
  return tx.usedTokens.insert(by.accountId, sha256(jti), digest, expires)
}

/** Deletes used tokens that are too old to be accepted again: the server's own work. @throws forbidden */
export async function sweepTokens(tx: Writer, by: Principal, memory: UsedTokenMemory): Promise<void> {
  demandSystem(by)
  await tx.usedTokens.sweep(by.accountId, memory.before(), SWEPT_ALONG)
}
