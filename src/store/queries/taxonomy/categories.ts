import { sql, type RawBuilder } from 'kysely'
import type {
  Ancestor,
  Category,
  CategoryRowChange,
  CategoryField,
  CategoryFilter,
  CategoryGuard,
  CategoryOutline,
  CategoryScope,
  Lineage,
  NewCategoryRow,
  PolicyItem,
} from '../../../domain/taxonomy/category.ts'
import type { CategoryListFilter, CategorySort } from '../../../domain/taxonomy/category-list.ts'
import type { AccountId, CategoryId, GroupId, MemberId, Ref } from '../../../domain/ids.ts'
import type { Share } from '../../../domain/permissions.ts'
import type { CursorQuery, OffsetRequest, Page } from '../../../domain/page.ts'
import type { Projection } from '../../../domain/projection.ts'
import type {
  CategoryInPlace,
  CategoryReader,
  CategoryWriter,
  TreePosition,
  PlacedPolicyItem,
} from '../../../domain/taxonomy/taxonomy-store.ts'
import { sha256 } from '../../../lib/digest.ts'
import { parseGuid } from '../../../lib/guid.ts'
import { characters, fold } from '../../../lib/text.ts'
import { among } from '../../among.ts'
import { query, type Build, type Builder, type Executor, type Value } from '../../engine.ts'
import { jsonObject, type JsonColumn } from '../../json.ts'
import { raw } from '../../raw.ts'
import type { CategoryTable } from '../../tables/tables.ts'
import { listByKey } from '../../keyset.ts'
import { flag, naming, one } from '../rows.ts'
import { CATEGORIES, categoriesRequest } from './category-lists.ts'

const columns = [
  'id',
  'guid',
  'parent_id',
  'name',
  'full_path',
  'sort_path',
  'restricted',
  'created_by',
  'is_active',
  'is_visible',
  'description',
  'picture_file_name',
  'locale',
  'code',
  'created',
  'modified',
] as const

type Row = Pick<CategoryTable, Exclude<(typeof columns)[number], 'id'>> & { id: number }

const findById = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('category').select(columns).where('account_id', '=', $.account).where('id', '=', $.id),
)
const findByGuid = query<{ account: number; guid: string }>()(({ db }, $) =>
  db.selectFrom('category').select(columns).where('account_id', '=', $.account).where('guid', '=', $.guid),
)
const placedById = query<{ account: number; id: number }>()((builder, $) =>
  placed(builder, $.account).where('category.id', '=', $.id),
)
const placedByGuid = query<{ account: number; guid: string }>()((builder, $) =>
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
    .select(columns.map((column) => `category.${column}` as const))
    .select('parent.guid as parent_guid')
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
const findByCode = query<{ account: number; digest: string }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('code_digest', '=', $.digest),
)

// From the category up to the top, one look-up by key a step. SQLite keeps the order of a cross join; left to itself it
// takes a recursion for large, and reads the account's whole tree first.
const ancestorColumns = ['id', 'guid', 'parent_id', 'name', 'restricted', 'created_by'] as const
const lineage = query<{ account: number; id: number }>()((builder, $) => {
  const list = sql.join(ancestorColumns.map((column) => sql.ref(`c.${column}`)))
  return raw<Pick<Row, (typeof ancestorColumns)[number]>>(
    builder,
    sql`with recursive up(id, parent_id, step) as (
          select id, parent_id, 0 from category where account_id = ${$.account} and id = ${$.id}
          union all
          select c.id, c.parent_id, up.step + 1
          from up cross join category c where c.account_id = ${$.account} and c.id = up.parent_id
        )
        select ${list} from up cross join category c where c.account_id = ${$.account} and c.id = up.id
        order by up.step`,
  )
})

