import { demandPresent, getActor } from '../actor.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { CodedRef, MemberId } from '../ids.ts'
import { demandReadMember, requireMember } from './members.ts'
import type { CursorQuery, Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Role } from '../roles.ts'
import type { Reader } from '../store.ts'
import type { Group } from './group.ts'
import type { GroupFilter, GroupSort } from './group-list.ts'
import { requireGroup } from './groups.ts'

/** A group with the roles it gives to its members, and its number of members. */
export interface GroupView {
  readonly group: Group
  readonly roles: readonly Role[]
  readonly size: number
}

/** A group, for everybody in the academy. @throws not_found */
export async function getGroupView(reader: Reader, by: Principal, ref: CodedRef): Promise<GroupView> {
  await demandPresent(reader, by)
  const [view] = await viewsOf(reader, by, [await requireGroup(reader, by, ref)])
  return view
}

/**
 * The matching groups in the requested order, page by page. A page may be shorter than requested and still have a next
 * one.
 * @throws forbidden
 */
export async function listGroupsInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<GroupFilter, GroupSort>,
): Promise<Page<GroupView>> {
  demand(mayReadPeople(await getActor(reader, by)), 'group', 'list')
  const page = await reader.groups.listByKey(by.accountId, query)
  return { ...page, items: await viewsOf(reader, by, page.items) }
}

/** The matching groups that a person is in, as `listGroupsInOrder` lists them. @throws forbidden, not_found (member) */
export async function listGroupViewsOfMember(
  reader: Reader,
  by: Principal,
  member: MemberId,
  query: CursorQuery<GroupFilter, GroupSort>,
): Promise<Page<GroupView>> {
  await demandReadMember(reader, by, member)
  await requireMember(reader, by, { id: member })
  const filter = { ...query.filter, member: [member] }
  const page = await reader.groups.listByKey(by.accountId, { ...query, filter })
  return { ...page, items: await viewsOf(reader, by, page.items) }
}

/** For several groups: one look-up each for roles and sizes. */
async function viewsOf<const G extends readonly Group[]>(
  reader: Reader,
  by: Principal,
  groups: G,
): Promise<{ readonly [K in keyof G]: GroupView }> {
  const ids = groups.map(({ id }) => id)
  const [roles, sizes] = await Promise.all([
    reader.groups.listRolesOfAll(by.accountId, ids),
    reader.tallies.countInGroups(by.accountId, ids),
  ])
  const views = groups.map((group) => ({
    group,
    roles: roles.get(group.id) ?? [],
    size: sizes.get(group.id) ?? 0,
  }))
  return views as { readonly [K in keyof G]: GroupView } // one per group, in the same order
}
