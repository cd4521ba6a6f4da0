import { sql } from 'kysely'
import type { AccountId, CategoryId, CodedRef, GroupId, MemberId, Ref } from '../../../domain/ids.ts'
import type { CursorQuery, OffsetQuery, Page } from '../../../domain/page.ts'
import type { CategoryListFilter, CategorySort } from '../../../domain/taxonomy/category-list.ts'
import type {
  Category,
  CategoryFilter,
  CategoryGuard,
  CategoryRowChange,
  Ancestor,
  Lineage,
  NamedPolicyItem,
  NewCategoryRow,
  PolicyItem,
  SubtreeCount,
} from '../../../domain/taxonomy/category.ts'
import type {
  CategoryInPlace,
  CategoryReader,
  CategoryWriter,
  PlacedPolicyItem,
  TreePosition,
} from '../../../domain/taxonomy/taxonomy-store.ts'
import { sha256 } from '../../../lib/digest.ts'
import { characters, fold, isStorable } from '../../../lib/text.ts'
import { searchText } from '../../../lib/search-words.ts'
import { among } from '../../among.ts'
import type { Executor } from '../../engine.ts'
import { fullName } from '../../../domain/people/member.ts'
import { listByKey } from '../../keyset.ts'
import { flag, isId, naming, one } from '../rows.ts'
import { CATEGORIES, categoriesRequest } from './category-lists.ts'
import {
  ancestor,
  category,
  columns,
  placedPolicyItem,
  policyItem,
  type PolicyItemRow,
  type Row,
} from './category-rows.ts'
import {
  child,
  children,
  clearPolicyItems,
  countTagsWithin,
  countWithin,
  findByCode,
  findByGuid,
  findById,
  IDS_AT_ONCE,
  insert,
  lineageByCode,
  lineageByGuid,
  lineageById,
  lockSubtree,
  longestPath,
  pathWithin,
  place,
  placedByGuid,
  placedById,
  policyItems,
  policyItemsWithHolders,
  subtreeIds,
  subtreeIdsAsJson,
  subtreeOf,
  type Subtree,
  topChild,
  topLevel,
  tree,
  treePolicyItems,
  withAncestors,
} from './category-statements.ts'

export class CategoryQueries implements CategoryReader, CategoryWriter {
  readonly #run: Executor
  readonly #newGuid: () => string

  constructor(run: Executor, newGuid: () => string) {
    this.#run = run
    this.#newGuid = newGuid
  }

  async find(account: AccountId, named: CodedRef): Promise<Category | undefined> {
    if (!('id' in named || 'guid' in named)) return this.findByCode(account, named.code)
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
    if (row === undefined) return undefined
    const { id, guid, name, restricted } = row
    return {
      category: { id: id as CategoryId, guid, name, restricted: restricted === 1 },
      parentGuid: row.parent_guid,
      hasPolicyItems: row.policy !== null,
    }
  }

  async findByCode(account: AccountId, code: string): Promise<Category | undefined> {
    if (!isStorable(code)) return undefined
    const row = await this.#run.first(findByCode, { account, digest: sha256(code) })
    return row && category(row)
  }

  async findChild(
    account: AccountId,
    parent: number | null,
    nameFolded: string,
  ): Promise<Category | undefined> {
    if (parent !== null && !isId(parent)) return undefined
    const row =
      parent === null
        ? await this.#run.first(topChild, { account, folded: nameFolded })
        : await this.#run.first(child, { account, parent, folded: nameFolded })
    return row && category(row)
  }

  async findLineage(account: AccountId, named: CodedRef): Promise<Lineage> {
    const rows = await this.#lineage(account, named)
    const [own, ...above] = rows.map(category)
    return own === undefined ? [] : [own, ...above]
  }

