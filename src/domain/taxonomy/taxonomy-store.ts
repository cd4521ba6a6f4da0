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
  CourseCategory,
  NewCategoryTag,
} from './category-tag.ts'
import type {
  Ancestor,
  Category,
  CategoryRowChange,
  CategoryFilter,
  CategoryGuard,
  Lineage,
  NewCategoryRow,
  NamedPolicyItem,
  PolicyItem,
  SubtreeCount,
} from './category.ts'

/** A category with what stands in other rows. */
export interface CategoryInPlace {
  readonly category: Category
  /** null at the top. */
  readonly parentGuid: string | null
  readonly hasPolicyItems: boolean
}

export interface CategoryReader {
  find(account: AccountId, ref: CodedRef): Promise<Category | undefined>
  /** The category with what other rows tell of it at the same moment. */
  findPlaced(account: AccountId, ref: Ref): Promise<CategoryInPlace | undefined>
  findLineage(account: AccountId, ref: CodedRef): Promise<Lineage>
  /** These and all that stand above any of them, each once, in no order. */
  listWithAncestors(account: AccountId, ids: readonly CategoryId[]): Promise<readonly Ancestor[]>
  /** How much a category and all below it are. */
  countSubtree(account: AccountId, category: Category): Promise<SubtreeCount>
  listPolicyItems(account: AccountId, category: CategoryId): Promise<readonly PolicyItem[]>
  /** Whether any of these holds a policy item of any category. */
  hasPolicyItems(
    account: AccountId,
    holders: { readonly members: readonly MemberId[]; readonly groups: readonly GroupId[] },
  ): Promise<boolean>
  /** Those of several categories, each one's in the order in which they were set. */
  listPolicyItemsOf(
    account: AccountId,
    categories: readonly CategoryId[],
  ): Promise<readonly PlacedPolicyItem[]>
  /** As `listPolicyItemsOf`, with the names of the holders. */
  listNamedPolicyItems(
    account: AccountId,
    categories: readonly CategoryId[],
  ): Promise<readonly (NamedPolicyItem & PlacedPolicyItem)[]>
  /** Those of the ids, in no order. */
  listByIds(account: AccountId, ids: readonly CategoryId[]): Promise<readonly Category[]>
  /** As much of them as decides who may do what, in no order. */
  listGuards(account: AccountId, ids: readonly CategoryId[]): Promise<readonly CategoryGuard[]>
  /** The whole tree, ordered by path. */
  listTree(account: AccountId): Promise<readonly Category[]>
  listTreePolicyItems(account: AccountId): Promise<readonly PlacedPolicyItem[]>
  listChildren(account: AccountId, parents: readonly CategoryId[]): Promise<readonly Category[]>
  list(account: AccountId, query: OffsetQuery<CategoryFilter>): Promise<readonly Category[]>
  listByKey(account: AccountId, query: CursorQuery<CategoryListFilter, CategorySort>): Promise<Page<Category>>
  /** How many stand right below each; those with none are left out. */
  countChildren(account: AccountId, parents: readonly CategoryId[]): Promise<ReadonlyMap<CategoryId, number>>
  findByCode(account: AccountId, code: string): Promise<Category | undefined>
  /** The one below that parent (null: at the top) whose name is that, folded. */
  findChild(account: AccountId, parent: CategoryId | null, nameFolded: string): Promise<Category | undefined>
  /** One level in the order of names; null: the top level. */
  listLevel(account: AccountId, parent: CategoryId | null): Promise<readonly Category[]>
}

export interface CategoryWriter extends CategoryReader {
  insert(account: AccountId, row: NewCategoryRow): Promise<Category>
  /** Changes the category's own columns; `undefined` leaves as it is. */
  update(account: AccountId, category: CategoryId, change: CategoryRowChange): Promise<void>
  /** The category and all below it, ordered by path: a parent stands before its children. Others have turns meanwhile. */
  listSubtreeIds(account: AccountId, category: Category): Promise<readonly CategoryId[]>
  /** The longest full path of the category and all below it, in characters. */
  findLongestPath(account: AccountId, category: Category): Promise<number>
  /** Puts the category at another place or under another name. The paths of those below it are `updatePaths`'. */
  setPosition(account: AccountId, category: Category, to: TreePosition): Promise<void>
  /** Lets the paths of some below the category, or of itself, begin as those of its new place do. */
  updatePaths(account: AccountId, ids: readonly CategoryId[], from: Category, to: TreePosition): Promise<void>
  setPolicyItems(account: AccountId, category: CategoryId, items: readonly PolicyItem[]): Promise<void>
  /** Nobody can tag, follow or fill any of them until this operation's end, where operations run side by side. */
  lockSubtree(account: AccountId, category: Category): Promise<void>
  /** Ends some subscriptions of these categories, so many at most. How many there were. */
  deleteSubscriptions(account: AccountId, ids: readonly CategoryId[], limit: number): Promise<number>
  /** Removes these, with their policy items. They have no tags, no followers and nothing below them any more. */
  deleteAll(account: AccountId, ids: readonly CategoryId[]): Promise<void>
}

export interface PlacedPolicyItem extends PolicyItem {
  readonly categoryId: CategoryId
}

/** Where a category stands: its parent, its name, and what follows from the two. */
export interface TreePosition {
  readonly parentId: CategoryId | null
  readonly name: string
  readonly nameFolded: string
  readonly fullPath: string
  readonly sortPath: string
}

/** Which categories people follow. */
export interface SubscriptionReader {
  /** The GUIDs of what the member follows, in the order of paths. */
  listCategoryGuids(account: AccountId, member: MemberId): Promise<readonly string[]>
}

export interface SubscriptionWriter extends SubscriptionReader {
  /** Whether it is new. */
  insert(account: AccountId, member: MemberId, category: CategoryId): Promise<boolean>
  /** Whether there was one. */
  delete(account: AccountId, member: MemberId, category: CategoryId): Promise<boolean>
}

export interface CategoryTagReader {
  /** The categories of several courses, in the order of names. */
  listOfCourses(account: AccountId, courses: readonly CourseId[]): Promise<readonly CourseCategory[]>
  find(account: AccountId, id: CategoryTagId): Promise<CategoryTag | undefined>
  findByPair(account: AccountId, category: CategoryId, course: CourseId): Promise<CategoryTag | undefined>
  findByCode(account: AccountId, code: string): Promise<CategoryTag | undefined>
  listOfCourse(account: AccountId, course: CourseId): Promise<readonly CategoryTag[]>
  /** How many courses each category tags; those that tag none are left out. */
  countCourses(
    account: AccountId,
    categories: readonly CategoryId[],
  ): Promise<ReadonlyMap<CategoryId, number>>
  /** A page as the text of a JSON array, in the order of ids. */
  listAsJson(
    account: AccountId,
    query: OffsetQuery<CategoryTagFilter>,
    projection: Projection<CategoryTagField>,
  ): Promise<string>
}

export interface CategoryTagWriter extends CategoryTagReader {
  /** Takes tags off these categories, so many at most. Those that were there, in the order of ids. */
  deleteOfCategories(
    account: AccountId,
    categories: readonly CategoryId[],
    limit: number,
  ): Promise<readonly CategoryTag[]>
  /** Takes tags off a course, so many at most. Those that were there, in the order of ids. */
  deleteOfCourse(account: AccountId, course: CourseId, limit: number): Promise<readonly CategoryTag[]>
  insert(account: AccountId, tag: NewCategoryTag): Promise<CategoryTag>
  /** Whether there was such a tag. */
  delete(account: AccountId, id: CategoryTagId): Promise<boolean>
}
