import { sql, type SqlBool } from 'kysely'
import type {
  TagListFilter,
  TagListSort,
  TaggableListFilter,
  TaggableListSort,
} from '../../../domain/item-bank/bank-lists.ts'
import type { BankPlace } from '../../../domain/item-bank/item-bank-store.ts'
import type { ItemPoolListFilter, ItemPoolSort } from '../../../domain/item-bank/item-pool.ts'
import type { ChangedWithin, CursorQuery, Page, SortKey } from '../../../domain/page.ts'
import { among } from '../../among.ts'
import { holdsOneOf, liesWithin, type Scope } from '../../conditions.ts'
import type { EngineName, Executor } from '../../engine.ts'
import { hasRow } from '../../has-row.ts'
import { listByKey, readPage, type Condition, type Listing, type ListRequest } from '../../keyset.ts'
import { countByWords, pageByWords, type TextsOf } from '../../keyset-words.ts'
import { listed, lookedUp, lookedUpAll } from '../../looked-up.ts'
import { ofBank } from './past-places.ts'

// Numbers in a bank grow with time, so things are in the order of creation by their numbers.

type TagColumn = 'name' | 'type' | 'sortKey' | 'created' | 'modified'

export const TAGS: Listing<TagColumn> = {
  table: 'tag',
  id: 'number',
  index: 'sqlite_autoindex_tag_1',
  sorts: {
    name: { column: 'name', type: 'text', index: 'tag_pair' },
    type: { column: 'type', type: 'number', index: 'tag_sort' },
    sortKey: { column: 'sort_rank', type: 'number', index: 'tag_sort' },
    created: { column: 'number', type: 'number', index: 'sqlite_autoindex_tag_1' },
    modified: { column: 'updated_at', type: 'number', index: 'tag_changed' },
  },
  // A tag's type.
  facts: { indexes: ['tag_pair', 'tag_changed'], counted: 'modified' },
  texts: ['description'],
}

export const TAGGABLES: Listing<TaggableListSort> = {
  table: 'taggable',
  id: 'number',
  index: 'taggable_number',
  sorts: {
    reference: { column: 'reference', type: 'text', index: 'taggable_reference' },
    title: { column: 'sort_title', type: 'text', index: 'taggable_title' },
    created: { column: 'number', type: 'number', index: 'taggable_number' },
    modified: { column: 'updated_at', type: 'number', index: 'taggable_changed' },
  },
}

export const POOLS: Listing<ItemPoolSort> = {
  table: 'item_pool',
  id: 'number',
  index: 'sqlite_autoindex_item_pool_1',
  sorts: {
    created: { column: 'number', type: 'number', index: 'sqlite_autoindex_item_pool_1' },
    modified: { column: 'updated', type: 'number', index: 'item_pool_updated' },
  },
}

export function poolsRequest(
  { engine }: Executor,
  place: BankPlace,
  { filter, sort = [], page, total = false }: CursorQuery<ItemPoolListFilter, ItemPoolSort>,
): ListRequest<ItemPoolSort> {
  const scope: Scope = { table: 'item_pool', accountId: place.accountId }
  const { status } = filter
  return {
    scope: sql<SqlBool>`${ofBank('t', place)}`,
    sort,
    conditions: [
      ...(status === undefined ? [] : [holdsOneOf(engine, scope, 'status', status)]),
      ...liesWithin(engine, scope, 'created', { from: filter.createdFrom, before: filter.createdBefore }),
      ...liesWithin(engine, scope, 'updated', { from: filter.modifiedFrom, before: filter.modifiedBefore }),
    ],
    ...page,
    counted: total,
  }
}

export function tagsRequest(
  { engine }: Executor,
  place: BankPlace,
  { filter, sort = [], page, total = false }: CursorQuery<TagListFilter, TagListSort>,
): ListRequest<TagColumn> {
  const { type } = filter
  const isOneType = type?.length === 1
  return {
    scope: inBank(engine, 'tag', place),
    sort: sort.flatMap((key) => tagColumns(key, isOneType)),
    conditions: [
      ...(type === undefined ? [] : [ofTypes(engine, place, type)]),
      ...writtenWithin(engine, 'tag', place, filter),
    ],
    ...page,
    counted: total,
  }
}

export function taggablesRequest(
  { engine }: Executor,
  place: BankPlace,
  { filter, sort = [], page, total = false }: CursorQuery<TaggableListFilter, TaggableListSort>,
): ListRequest<TaggableListSort> {
  const scope: Scope = { table: 'taggable', accountId: place.accountId }
  const { kind, reference, status, tag, type } = filter
  return {
    scope: sql<SqlBool>`${inBank(engine, 'taggable', place)} and t.kind = ${kind}`,
    sort,
    conditions: [
      ...(reference === undefined ? [] : [named(engine, place, kind, reference)]),
      ...(tag === undefined ? [] : [tagged(engine, place, tag)]),
      ...(type === undefined ? [] : [taggedOfTypes(engine, place, type)]),
      ...(status === undefined ? [] : [holdsOneOf(engine, scope, 'status', status)]),
      ...writtenWithin(engine, 'taggable', place, filter, kind),
    ],
    ...page,
    counted: total,
  }
}