  async #lineage(account: AccountId, named: CodedRef): Promise<readonly Row[]> {
    if (!('id' in named || 'guid' in named)) {
      if (!isStorable(named.code)) return []
      return this.#run.all(lineageByCode, { account, digest: sha256(named.code) })
    }
    const ref = naming(named)
    if (ref === undefined) return []
    return 'id' in ref
      ? this.#run.all(lineageById, { account, id: ref.id })
      : this.#run.all(lineageByGuid, { account, guid: ref.guid })
  }

  async listPolicyItems(account: AccountId, of: CategoryId): Promise<PolicyItem[]> {
    const rows = await this.#run.all(policyItems, { account, category: of })
    return rows.map(policyItem)
  }

  async listNamedPolicyItems(
    account: AccountId,
    of: readonly CategoryId[],
  ): Promise<(NamedPolicyItem & PlacedPolicyItem)[]> {
    if (of.length === 0) return []
    const rows = await this.#run.select(({ db, engine }) =>
      policyItemsWithHolders(db)
        .select(['member.first_name', 'member.last_name', 'member_group.name as group_name'])
        .where('policy_item.account_id', '=', account)
        .where(among(engine, 'category_id', of))
        .orderBy('category_id')
        .orderBy('position'),
    )
    return rows.map((row) => ({
      ...placedPolicyItem(row),
      holderName: row.group_name ?? fullName({ firstName: row.first_name, lastName: row.last_name ?? '' }),
    }))
  }

  async listWithAncestors(account: AccountId, ids: readonly CategoryId[]): Promise<Ancestor[]> {
    if (ids.length === 0) return []
    const rows = await this.#run.select((builder) => withAncestors(builder, account, ids))
    return rows.map(ancestor)
  }

  async countSubtree(account: AccountId, of: Category): Promise<SubtreeCount> {
    const sum = { categories: 0, restricted: 0, tags: 0 }
    for await (const part of this.#partsOf(subtreeOf(account, of))) {
      const { categories, restricted } = one(await this.#run.first(countWithin, part))
      sum.categories += categories
      sum.restricted += restricted
      sum.tags += one(await this.#run.first(countTagsWithin, part)).tags
    }
    return sum
  }

  /** A subtree in parts, in the order of paths, with turns for others between them. PostgreSQL's statements keep nobody waiting. */
  async *#partsOf(which: Subtree): AsyncGenerator<Subtree> {
    if (this.#run.engine === 'postgres') {
      yield which
      return
    }
    for (let { low } = which; ;) {
      const end = await this.#run.first(pathWithin, { ...which, low, between: IDS_AT_ONCE })
      yield { ...which, low, ...(end && { high: end.sort_path }) }
      if (end === undefined) return
      low = end.sort_path
      await this.#run.pause()
    }
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

  async list(account: AccountId, { filter, page: paging }: OffsetQuery<CategoryFilter>): Promise<Category[]> {
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
      words: searchText([values.name, values.code]),
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
    await this.#run.sendBuilt(({ db }) =>
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
          ...(change.locale === undefined ? {} : { locale: change.locale }),
          ...(change.code === undefined
            ? {}
            : { code: change.code, code_digest: change.code === null ? null : sha256(change.code) }),
        })
        .where('account_id', '=', account)
        .where('id', '=', id),
    )
  }

  async findLongestPath(account: AccountId, of: Category): Promise<number> {
    let most = 0
    for await (const part of this.#partsOf(subtreeOf(account, of))) {
      most = Math.max(most, one(await this.#run.first(longestPath, part)).longest)
    }
    return most
  }

  async setPosition(account: AccountId, of: Category, to: TreePosition): Promise<void> {
    const { parentId, name, nameFolded } = to
    await this.#run.send(place, {
      account,
      id: of.id,
      parent: parentId,
      name,
      folded: nameFolded,
      words: searchText([name, of.code]),
    })
  }

  async updatePaths(
    account: AccountId,
    ids: readonly CategoryId[],
    from: Category,
    to: TreePosition,
  ): Promise<void> {
    await this.#run.sendBuilt(
      ({ db, engine }) =>
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
      'kept',
    )
  }

  async setPolicyItems(account: AccountId, id: CategoryId, items: readonly PolicyItem[]): Promise<void> {
    await this.#run.send(clearPolicyItems, { account, category: id })
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
    if (this.#run.engine === 'postgres') await this.#run.send(lockSubtree, subtreeOf(account, of))
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
    await this.#run.sendBuilt(({ db, engine }) =>
      db
        .deleteFrom('policy_item')
        .where('account_id', '=', account)
        .where(among(engine, 'category_id', ids)),
    )
    await this.#run.sendBuilt(({ db, engine }) =>
      db
        .deleteFrom('category')
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
  }
}
