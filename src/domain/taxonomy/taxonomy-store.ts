import type {
  AccountId,
  CategoryId,
  CategoryTagId,
  CodedRef,
  CourseId,
  GroupId,
  MemberId,
  Ref,
} from '../ids.ts'
import type { CategoryListFilter, CategorySort } from './category-list.ts'
import type { CursorQuery, OffsetQuery, Page } from '../page.ts'
import type { Projection } from '../projection.ts'
import type {
  CategoryTag,
  CategoryTagField,
  CategoryTagFilter,
  CategoryTagListFilter,
  CourseCategory,
  NewCategoryTag,
} from './category-tag.ts'
import type {
  Ancestor,
  Category,
  CategoryRowChange,
  CategoryFilter,
  CategoryGuard,
  CategoryOutline,
  Lineage,
  NewCategoryRow,
  NamedPolicyItem,
  PolicyItem,
  SubtreeCount,
} from './category.ts'

/** A category's outline with data from other rows. */
export interface CategoryInPlace {
  readonly category: CategoryOutline
  /** null at the top. */
  readonly parentGuid: string | null
  readonly hasPolicyItems: boolean
}

export interface CategoryReader {
  find(account: AccountId, ref: CodedRef): Promise<Category | undefined>
  /** The category in outline, with related data from other rows, read at the same moment. */
  findPlaced(account: AccountId, ref: Ref): Promise<CategoryInPlace | undefined>
  findLineage(account: AccountId, ref: CodedRef): Promise<Lineage>
  /** These and all their ancestors, each once, in no particular order. */
  listWithAncestors(account: AccountId, ids: readonly CategoryId[]): Promise<readonly Ancestor[]>
  /** The size of a category's subtree. */
  countSubtree(account: AccountId, category: Category): Promise<SubtreeCount>
  listPolicyItems(account: AccountId, category: CategoryId): Promise<readonly PolicyItem[]>
  /** Whether any of these holds a policy item on any category. */
  hasPolicyItems(
    account: AccountId,
    holders: { readonly members: readonly MemberId[]; readonly groups: readonly GroupId[] },
  ): Promise<boolean>
  /** The policy items of several categories, each category's in the order in which they were set. */
  listPolicyItemsOf(
    account: AccountId,
    categories: readonly CategoryId[],
  ): Promise<readonly PlacedPolicyItem[]>
  /** Like `listPolicyItemsOf`, with the names of the holders. */
  listNamedPolicyItems(
    account: AccountId,
    categories: readonly CategoryId[],
  ): Promise<readonly (NamedPolicyItem & PlacedPolicyItem)[]>
  /** The categories with these ids, in no particular order. */
  listByIds(account: AccountId, ids: readonly CategoryId[]): Promise<readonly Category[]>
  /** Only the fields that decide who may do what, in no particular order. */
  listGuards(account: AccountId, ids: readonly CategoryId[]): Promise<readonly CategoryGuard[]>
  /** The whole tree, ordered by path. */
  listTree(account: AccountId): Promise<readonly Category[]>
  listTreePolicyItems(account: AccountId): Promise<readonly PlacedPolicyItem[]>
  listChildren(account: AccountId, parents: readonly CategoryId[]): Promise<readonly Category[]>
  list(account: AccountId, query: OffsetQuery<CategoryFilter>): Promise<readonly Category[]>
  listByKey(account: AccountId, query: CursorQuery<CategoryListFilter, CategorySort>): Promise<Page<Category>>
  /** The number of direct children of each; categories without children are left out. */
  countChildren(account: AccountId, parents: readonly CategoryId[]): Promise<ReadonlyMap<CategoryId, number>>
  findByCode(account: AccountId, code: string): Promise<Category | undefined>
  /** The child of that parent (null: at the top) with that name, folded. There may be no such parent. */
  findChild(account: AccountId, parent: number | null, nameFolded: string): Promise<Category | undefined>
  /** One level ordered by name; null: the top level. */
  listLevel(account: AccountId, parent: CategoryId | null): Promise<readonly Category[]>
}