/** A page of what a bank holds. @param words what is searched for, and in which texts */
export async function listInBank<Sort extends string, Thing>(
  run: Executor,
  listing: Listing<Sort>,
  request: ListRequest<Sort>,
  words: { readonly q: string | undefined; readonly textsOf: TextsOf },
  fetch: (ids: readonly number[]) => Promise<readonly (readonly [id: number, thing: Thing])[]>,
): Promise<Page<Thing>> {
  const { q, textsOf } = words
  if (q === undefined) return listByKey(run, listing, request, fetch)
  const found = await pageByWords(run, listing, request, q, textsOf)
  const count = request.counted ? await countByWords(run, listing, request, q, textsOf) : {}
  return readPage(run, listing, request.scope, { ...found, ...count }, fetch)
}

/** The columns of a sort. In the order of sort keys types come first, unless there is only one. */
function tagColumns({ by, descending }: SortKey<TagListSort>, isOneType: boolean): SortKey<TagColumn>[] {
  const columns: readonly TagColumn[] =
    by === 'name'
      ? ['name', 'type']
      : by === 'sortKey'
        ? [...(isOneType ? [] : (['type'] as const)), 'sortKey', 'name']
        : [by]
  return columns.map((column) => ({ by: column, descending }))
}

function inBank(engine: EngineName, table: 'tag' | 'taggable', place: BankPlace, alias = 't') {
  return sql<SqlBool>`${ofBank(alias, place)} ${listed(engine, table, alias)}`
}

function ofTypes(engine: EngineName, place: BankPlace, types: readonly number[]): Condition {
  const by = sql.raw(engine === 'sqlite' ? ' indexed by tag_type_number' : '')
  return {
    holds: among(engine, 't.type', types),
    facts: { pass: (alias) => among(engine, `${alias}.type`, types), areExact: true },
    ids: sql`select x.number as id from tag as x${by}
      where ${inBank(engine, 'tag', place, 'x')} and ${among(engine, 'x.type', types)}`,
    ...(types.length === 1 && {
      walks: {
        id: 'tag_type_number',
        created: 'tag_type_number',
        sortKey: 'tag_sort',
      },
    }),
  }
}

function named(engine: EngineName, place: BankPlace, kind: string, references: readonly string[]): Condition {
  const by = sql.raw(engine === 'sqlite' ? ' indexed by taggable_reference' : '')
  return {
    holds: among(engine, 't.reference', references),
    ids: sql`select x.number as id from taggable as x${by}
      where ${inBank(engine, 'taggable', place, 'x')} and x.kind = ${kind} and ${among(engine, 'x.reference', references)}`,
  }
}

function tagged(engine: EngineName, place: BankPlace, tags: readonly number[]): Condition {
  const chosen = sql`${ofBank('pair', place)} and ${among(engine, 'pair.tag', tags)}`
  // One tag stands on each once.
  const each = sql.raw(tags.length === 1 ? '' : 'distinct ')
  return {
    holds: hasRow(engine, sql`from taggable_tag as pair where ${chosen} and pair.taggable = t.number`),
    ids: sql`select ${each}pair.taggable as id from taggable_tag as pair where ${chosen}`,
  }
}

function taggedOfTypes(engine: EngineName, place: BankPlace, types: readonly number[]): Condition {
  const by = sql.raw(engine === 'sqlite' ? ' indexed by tag_type_number' : '')
  const bank = (alias: string) => ({
    account_id: sql.ref(`${alias}.account_id`),
    bank_id: sql.ref(`${alias}.bank_id`),
  })
  const tag = lookedUp(engine, 'tag', 'one', { ...bank('pair'), number: sql.ref('pair.tag') })
  const pairs = lookedUpAll(engine, 'taggable_tag', 'pair', { ...bank('x'), tag: sql.ref('x.number') }, [
    'taggable',
  ])
  return {
    holds: hasRow(
      engine,
      sql`from taggable_tag as pair ${tag}
        where ${ofBank('pair', place)} and pair.taggable = t.number and ${among(engine, 'one.type', types)}`,
    ),
    ids: sql`select distinct pair.taggable as id from tag as x${by} ${pairs}
      where ${inBank(engine, 'tag', place, 'x')} and ${among(engine, 'x.type', types)}`,
  }
}

/** When tags, or things of a kind, were created and changed. An index finds those that were changed. */
function writtenWithin(
  engine: EngineName,
  table: 'tag' | 'taggable',
  place: BankPlace,
  { createdFrom, createdBefore, modifiedFrom, modifiedBefore }: ChangedWithin,
  kind?: string,
): readonly Condition[] {
  const scope: Scope = { table, accountId: place.accountId }
  const by = sql.raw(engine === 'sqlite' ? ` indexed by ${table}_changed` : '')
  const within = [
    inBank(engine, table, place, 'x'),
    ...(kind === undefined ? [] : [sql<SqlBool>`x.kind = ${kind}`]),
    ...(modifiedFrom === undefined ? [] : [sql<SqlBool>`x.updated_at >= ${modifiedFrom}`]),
    ...(modifiedBefore === undefined ? [] : [sql<SqlBool>`x.updated_at < ${modifiedBefore}`]),
  ]
  const ids = sql`select x.number as id from ${sql.table(table)} as x${by} where ${sql.join(within, sql` and `)}`
  const changed = liesWithin(engine, scope, 'updated_at', { from: modifiedFrom, before: modifiedBefore })
  return [
    ...liesWithin(engine, scope, 'created_at', { from: createdFrom, before: createdBefore }),
    ...changed.map((condition) => ({ ...condition, ids })),
  ]
}
