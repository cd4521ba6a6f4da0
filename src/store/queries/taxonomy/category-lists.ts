import { sql, type SqlBool } from 'kysely'
import type { CategoryListFilter, CategorySort } from '../../../domain/taxonomy/category-list.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { CursorQuery } from '../../../domain/page.ts'
import { sha256 } from '../../../lib/digest.ts'
import {
  andFacts,
  changedWithin,
  holdsOneOf,
  isFlag,
  isOneOf,
  pairedWith,
  type Scope,
} from '../../conditions.ts'
import type { EngineName, Executor } from '../../engine.ts'
import { searchOf } from '../../word-search.ts'
import type { Condition, Facts, Listing, ListRequest } from '../../keyset.ts'

export const CATEGORIES: Listing<CategorySort> = {
  table: 'category',
  id: 'id',
  index: 'category_id',
  texts: ['name', 'full_path', 'code', 'description', 'picture_file_name'],
  sorts: {
    name: { column: 'name_folded', type: 'text', index: 'category_name' },
    path: { column: 'path_key', type: 'text', index: 'category_path_key' },
    created: { column: 'created', type: 'number', index: 'category_created' },
    modified: { column: 'modified', type: 'number', index: 'category_modified' },
  },
  facts: {
    indexes: ['category_name', 'category_created', 'category_modified'],
    counted: 'created',
  },
}

export function categoriesRequest(
  { engine }: Executor,
  accountId: AccountId,
  { filter, q, sort = [], page, total = false }: CursorQuery<CategoryListFilter, CategorySort>,
): ListRequest<CategorySort> {
  const scope: Scope = { table: 'category', accountId }
  const siblings = { name: 'category_sibling', ofNull: true, walks: ['name'] }
  return {
    scope: sql`t.account_id = ${accountId}`,
    sort,
    search: searchOf('category', accountId, q),
    conditions: [
      ...(filter.id ? [isOneOf(engine, scope, filter.id)] : []),
      ...(filter.parent ? [holdsOneOf(engine, scope, 'parent_id', filter.parent, siblings)] : []),
      ...(filter.code
        ? [holdsOneOf(engine, scope, 'code_digest', filter.code.map(sha256), { name: 'category_code' })]
        : []),
      ...(filter.restricted === undefined ? [] : [isRestricted(engine, scope, filter.restricted)]),
      ...(filter.active === undefined ? [] : [isFlag('is_active', filter.active, 'column')]),
      ...(filter.visible === undefined ? [] : [isFlag('is_visible', filter.visible, 'column')]),
      ...(filter.course
        ? [
            pairedWith(
              engine,
              scope,
              { table: 'category_tag', own: 'category_id', other: 'course_id' },
              filter.course,
            ),
          ]
        : []),
      ...changedWithin(engine, scope, filter, {
        created: 'category_created',
        modified: 'category_modified',
        tells: true,
      }),
    ],
    ...page,
    counted: total,
  }
}

/** Most categories are open; an index holds the others. */
function isRestricted(engine: EngineName, { accountId }: Scope, restricted: boolean): Condition {
  const flag = isFlag('restricted', restricted, 'column')
  if (!restricted) return flag
  const by = sql.raw(engine === 'sqlite' ? ' indexed by category_restricted' : '')
  const idsPassing = (tests: readonly Facts[]) =>
    sql`select x.id from category as x${by}
      where x.account_id = ${accountId} and ${andFacts(sql<SqlBool>`x.restricted = 1`, tests)}`
  return { ...flag, ids: idsPassing([]), idsPassing }
}
