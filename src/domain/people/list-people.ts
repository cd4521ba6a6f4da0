import { getActor } from '../actor.ts'
import type { CursorQuery, Page } from '../page.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
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