export interface CategoryWriter extends CategoryReader {
  insert(account: AccountId, row: NewCategoryRow): Promise<Category>
  /** Changes the category's own columns; `undefined` leaves a column unchanged. */
  update(account: AccountId, category: CategoryId, change: CategoryRowChange): Promise<void>
  /**
   * The category and its descendants, ordered by path: a parent comes before its children. Others have turns meanwhile.
   */
  listSubtreeIds(account: AccountId, category: Category): Promise<readonly CategoryId[]>
  /** The longest full path in the category's subtree, in characters. */
  findLongestPath(account: AccountId, category: Category): Promise<number>
  /** Moves or renames the category. The paths of its descendants are left to `updatePaths`. */
  setPosition(account: AccountId, category: Category, to: TreePosition): Promise<void>
  /** Replaces the leading part of the paths of some categories in the subtree by that of the new position. */
  updatePaths(account: AccountId, ids: readonly CategoryId[], from: Category, to: TreePosition): Promise<void>
  setPolicyItems(account: AccountId, category: CategoryId, items: readonly PolicyItem[]): Promise<void>
  /** Where operations run concurrently, nobody can tag, follow or add to any of them until this operation ends. */
  lockSubtree(account: AccountId, category: Category): Promise<void>
  /** Removes subscriptions to these categories, up to a limit. Returns how many were removed. */
  deleteSubscriptions(account: AccountId, ids: readonly CategoryId[], limit: number): Promise<number>
  /** Removes these, with their policy items. They no longer have tags, followers or descendants. */
  deleteAll(account: AccountId, ids: readonly CategoryId[]): Promise<void>
}

export interface PlacedPolicyItem extends PolicyItem {
  readonly categoryId: CategoryId
}

/** A category's position: its parent, its name, and the values derived from them. */
export interface TreePosition {
  readonly parentId: CategoryId | null
  readonly name: string
  readonly nameFolded: string
  readonly fullPath: string
  readonly sortPath: string
}

/** Which categories people follow. */
export interface SubscriptionReader {
  /** The GUIDs of what the member follows, in path order. */
  listCategoryGuids(account: AccountId, member: MemberId): Promise<readonly string[]>
}

export interface SubscriptionWriter extends SubscriptionReader {
  /** Whether it is new. */
  insert(account: AccountId, member: MemberId, category: CategoryId): Promise<boolean>
  /** Whether there was one. */
  delete(account: AccountId, member: MemberId, category: CategoryId): Promise<boolean>
}

export interface CategoryTagReader {
  /** The categories of several courses, ordered by name. */
  listOfCourses(account: AccountId, courses: readonly CourseId[]): Promise<readonly CourseCategory[]>
  find(account: AccountId, id: CategoryTagId): Promise<CategoryTag | undefined>
  findByPair(account: AccountId, category: CategoryId, course: CourseId): Promise<CategoryTag | undefined>
  findByCode(account: AccountId, code: string): Promise<CategoryTag | undefined>
  listOfCourse(account: AccountId, course: CourseId): Promise<readonly CategoryTag[]>
  /** The number of courses tagged with each category; categories without courses are left out. */
  countCourses(
    account: AccountId,
    categories: readonly CategoryId[],
  ): Promise<ReadonlyMap<CategoryId, number>>
  /** Ordered by id. */
  listByKey(account: AccountId, query: CursorQuery<CategoryTagListFilter>): Promise<Page<CategoryTag>>
  /** A page as the text of a JSON array, ordered by id. */
  listAsJson(
    account: AccountId,
    query: OffsetQuery<CategoryTagFilter>,
    projection: Projection<CategoryTagField>,
  ): Promise<string>
}

export interface CategoryTagWriter extends CategoryTagReader {
  /** Removes tags from these categories, up to a limit. Returns the removed ones, ordered by id. */
  deleteOfCategories(
    account: AccountId,
    categories: readonly CategoryId[],
    limit: number,
  ): Promise<readonly CategoryTag[]>
  /** Removes tags from a course, up to a limit. Returns the removed ones, ordered by id. */
  deleteOfCourse(account: AccountId, course: CourseId, limit: number): Promise<readonly CategoryTag[]>
  insert(account: AccountId, tag: NewCategoryTag): Promise<CategoryTag>
  /** Whether the tag existed. */
  delete(account: AccountId, id: CategoryTagId): Promise<boolean>
}