const topLevel = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('parent_id', 'is', null)
    .orderBy('name_folded'),
)
const children = query<{ account: number; parent: number }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('parent_id', '=', $.parent)
    .orderBy('name_folded'),
)
const tree = query<{ account: number }>()(({ db }, $) =>
  db.selectFrom('category').select(columns).where('account_id', '=', $.account).orderBy('sort_path'),
)
const outline = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(['id', 'guid', 'parent_id', 'name', 'full_path', 'restricted', 'created_by'])
    .where('account_id', '=', $.account)
    .orderBy('sort_path'),
)
const topChild = query<{ account: number; folded: string }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('parent_id', 'is', null)
    .where('name_folded', '=', $.folded),
)
const child = query<{ account: number; parent: number; folded: string }>()(({ db }, $) =>
  db
    .selectFrom('category')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('parent_id', '=', $.parent)
    .where('name_folded', '=', $.folded),
)

/** Enough of ids to be read in a turn. */
const IDS_AT_ONCE = 5_000

/** What names a category and all below it, in the way that suits the engine. */
interface Subtree extends Readonly<Record<string, Value>> {
  readonly account: number
  readonly id: number
  readonly low: string
  readonly high: string
}

function subtreeOf(account: AccountId, category: Category): Subtree {
  return { account, id: category.id, low: category.sortPath, high: `${category.sortPath}\u0002` }
}

