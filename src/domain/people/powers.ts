import type { GroupId, MemberId } from '../ids.ts'
import type { Power } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'

/** The powers that these groups give to their members: roles and policy items. */
export async function listPowersOfGroups(
  reader: Reader,
  by: Principal,
  groups: readonly GroupId[],
): Promise<Power[]> {
  if (groups.length === 0) return []
  const [roles, holds] = await Promise.all([
    reader.groups.listRolesOfAll(by.accountId, groups),
    reader.categories.hasPolicyItems(by.accountId, { groups, members: [] }),
  ])
  return [...[...roles.values()].flat(), ...(holds ? (['policy'] as const) : [])]
}

/** A person's rights: from their own roles and policy items, and from those of their groups. */
export async function listPowersOfMember(reader: Reader, by: Principal, id: MemberId): Promise<Power[]> {
  const { roles = [], groups = [] } = (await reader.members.findPowers(by.accountId, id)) ?? {}
  const holds = await reader.categories.hasPolicyItems(by.accountId, { groups: [...groups], members: [id] })
  return [...roles, ...(holds ? (['policy'] as const) : [])]
}
