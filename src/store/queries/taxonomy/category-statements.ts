import { type RawBuilder, sql } from 'kysely'
import type { Category } from '../../../domain/taxonomy/category.ts'
import { among } from '../../among.ts'
import { type Builder, query, type Value } from '../../engine.ts'
import { raw } from '../../raw.ts'
import { ancestorColumns, columns, type Row } from './category-rows.ts'

export const findById = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('category').select(columns).where('account_id', '=', $.account).where('id', '=', $.id),
)
export const findByGuid = query<{ account: number; guid: string }>()(({ db }, $) =>
  db.selectFrom('category').select(columns).where('account_id', '=', $.account).where('guid', '=', $.guid),
)
export const placedById = query<{ account: number; id: number }>()((builder, $) =>
  placed(builder, $.account).where('category.id', '=', $.id),
)
export const placedByGuid = query<{ account: number; guid: string }>()((builder, $) =>
  placed(builder, $.account).where('category.guid', '=', $.guid),
)

function placed({ db }: Builder, account: number) {
  return db
    .selectFrom('category')
    .leftJoin('category as parent', (join) =>
      join
        .onRef('parent.account_id', '=', 'category.account_id')
        .onRef('parent.id', '=', 'category.parent_id'),
    )
    .select([
      'category.id',
      'category.guid',
      'category.name',
      'category.restricted',
      'parent.guid as parent_guid',
    ])
    .select((at) =>
      at
        .selectFrom('policy_item')
        .select('policy_item.position')
        .whereRef('policy_item.account_id', '=', 'category.account_id')
        .whereRef('policy_item.category_id', '=', 'category.id')
        .limit(1)
        .as('policy'),
    )
    .where('category.account_id', '=', account)
}
export const findByCode = query<{ account: number; digest: string }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('code_digest', '=', $.digest),
)

// From the category up to the top, one look-up by key a step. SQLite keeps the order of a cross join; left to itself it
// takes a recursion for large, and reads the account's whole tree first.
function lineageOf(builder: Builder, account: number, named: RawBuilder<unknown>) {
  const list = sql.join(columns.map((column) => sql.ref(`c.${column}`)))
  return raw<Row>(
    builder,
    sql`with recursive up(id, parent_id, step) as (
          select id, parent_id, 0 from category where account_id = ${account} and ${named}
          union all
          select c.id, c.parent_id, up.step + 1
          from up cross join category c where c.account_id = ${account} and c.id = up.parent_id
        )
        select ${list} from up cross join category c where c.account_id = ${account} and c.id = up.id
        order by up.step`,
  )
}
export const lineageById = query<{ account: number; id: number }>()((builder, $) =>
  lineageOf(builder, $.account, sql`id = ${$.id}`),
)
export const lineageByGuid = query<{ account: number; guid: string }>()((builder, $) =>
  lineageOf(builder, $.account, sql`guid = ${$.guid}`),
)
export const lineageByCode = query<{ account: number; digest: string }>()((builder, $) =>
  lineageOf(builder, $.account, sql`code_digest = ${$.digest}`),
)

/** All of them and those above, each once: as a lineage, from many at once. */
export function withAncestors(builder: Builder, account: number, ids: readonly number[]) {
  const list = sql.join(ancestorColumns.map((column) => sql.ref(`c.${column}`)))
  return raw<Pick<Row, (typeof ancestorColumns)[number]>>(
    builder,
    sql`with recursive up(id, parent_id) as (
          select c.id, c.parent_id from category c
          where c.account_id = ${account} and ${among(builder.engine, 'c.id', ids)}
          union
          select c.id, c.parent_id
          from up cross join category c where c.account_id = ${account} and c.id = up.parent_id
        )
        select ${list} from up cross join category c where c.account_id = ${account} and c.id = up.id`,
  )
}

export const topLevel = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('parent_id', 'is', null)
    .orderBy('name_folded'),
)
export const children = query<{ account: number; parent: number }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('parent_id', '=', $.parent)
    .orderBy('name_folded'),
)
export const tree = query<{ account: number }>()(({ db }, $) =>
  db.selectFrom('category').select(columns).where('account_id', '=', $.account).orderBy('sort_path'),
)
export const topChild = query<{ account: number; folded: string }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('parent_id', 'is', null)
    .where('name_folded', '=', $.folded),
)
export const child = query<{ account: number; parent: number; folded: string }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('parent_id', '=', $.parent)
    .where('name_folded', '=', $.folded),
)

/** Enough of ids to be read in a turn. */
export const IDS_AT_ONCE = 5_000

/** What names a category and all below it, in the way that suits the engine. */
export interface Subtree extends Readonly<Record<string, Value>> {
  readonly account: number
  readonly id: number
  readonly low: string
  readonly high: string
}

export function subtreeOf(account: number, category: Category): Subtree {
  return { account, id: category.id, low: category.sortPath, high: `${category.sortPath}\u0002` }
}

/**
 * Whether a category is that of the subtree or below it. On SQLite a range of the index on paths; PostgreSQL has none (its
 * index rows are short) and walks down by parents.
 */