// On SQLite a range of the index on paths; PostgreSQL has none (its index rows are short) and walks down by parents.
function isWithin({ engine }: Builder, $: Subtree, alias = 'category'): RawBuilder<boolean> {
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
const subtreeIds = query<Subtree & { limit: number }>()((builder, $) =>
  builder.db
    .selectFrom('category')
    .select(['id', 'sort_path'])
    .where('account_id', '=', $.account)
    .where(isWithin(builder, $))
    .orderBy('sort_path')
    .limit($.limit),
)
/** All of them as one text: a row each would take its time to be made. */
const subtreeIdsAsJson = query<Subtree>()((builder, $) =>
  builder.db
    .selectFrom('category')
    .select(sql<string | null>`json_agg(id order by sort_path)::text`.as('ids'))
    .where('account_id', '=', $.account)
    .where(isWithin(builder, $)),
)
const lockSubtree = query<Subtree>()((builder, $) =>
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
const longestPath = query<Subtree>()((builder, $) =>
  builder.db
    .selectFrom('category')
    .select(sql<number>`max(length(full_path))`.as('longest'))
    .where('account_id', '=', $.account)
    .where(isWithin(builder, $)),
)
const place = query<{
  account: number
  id: number
  parent: number | null
  name: string
  folded: string
}>()(({ db }, $) =>
  db
    .updateTable('category')
    .set({ parent_id: $.parent, name: $.name, name_folded: $.folded })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const insert = query<{
  account: number
  guid: string
  parent: number | null
  name: string
  folded: string
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
const policyItems = query<{ account: number; category: number }>()(({ db }, $) =>
  policyItemsWithHolders(db)
    .where('policy_item.account_id', '=', $.account)
    .where('category_id', '=', $.category)
    .orderBy('position'),
)
const treePolicyItems = query<{ account: number }>()(({ db }, $) =>
  policyItemsWithHolders(db)
    .where('policy_item.account_id', '=', $.account)
    .orderBy('category_id')
    .orderBy('position'),
)
const clearPolicyItems = query<{ account: number; category: number }>()(({ db }, $) =>
  db.deleteFrom('policy_item').where('account_id', '=', $.account).where('category_id', '=', $.category),
)

function policyItemsWithHolders(db: Builder['db']) {
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

interface PolicyItemRow {
  category_id: number
  share: string
  member_id: number | null
  group_id: number | null
  member_guid: string | null
  group_guid: string | null
}

export class CategoryQueries implements CategoryReader, CategoryWriter {
  readonly #run: Executor
  readonly #newGuid: () => string

  constructor(run: Executor, newGuid: () => string) {
    this.#run = run
    this.#newGuid = newGuid
  }

  async find(account: AccountId, named: Ref): Promise<Category | undefined> {
    const ref = naming(named)
    if (ref === undefined) return undefined
    const row =
      'id' in ref
        ? await this.#run.first(findById, { account, id: ref.id })
        : await this.#run.first(findByGuid, { account, guid: ref.guid })
    return row && category(row)
  }

  async findPlaced(account: AccountId, named: Ref): Promise<CategoryInPlace | undefined> {
    const ref = naming(named)
    if (ref === undefined) return undefined
    const row =
      'id' in ref
        ? await this.#run.first(placedById, { account, id: ref.id })
        : await this.#run.first(placedByGuid, { account, guid: ref.guid })
    return (
      row && { category: category(row), parentGuid: row.parent_guid, hasPolicyItems: row.policy !== null }
    )
  }

  async findByCode(account: AccountId, code: string): Promise<Category | undefined> {
    const row = await this.#run.first(findByCode, { account, digest: sha256(code) })
    return row && category(row)
  }

  async findChild(
    account: AccountId,
    parent: CategoryId | null,
    nameFolded: string,
  ): Promise<Category | undefined> {
    const row =
      parent === null
        ? await this.#run.first(topChild, { account, folded: nameFolded })
        : await this.#run.first(child, { account, parent, folded: nameFolded })
    return row && category(row)
  }

  async findLineage(account: AccountId, ref: Ref): Promise<Lineage> {
    const own = await this.find(account, ref)
    if (own === undefined) return []
    if (own.parentId === null) return [own]
    const above = await this.#run.all(lineage, { account, id: own.parentId })
    return [own, ...above.map(ancestor)]
  }

  async listPolicyItems(account: AccountId, of: CategoryId): Promise<PolicyItem[]> {
    const rows = await this.#run.all(policyItems, { account, category: of })
    return rows.map(policyItem)
  }

  async hasPolicyItems(
    account: AccountId,
    { members, groups }: { readonly members: readonly MemberId[]; readonly groups: readonly GroupId[] },
  ): Promise<boolean> {
    const held = [['member_id', members] as const, ['group_id', groups] as const]
    for (const [column, ids] of held) {
      if (ids.length === 0) continue
      const rows = await this.#run.select(({ db, engine }) =>
        db
          .selectFrom('policy_item')
          .select('category_id')
          .where('account_id', '=', account)
          .where(among(engine, column, ids))
          .limit(1),
      )
      if (rows.length > 0) return true
    }
    return false
  }

  async listPolicyItemsOf(account: AccountId, of: readonly CategoryId[]): Promise<PlacedPolicyItem[]> {
    if (of.length === 0) return []
    const rows = await this.#run.select<PolicyItemRow>(({ db, engine }) =>
      policyItemsWithHolders(db)
        .where('policy_item.account_id', '=', account)
        .where(among(engine, 'category_id', of))
        .orderBy('category_id')
        .orderBy('position'),
    )
    return rows.map(placedPolicyItem)
  }

  async listByIds(account: AccountId, ids: readonly CategoryId[]): Promise<Category[]> {
    const rows = await this.#run.select<Row>(({ db, engine }) =>
      db
        .selectFrom('category')
        .select(columns)
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
    return rows.map(category)
  }

  async listGuards(account: AccountId, ids: readonly CategoryId[]): Promise<CategoryGuard[]> {
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('category')
        .select(['id', 'parent_id', 'restricted', 'created_by'])
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
    return rows.map((row) => ({
      id: row.id as CategoryId,
      parentId: row.parent_id as CategoryId | null,
      restricted: row.restricted === 1,
      createdBy: row.created_by as MemberId | null,
    }))
  }

  async listSubtreeIds(account: AccountId, of: Category): Promise<CategoryId[]> {
    const which = subtreeOf(account, of)
    if (this.#run.engine === 'postgres') {
      const row = await this.#run.first(subtreeIdsAsJson, which)
      return JSON.parse(row?.ids ?? '[]') as CategoryId[] // as they were put in
    }
    const ids: CategoryId[] = []
    for (let { low } = which; ;) {
      const rows = await this.#run.all(subtreeIds, { ...which, low, limit: IDS_AT_ONCE })
      for (const { id } of rows) ids.push(id as CategoryId)
      const last = rows.at(-1)
      if (last === undefined || rows.length < IDS_AT_ONCE) return ids
      low = `${last.sort_path}\0` // the first text behind it
      await this.#run.pause()
    }
  }

  async listTree(account: AccountId): Promise<Category[]> {
    const rows = await this.#run.all(tree, { account })
    return rows.map(category)
  }

  async listOutline(account: AccountId): Promise<CategoryOutline[]> {
    const rows = await this.#run.all(outline, { account })
    return rows.map((row) => ({
      id: row.id as CategoryId,
      guid: row.guid,
      parentId: row.parent_id as CategoryId | null,
      name: row.name,
      fullPath: row.full_path,
      restricted: row.restricted === 1,
      createdBy: row.created_by as MemberId | null,
    }))
  }

  async listTreePolicyItems(account: AccountId): Promise<PlacedPolicyItem[]> {
    const rows = await this.#run.all(treePolicyItems, { account })
    return rows.map(placedPolicyItem)
  }

  async listLevel(account: AccountId, parent: CategoryId | null): Promise<Category[]> {
    const rows =
      parent === null
        ? await this.#run.all(topLevel, { account })
        : await this.#run.all(children, { account, parent })
    return rows.map(category)
  }

  async listChildren(account: AccountId, parents: readonly CategoryId[]): Promise<Category[]> {
    if (parents.length === 0) return []
    const rows = await this.#run.select<Row>(({ db, engine }) =>
      db
        .selectFrom('category')
        .select(columns)
        .where('account_id', '=', account)
        .where(among(engine, 'parent_id', parents))
        .orderBy('id'),
    )
    return rows.map(category)
  }

  async list(account: AccountId, filter: CategoryFilter, paging: OffsetRequest): Promise<Category[]> {
    const rows = await this.#run.select<Row>(({ db, engine }) => {
      let query = db.selectFrom('category').select(columns).where('account_id', '=', account)
      if (filter.id) query = query.where(among(engine, 'id', filter.id))
      if (filter.parentId) query = query.where(among(engine, 'parent_id', filter.parentId))
      if (filter.name) query = query.where(among(engine, 'name', filter.name))
      if (filter.code) query = query.where(among(engine, 'code_digest', filter.code.map(sha256)))
      if (filter.locale) query = query.where(among(engine, 'locale', filter.locale))
      if (filter.isActive !== undefined) query = query.where('is_active', '=', flag(filter.isActive))
      if (filter.isVisible !== undefined) query = query.where('is_visible', '=', flag(filter.isVisible))
      if (filter.modified) {
        query = query
          .where('modified', '>=', filter.modified.from)
          .where('modified', '<=', filter.modified.to)
      }
      return query.orderBy('id').limit(paging.limit).offset(paging.offset)
    })
    return rows.map(category)
  }

  listByKey(
    account: AccountId,
    query: CursorQuery<CategoryListFilter, CategorySort>,
  ): Promise<Page<Category>> {
    return listByKey(this.#run, CATEGORIES, categoriesRequest(this.#run, account, query), async (ids) => {
      const rows = await this.#run.select<Row>(({ db, engine }) =>
        db
          .selectFrom('category')
          .select(columns)
          .where('account_id', '=', account)
          .where(among(engine, 'id', ids)),
      )
      return rows.map((row) => [row.id, category(row)])
    })
  }

  async countChildren(account: AccountId, parents: readonly CategoryId[]): Promise<Map<CategoryId, number>> {
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('category')
        .select(['parent_id', ({ fn }) => fn.countAll<number>().as('count')])
        .where('account_id', '=', account)
        .where(among(engine, 'parent_id', parents))
        .groupBy('parent_id'),
    )
    return new Map(rows.map((row) => [row.parent_id as CategoryId, row.count]))
  }

  async insert(account: AccountId, values: NewCategoryRow): Promise<Category> {
    const row = await this.#run.first(insert, {
      account,
      guid: this.#newGuid(),
      parent: values.parentId,
      name: values.name,
      folded: fold(values.name),
      fullPath: values.fullPath,
      sortPath: values.sortPath,
      restricted: flag(values.restricted),
      createdBy: values.createdBy,
      isActive: flag(values.isActive),
      isVisible: flag(values.isVisible),
      description: values.description,
      picture: values.pictureFileName,
      locale: values.locale,
      code: values.code,
      digest: values.code === null ? null : sha256(values.code),
      now: this.#run.now,
    })
    return category(one(row))
  }

  async update(account: AccountId, id: CategoryId, change: CategoryRowChange): Promise<void> {
    await this.#run.select(({ db }) =>
      db
        .updateTable('category')
        .set({
          modified: this.#run.now,
          version: sql`version + 1`,
          ...(change.restricted === undefined ? {} : { restricted: flag(change.restricted) }),
          ...(change.isActive === undefined ? {} : { is_active: flag(change.isActive) }),
          ...(change.isVisible === undefined ? {} : { is_visible: flag(change.isVisible) }),
          ...(change.description === undefined ? {} : { description: change.description }),
          ...(change.pictureFileName === undefined ? {} : { picture_file_name: change.pictureFileName }),
        })
        .where('account_id', '=', account)
        .where('id', '=', id),
    )
  }

  async findLongestPath(account: AccountId, of: Category): Promise<number> {
    return one(await this.#run.first(longestPath, subtreeOf(account, of))).longest
  }

  async setPosition(account: AccountId, of: Category, to: TreePosition): Promise<void> {
    const { parentId, name, nameFolded } = to
    await this.#run.run(place, { account, id: of.id, parent: parentId, name, folded: nameFolded })
  }

  async updatePaths(
    account: AccountId,
    ids: readonly CategoryId[],
    from: Category,
    to: TreePosition,
  ): Promise<void> {
    await this.#run.select(({ db, engine }) =>
      db
        .updateTable('category')
        .set({
          full_path: sql`${to.fullPath} || substr(full_path, ${characters(from.fullPath) + 1})`,
          sort_path: sql`${to.sortPath} || substr(sort_path, ${characters(from.sortPath) + 1})`,
          modified: this.#run.now,
          version: sql`version + 1`,
        })
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
  }

  async setPolicyItems(account: AccountId, id: CategoryId, items: readonly PolicyItem[]): Promise<void> {
    await this.#run.run(clearPolicyItems, { account, category: id })
    await this.#run.insertAll(
      'policy_item',
      {
        account_id: 'bigint',
        category_id: 'bigint',
        position: 'bigint',
        share: 'text',
        member_id: 'bigint',
        group_id: 'bigint',
      },
      items.map(({ holder, share }, position) => [
        account,
        id,
        position,
        share,
        holder.kind === 'member' ? holder.id : null,
        holder.kind === 'group' ? holder.id : null,
      ]),
    )
  }

  async lockSubtree(account: AccountId, of: Category): Promise<void> {
    // SQLite has one writer.
    if (this.#run.engine === 'postgres') await this.#run.all(lockSubtree, subtreeOf(account, of))
  }

  async deleteSubscriptions(account: AccountId, ids: readonly CategoryId[], limit: number): Promise<number> {
    const ended = await this.#run.select(({ db, engine }) =>
      db
        .deleteFrom('category_subscription')
        .where('account_id', '=', account)
        .where((at) =>
          at(
            at.refTuple('member_id', 'category_id'),
            'in',
            at
              .selectFrom('category_subscription as some')
              .select(['some.member_id', 'some.category_id'])
              .where('some.account_id', '=', account)
              .where(among(engine, 'some.category_id', ids))
              .limit(limit)
              .$asTuple('member_id', 'category_id'),
          ),
        )
        .returning('member_id'),
    )
    return ended.length
  }

  async deleteAll(account: AccountId, ids: readonly CategoryId[]): Promise<void> {
    await this.#run.select(({ db, engine }) =>
      db
        .deleteFrom('policy_item')
        .where('account_id', '=', account)
        .where(among(engine, 'category_id', ids)),
    )
    await this.#run.select(({ db, engine }) =>
      db
        .deleteFrom('category')
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
  }
}

