import { demandSystem } from '../actor.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/**
 * The key with which a pull encrypts what it keeps of its source until it is through. An erasure deletes it, so that nobody
 * reads there any more what was kept of the person.
 * @param fresh the key of an academy that has none
 * @throws forbidden
 */
export async function findOrCreatePullKey(tx: Writer, by: Principal, fresh: string): Promise<string> {
  demandSystem(by)
  await tx.accounts.lock(by.accountId)
  const held = await tx.accounts.findPullKey(by.accountId)
  if (held !== undefined) return held
  await tx.accounts.setPullKey(by.accountId, fresh)
  return fresh
}
