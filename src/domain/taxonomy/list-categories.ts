import { demandPresent } from '../actor.ts'
import type { CursorQuery, Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { CategoryListFilter, CategorySort, CountedCategory } from './category-list.ts'

/**
 * The categories that fit, in the order asked for, page by page, for everybody of the academy. A page may hold fewer than
 * asked for and still have a next one.
 */
export async function listCategoriesInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<CategoryListFilter, CategorySort>,
): Promise<Page<CountedCategory>> {
  await demandPresent(reader, by)
  const page = await reader.categories.listByKey(by.accountId, query)
  const ids = page.items.map(({ id }) => id)
  const children = await reader.categories.countChildren(by.accountId, ids)
  const courses = await reader.categoryTags.countCourses(by.accountId, ids)
  return {
    ...page,
    items: page.items.map((category) => ({
      category,
      childCount: children.get(category.id) ?? 0,
      courseCount: courses.get(category.id) ?? 0,
    })),
  }
}
