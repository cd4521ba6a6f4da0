import { demandSystem } from '../actor.ts'
import { sha256 } from '../../lib/digest.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import type { UsedTokenMemory } from './used-token-memory.ts'

/** A token that works once, and shows for itself who may use it. */
export interface OnceToken {
  /** The name that its maker gave it, new for each. */
  readonly jti: string
  /** What tells it from others of that name. */
  readonly digest: string
  /** Until when no other token of that name is taken, in milliseconds. */
  readonly expires: number
}

/** Uses a token up. Whether it hadn't been used before: of several that come with it at once, one hears yes. @throws forbidden */
export async function useToken(
  tx: Writer,
  by: Principal,
  { jti, digest, expires }: OnceToken,
): Promise<boolean> {
  demandSystem(by)
  return tx.usedTokens.insert(by.accountId, sha256(jti), digest, expires)
}

/** Forgets used tokens that are too old to come again: the server's own work. @throws forbidden */
export async function sweepTokens(tx: Writer, by: Principal, memory: UsedTokenMemory): Promise<void> {
  demandSystem(by)
  await tx.usedTokens.sweep(by.accountId, memory.before())
}
