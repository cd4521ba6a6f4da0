import { getActor } from '../../actor.ts'
import type { CursorQuery, Page } from '../../page.ts'
import type { GroupFilter, GroupMembershipFilter, GroupSort } from '../../people/group-list.ts'
import { listGroupsInOrder } from '../../people/group-view.ts'
import { listPeopleInOrder } from '../../people/list-people.ts'
import type { PersonFilter, PersonSort } from '../../people/person-list.ts'
import { demand, mayReadPeople } from '../../permissions.ts'
import type { Principal } from '../../principal.ts'
import type { Reader } from '../../store.ts'
import type { GroupRecord } from '../columns/groups-columns.ts'
import type { MembershipRecord } from '../columns/memberships-columns.ts'
import type { PersonRecord } from '../columns/people-columns.ts'

/** People as files show them, page by page. @throws forbidden */
export async function listPeopleRecords(
  reader: Reader,
  by: Principal,
  query: CursorQuery<PersonFilter, PersonSort>,
): Promise<Page<PersonRecord>> {
  const { items, next } = await listPeopleInOrder(reader, by, query)
  const ids = items.map(({ member }) => member.id)
  const groups = await reader.members.listGroupsOfAll(by.accountId, ids)
  const managers = await reader.members.listUsernames(by.accountId, [
    ...new Set(items.flatMap(({ member }) => member.managerId ?? [])),
  ])
  return {
    items: items.map(({ member, roles }) => ({
      member,
      roles,
      manager: member.managerId === null ? null : (managers.get(member.managerId) ?? null),
      groups: (groups.get(member.id) ?? []).map(({ name }) => name),
    })),
    next,
  }
}

/** Groups as files show them, page by page. @throws forbidden */
export async function listGroupRecords(
  reader: Reader,
  by: Principal,
  query: CursorQuery<GroupFilter, GroupSort>,
): Promise<Page<GroupRecord>> {
  return listGroupsInOrder(reader, by, query)
}

/** Who is in which group, page by page. @throws forbidden */
export async function listMembershipRecords(
  reader: Reader,
  by: Principal,
  query: CursorQuery<GroupMembershipFilter>,
): Promise<Page<MembershipRecord>> {
  demand(mayReadPeople(await getActor(reader, by)), 'group', 'list')
  const { items, next } = await reader.groups.listMemberships(by.accountId, query)
  return {
    items: items.map(({ group, member }) => ({ group: group.name, person: member.username })),
    next,
  }
}
