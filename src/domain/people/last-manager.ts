import { DomainError, issue } from '../errors.ts'
import type { Power } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** Checks that a manager who can sign in remains after a change. */
export type ManagerWatch = () => Promise<void>

/**
 * Protects the last manager of an academy. Code that demotes, bars or deletes people, or changes groups, starts the
 * check before the change and finishes it afterwards. Changes that may remove a manager run one after the other, so
 * that two managers who demote each other at the same moment don't both succeed. If no manager could sign in before the
 * change, there is nothing to protect.
 * @param held what the change may take from somebody
 * @returns the function to call after the change. It throws conflict if the change would remove the last manager who
 *   can sign in
 */
export async function watchManagers(tx: Writer, by: Principal, held: Iterable<Power>): Promise<ManagerWatch> {
  if (![...held].includes('manager')) return () => Promise.resolve()
  await tx.accounts.lock(by.accountId)
  if (!(await tx.members.hasManager(by.accountId))) return () => Promise.resolve()
  return async () => {
    if (await tx.members.hasManager(by.accountId)) return
    throw new DomainError('conflict', [issue('member', 'roles', 'last')])
  }
}
