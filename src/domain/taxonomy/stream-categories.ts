import { demandPresent } from '../actor.ts'
import type { Principal } from '../principal.ts'
import type { Projection } from '../projection.ts'
import type { Store } from '../store.ts'
import type { CategoryField, CategoryScope } from './category.ts'

/**
 * The categories of a scope in the order of paths, for everybody of the academy: the members of a JSON array, without its
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
