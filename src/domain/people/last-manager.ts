import { DomainError, issue } from '../errors.ts'
import type { Power } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'

/** Says whether a change left a manager who can sign in. */
export type ManagerWatch = () => Promise<void>

/**
 * Guards the last manager of an academy: whoever demotes, bars or deletes people, or changes groups, begins to watch before
 * and asks afterwards. What may take a manager away is done one after the other, so that two managers who demote each other
 * at the same moment don't both succeed. Where nobody could sign in as a manager before, there is nobody to lose.
 * @param held what the change may take from somebody
 * @returns what to call after the change. It throws conflict when the last manager who can sign in would go by it
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
