import { demandPresent, getActor } from '../actor.ts'
import type { CategoryId, CodedRef } from '../ids.ts'
import type { CursorQuery, Page } from '../page.ts'
import { mayWithCategory, type Actor, type Guarded } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import { together } from '../together.ts'
import { requireCategory } from './categories.ts'
import type { CategoryListFilter, CategorySort } from './category-list.ts'
import type { Ancestor, Category, NamedPolicyItem } from './category.ts'

/** A category with its position, its number of direct children, and the caller's rights on it. */
export interface CategoryView {
  readonly category: Category
  /** The topmost first, the parent last. */
  readonly above: readonly Ancestor[]
  readonly childCount: number
  readonly courseCount: number
  readonly mayEdit: boolean
  /** Whether they may tag courses with it. */
  readonly mayContribute: boolean
}

/** A category as the caller sees it: the tree hides nothing. @throws not_found */
export async function getCategoryView(reader: Reader, by: Principal, ref: CodedRef): Promise<CategoryView> {
  const [actor, category] = await together(getActor(reader, by), requireCategory(reader, by, ref))
  const [view] = await viewsOf(reader, by, actor, [category])
  return view
}

/**
 * The matching categories in the requested order, page by page, for everybody in the academy. A page may be shorter
 * than requested and still have a next one.
 */
export async function listCategoriesInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<CategoryListFilter, CategorySort>,
): Promise<Page<CategoryView>> {
  const actor = await getActor(reader, by)
  const page = await reader.categories.listByKey(by.accountId, query)
  return { ...page, items: await viewsOf(reader, by, actor, page.items) }
}

/** The ancestors of each of these categories, the topmost first. Unknown categories get an empty list. */
export async function listAncestors(
  reader: Reader,
  by: Principal,
  categories: readonly CategoryId[],
): Promise<ReadonlyMap<CategoryId, readonly Ancestor[]>> {
  await demandPresent(reader, by)
  const known = await ancestorsOf(reader, by, categories)
  return new Map(categories.map((id) => [id, upwards(known, id).slice(1).toReversed()]))
}

/** A category's own policy, in force while the category is restricted, and the policy that is in force for it now. */
export interface CategoryPolicy {
  readonly restricted: boolean
  readonly items: readonly NamedPolicyItem[]
  /**
   * The nearest restricted category on the way up, itself included, whose policy applies; undefined: everybody's roles
   * apply.
   */
  readonly governedBy: Ancestor | undefined
}

/** The policies of categories, for everybody in the academy. Unknown categories are left out. */
export async function listPolicies(
  reader: Reader,
  by: Principal,
  categories: readonly CategoryId[],
): Promise<ReadonlyMap<CategoryId, CategoryPolicy>> {
  await demandPresent(reader, by)
  const known = await ancestorsOf(reader, by, categories)
  const items = await reader.categories.listNamedPolicyItems(by.accountId, categories)
  const itemsOf = Map.groupBy(items, ({ categoryId }) => categoryId)
  return new Map(
    categories.flatMap((id): [CategoryId, CategoryPolicy][] => {
      const lineage = upwards(known, id)
      const [own] = lineage
      if (own === undefined) return []
      const governedBy = lineage.find(({ restricted }) => restricted)
      return [[id, { restricted: own.restricted, items: itemsOf.get(id) ?? [], governedBy }]]
    }),
  )
}

/** For several categories: one look-up each for ancestors, governing policies and children. */
async function viewsOf<const C extends readonly Category[]>(
  reader: Reader,
  by: Principal,
  actor: Actor,
  categories: C,
): Promise<{ readonly [K in keyof C]: CategoryView }> {
  const { accountId } = by
  const ids = categories.map(({ id }) => id)
  const [children, courses, known] = await Promise.all([
    reader.categories.countChildren(accountId, ids),
    reader.categoryTags.countCourses(accountId, ids),
    ancestorsOf(reader, by, ids),
  ])
  const lineages = ids.map((id) => upwards(known, id))
  const governedBy = lineages.map((lineage) => lineage.find(({ restricted }) => restricted)?.id)
  const governing = [...new Set(governedBy.filter((id) => id !== undefined))]
  const items = await reader.categories.listPolicyItemsOf(accountId, governing)
  const itemsOf = Map.groupBy(items, ({ categoryId }) => categoryId)
  const views = categories.map((category, at): CategoryView => {
    const above = governedBy[at]
    const guard: Guarded = {
      createdBy: category.createdBy,
      governing: above === undefined ? undefined : (itemsOf.get(above) ?? []),
    }
    return {
      category,
      above: (lineages[at] ?? []).slice(1).toReversed(),
      childCount: children.get(category.id) ?? 0,
      courseCount: courses.get(category.id) ?? 0,
      mayEdit: mayWithCategory(actor, 'edit', guard),
      mayContribute: mayWithCategory(actor, 'contribute', guard),
    }
  })
  return views as { readonly [K in keyof C]: CategoryView } // one per category, in the same order
}

type Known = ReadonlyMap<CategoryId, Ancestor>

async function ancestorsOf(reader: Reader, by: Principal, ids: readonly CategoryId[]): Promise<Known> {
  const all = await reader.categories.listWithAncestors(by.accountId, ids)
  return new Map(all.map((one) => [one.id, one]))
}

/** From a category up to the top. */
function upwards(known: Known, from: CategoryId): readonly Ancestor[] {
  const lineage: Ancestor[] = []
  for (let at: CategoryId | null = from; at !== null;) {
    const one: Ancestor | undefined = known.get(at)
    if (one === undefined) break
    lineage.push(one)
    at = one.parentId
  }
  return lineage
}