const jsonColumns: Readonly<Record<CategoryField, JsonColumn>> = {
  id: { column: 'c.id', as: 'integer' },
  guid: { column: 'c.guid', as: 'safe' },
  name: { column: 'c.name', as: 'text' },
  fullPath: { column: 'c.full_path', as: 'text' },
  restricted: { column: 'c.restricted', as: 'boolean' },
}

/** The categories of a scope in the order of paths, each as JSON. */
export function categoriesAsJson(
  account: AccountId,
  scope: CategoryScope,
  projection: Projection<CategoryField>,
): Build<{ json: string }> {
  return (builder) => {
    const json = jsonObject(builder.engine, projection, jsonColumns)
    return raw<{ json: string }>(
      builder,
      sql`select ${json} as json from category c where c.account_id = ${account} ${within(builder, account, scope)}
          order by c.sort_path`,
    )
  }
}

function within({ engine }: Builder, account: AccountId, scope: CategoryScope): RawBuilder<unknown> {
  if (scope.of === 'account') return sql``
  if (scope.of === 'top') return sql`and c.parent_id is null`
  const parent = sql`from category where account_id = ${account} and guid = ${parseGuid(scope.parent) ?? ''}`
  if (scope.of === 'children') return sql`and c.parent_id = (select id ${parent})`
  if (engine === 'sqlite') {
    return sql`and c.sort_path >= (select sort_path || char(1) ${parent})
               and c.sort_path < (select sort_path || char(2) ${parent})`
  }
  return sql`and c.id in (
    with recursive below(id) as (
      select child.id from category child where child.account_id = ${account} and child.parent_id = (select id ${parent})
      union all
      select child.id from below join category child on child.account_id = ${account} and child.parent_id = below.id
    ) select id from below)`
}

