import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import type { Portion } from './large-work.ts'
import type { TouchMembers } from './pending-work.ts'

/** Notes in the next people that a group was changed which shows in them. Who was deleted meanwhile is passed over. */
export async function settleMembersPortion(
  tx: Writer,
  by: Principal,
  { members, ...work }: TouchMembers,
  limit: number,
): Promise<Portion<TouchMembers>> {
  const portion = members.slice(0, limit)
  await tx.members.touch(by.accountId, portion)
  const rest = members.slice(limit)
  return { visited: portion.length, rest: rest.length === 0 ? undefined : { ...work, members: rest } }
}
