import { getActor } from '../actor.ts'
import type { CursorQuery, Page } from '../page.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { MemberWithRoles } from './member.ts'
import type { PersonFilter, PersonSort } from './person-list.ts'

/**
 * The matching people in the requested order, page by page. A page may be shorter than requested and still have a next
 * one.
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
