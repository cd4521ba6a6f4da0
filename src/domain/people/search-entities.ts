import { demandPresent } from '../actor.ts'
import type { Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { EntitySearch, FoundEntity } from './entity-search.ts'

/**
 * People and groups found by a word. Names are for everybody who is signed in; whoever may not see contacts
 * (`maySeeContacts`) is to search by names only.
 * @param total where it is known from an earlier page: counted otherwise
 */
export async function listEntities(
  reader: Reader,
  by: Principal,
  search: EntitySearch,
  total?: number,
): Promise<Pick<Required<Page<FoundEntity>>, 'items' | 'total'>> {
  await demandPresent(reader, by)
  return {
    total: total ?? (await reader.members.countEntities(by.accountId, search)),
    items: await reader.members.searchEntities(by.accountId, search),
  }
}
