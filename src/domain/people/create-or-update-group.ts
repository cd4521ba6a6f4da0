import { getActor } from '../actor.ts'
import type { GroupId } from '../ids.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { createGroup, updateGroup, type NewGroup } from './groups.ts'

/**
 * Creates the group with a code, or updates the existing one. Of several simultaneous calls, one creates it.
 * @throws forbidden, invalid, conflict (name)
 */
export async function createOrUpdateGroup(
  tx: Writer,
  by: Principal,
  code: string,
  draft: Omit<NewGroup, 'code'>,
): Promise<{ readonly id: GroupId; readonly isNew: boolean }> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'group', 'create')
  const find = () => tx.groups.find(by.accountId, { code })
  let known = await find()
  if (known === undefined) {
    await tx.accounts.lock(by.accountId)
    known = await find()
  }
  if (known === undefined) return { id: (await createGroup(tx, by, { ...draft, code })).id, isNew: true }
  await updateGroup(tx, by, { id: known.id }, draft)
  return { id: known.id, isNew: false }
}