export function isWithin(
  { engine }: Pick<Builder, 'engine'>,
  $: Subtree,
  alias = 'category',
): RawBuilder<boolean> {
  const id = sql.ref(`${alias}.id`)
  const path = sql.ref(`${alias}.sort_path`)
  if (engine === 'sqlite') return sql`${path} >= ${$.low} and ${path} < ${$.high}`
  return sql`${id} in (
    with recursive below(id) as (
      select cast(${$.id} as bigint)
      union all
      select c.id from below join category c on c.account_id = ${$.account} and c.parent_id = below.id
    ) select id from below)`
}

/** In the order of paths. On SQLite so many at a time; PostgreSQL would walk down the whole subtree each time. */
export const subtreeIds = query<Subtree & { limit: number }>()((builder, $) =>
  builder.db
    .selectFrom('category')
    .select(['id', 'sort_path'])
    .where('account_id', '=', $.account)
    .where(isWithin(builder, $))
    .orderBy('sort_path')
    .limit($.limit),
)
/** All of them as one text: a row each would take its time to be made. */
export const subtreeIdsAsJson = query<Subtree>()((builder, $) =>
  builder.db
    .selectFrom('category')
    .select(sql<string | null>`json_agg(id order by sort_path)::text`.as('ids'))
    .where('account_id', '=', $.account)
    .where(isWithin(builder, $)),
)
export const lockSubtree = query<Subtree>()((builder, $) =>
  builder.db
    .selectFrom((at) =>
      at
        .selectFrom('category')
        .select('id')
        .where('account_id', '=', $.account)
        .where(isWithin(builder, $))
        .orderBy('id')
        .forUpdate()
        .as('locked'),
    )
    .select((at) => at.fn.countAll<number>().as('count')),
)
/** The path that has so many before it in a subtree. */
export const pathWithin = query<Subtree & { between: number }>()((builder, $) =>
  builder.db
    .selectFrom('category')
    .select('sort_path')
    .where('account_id', '=', $.account)
    .where(isWithin(builder, $))
    .orderBy('sort_path')
    .limit(1)
    .offset($.between),
)
export const countWithin = query<Subtree>()((builder, $) =>
  builder.db
    .selectFrom('category')
    .select(({ fn }) => [
      fn.countAll<number>().as('categories'),
      sql<number>`count(case when restricted = 1 then 1 end)`.as('restricted'),
    ])
    .where('account_id', '=', $.account)
    .where(isWithin(builder, $)),
)
export const countTagsWithin = query<Subtree>()((builder, $) =>
  builder.db
    .selectFrom('category_tag')
    .select(({ fn }) => fn.countAll<number>().as('tags'))
    .where('account_id', '=', $.account)
    .where('category_id', 'in', (at) =>
      at.selectFrom('category').select('id').where('account_id', '=', $.account).where(isWithin(builder, $)),
    ),
)
export const longestPath = query<Subtree>()((builder, $) =>
  builder.db
    .selectFrom('category')
    .select(sql<number>`max(length(full_path))`.as('longest'))
    .where('account_id', '=', $.account)
    .where(isWithin(builder, $)),
)
export const place = query<{
  account: number
  id: number
  parent: number | null
  name: string
  folded: string
  words: string
}>()(({ db }, $) =>
  db
    .updateTable('category')
    .set({ parent_id: $.parent, name: $.name, name_folded: $.folded, words: $.words })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
export const insert = query<{
  account: number
  guid: string
  parent: number | null
  name: string
  folded: string
  words: string
  fullPath: string
  sortPath: string
  restricted: number
  createdBy: number | null
  isActive: number
  isVisible: number
  description: string | null
  picture: string | null
  locale: string
  code: string | null
  digest: string | null
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('category')
    .values({
      account_id: $.account,
      guid: $.guid,
      parent_id: $.parent,
      name: $.name,
      name_folded: $.folded,
      words: $.words,
      full_path: $.fullPath,
      sort_path: $.sortPath,
      restricted: $.restricted,
      created_by: $.createdBy,
      is_active: $.isActive,
      is_visible: $.isVisible,
      description: $.description,
      picture_file_name: $.picture,
      locale: $.locale,
      code: $.code,
      code_digest: $.digest,
      created: $.now,
      modified: $.now,
    })
    .returning(columns),
)

const policyItemColumns = [
  'category_id',
  'share',
  'member_id',
  'group_id',
  'member.guid as member_guid',
  'member_group.guid as group_guid',
] as const
export const policyItems = query<{ account: number; category: number }>()(({ db }, $) =>
  policyItemsWithHolders(db)
    .where('policy_item.account_id', '=', $.account)
    .where('category_id', '=', $.category)
    .orderBy('position'),
)
export const treePolicyItems = query<{ account: number }>()(({ db }, $) =>
  policyItemsWithHolders(db)
    .where('policy_item.account_id', '=', $.account)
    .orderBy('category_id')
    .orderBy('position'),
)
export const clearPolicyItems = query<{ account: number; category: number }>()(({ db }, $) =>
  db.deleteFrom('policy_item').where('account_id', '=', $.account).where('category_id', '=', $.category),
)

export function policyItemsWithHolders(db: Builder['db']) {
  return db
    .selectFrom('policy_item')
    .leftJoin('member', (join) =>
      join
        .onRef('member.account_id', '=', 'policy_item.account_id')
        .onRef('member.id', '=', 'policy_item.member_id'),
    )
    .leftJoin('member_group', (join) =>
      join
        .onRef('member_group.account_id', '=', 'policy_item.account_id')
        .onRef('member_group.id', '=', 'policy_item.group_id'),
    )
    .select(policyItemColumns)
}
