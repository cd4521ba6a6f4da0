import type { Account } from '../../academy/accounts.ts'
import { getAccount } from '../../academy/tenancy.ts'
import { getActor } from '../../actor.ts'
import { eachPage } from '../../each-page.ts'
import type { Cursor, CursorQuery, Page } from '../../page.ts'
import type { Principal } from '../../principal.ts'
import type { Reader, Store } from '../../store.ts'
import type { CategoryListFilter, CategorySort } from '../../taxonomy/category-list.ts'
import { type CategoryView, listCategoriesInOrder } from '../../taxonomy/category-view.ts'

const PART = 200

/** Which topics a document of topics holds. */
export interface TopicRequest {
  readonly filter: CategoryListFilter
  /** When it is aborted, the document ends with an error. */
  readonly signal?: AbortSignal
}

/** What a document of topics is made of: whose they are, and the topics in parts, parents first, as often as asked. */
export interface TopicPages {
  readonly account: Account
  /** When a topic was last changed, in milliseconds; of an academy without topics when it was made. */
  readonly modified: number
  readonly pages: () => AsyncIterable<readonly CategoryView[]>
}

/** The topics for a document of topics. @throws unauthenticated at once, and while parts are read */
export async function listTopicPages(
  store: Pick<Store, 'read' | 'readLong'>,
  by: Principal,
  { filter, signal }: TopicRequest,
): Promise<TopicPages> {
  const { account, modified } = await store.read(async (reader) => {
    await getActor(reader, by)
    const newest = await list(reader, {
      filter,
      sort: [{ by: 'modified', descending: true }],
      page: { after: null, limit: 1 },
    })
    const known = await getAccount(reader, by)
    return { account: known, modified: newest.items[0]?.category.modified ?? known.created }
  })
  return { account, modified, pages }

  function list(
    reader: Reader,
    query: CursorQuery<CategoryListFilter, CategorySort>,
  ): Promise<Page<CategoryView>> {
    return listCategoriesInOrder(reader, by, query)
  }

  function pages(): AsyncIterable<readonly CategoryView[]> {
    return eachPage(
      (after: Cursor | null) =>
        store.readLong((reader) =>
          list(reader, {
            filter,
            sort: [{ by: 'path', descending: false }],
            page: { after, limit: PART },
          }),
        ),
      signal,
    )
  }
}