function ancestor(row: Pick<Row, (typeof ancestorColumns)[number]>): Ancestor {
  return {
    id: row.id as CategoryId,
    guid: row.guid,
    parentId: row.parent_id as CategoryId | null,
    name: row.name,
    restricted: row.restricted === 1,
    createdBy: row.created_by as MemberId | null,
  }
}

function category(row: Row): Category {
  return {
    id: row.id as CategoryId,
    guid: row.guid,
    parentId: row.parent_id as CategoryId | null,
    name: row.name,
    fullPath: row.full_path,
    sortPath: row.sort_path,
    restricted: row.restricted === 1,
    createdBy: row.created_by as MemberId | null,
    isActive: row.is_active === 1,
    isVisible: row.is_visible === 1,
    description: row.description,
    pictureFileName: row.picture_file_name,
    locale: row.locale,
    code: row.code,
    created: row.created,
    modified: row.modified,
  }
}

function policyItem(row: PolicyItemRow): PolicyItem {
  const { member_id, group_id, member_guid, group_guid } = row
  return {
    holder:
      member_id === null
        ? { kind: 'group', id: group_id as GroupId }
        : { kind: 'member', id: member_id as MemberId },
    holderGuid: (member_guid ?? group_guid) as string, // one of the two, by the table's own check
    share: row.share as Share,
  }
}

function placedPolicyItem(row: PolicyItemRow): PlacedPolicyItem {
  return { ...policyItem(row), categoryId: row.category_id as CategoryId }
}
