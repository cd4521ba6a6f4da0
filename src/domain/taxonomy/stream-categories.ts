import { demandPresent } from '../actor.ts'
import type { Principal } from '../principal.ts'
import type { Projection } from '../projection.ts'
import type { Store } from '../store.ts'
import { getContributableChoice } from './categories.ts'
import type { CategoryField, CategoryScope } from './category.ts'

/**
 * The categories of a scope in path order, for everybody in the academy: the members of a JSON array, without its
 * brackets, in chunks from one snapshot.
 * @throws unauthenticated
 */
export async function listCategoriesAsJson(
  store: Pick<Store, 'read' | 'listCategoriesAsJson'>,
  by: Principal,
  scope: CategoryScope,
  projection: Projection<CategoryField>,
): Promise<AsyncIterable<string>> {
  await store.read((reader) => demandPresent(reader, by))
  return store.listCategoriesAsJson(by.accountId, scope, projection)
}

/**
 * Like `listCategoriesAsJson` for the whole academy, but only the categories to which the caller may add content;
 * undefined when there are none.
 * @throws unauthenticated
 */
export async function listContributableAsJson(
  store: Pick<Store, 'read' | 'listCategoriesAsJson'>,
  by: Principal,
  projection: Projection<CategoryField>,
): Promise<AsyncIterable<string> | undefined> {
  const choice = await store.read((reader) => getContributableChoice(reader, by))
  if (choice === 'none') return undefined
  const chosen = choice === 'all' ? undefined : choice
  return store.listCategoriesAsJson(by.accountId, { of: 'account' }, projection, chosen)
}
