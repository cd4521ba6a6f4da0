import { getActor } from '../actor.ts'
import type { CursorQuery, Page } from '../page.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { GroupFilter, GroupSort } from './group-list.ts'
import type { SizedGroup } from './group-membership.ts'
import type { MemberWithRoles } from './member.ts'
import type { PersonFilter, PersonSort } from './person-list.ts'

/**
 * The people that fit, in the order asked for, page by page. A page may hold fewer than asked for and still have a next one.
 * @throws forbidden
 */
export async function listPeopleInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<PersonFilter, PersonSort>,
): Promise<Page<MemberWithRoles>> {
  demand(mayReadPeople(await getActor(reader, by)), 'member', 'list')
  return reader.members.listByKey(by.accountId, query)
}

/** The groups that fit, with how many people are in each; as `listPeopleInOrder`. @throws forbidden */
export async function listGroupsInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<GroupFilter, GroupSort>,
): Promise<Page<SizedGroup>> {
  demand(mayReadPeople(await getActor(reader, by)), 'group', 'list')
  const page = await reader.groups.listByKey(by.accountId, query)
  const sizes = await reader.tallies.countInGroups(
    by.accountId,
    page.items.map(({ id }) => id),
  )
  return { ...page, items: page.items.map((group) => ({ group, size: sizes.get(group.id) ?? 0 })) }
}
