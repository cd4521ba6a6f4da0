import { demandPresent, getActor } from '../actor.ts'
import type { CategoryId, CodedRef } from '../ids.ts'
import type { CursorQuery, Page } from '../page.ts'
import { mayWithCategory, type Actor, type Guarded } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import { requireCategory } from './categories.ts'
import type { CategoryListFilter, CategorySort } from './category-list.ts'
import type { Ancestor, Category, NamedPolicyItem } from './category.ts'

/** A category where it stands, how much is right below it, and what the one who looks may do with it. */
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

/** A category as the one who acts sees it: the tree hides nothing. @throws not_found */
export async function getCategoryView(reader: Reader, by: Principal, ref: CodedRef): Promise<CategoryView> {
  const actor = await getActor(reader, by)
  const [view] = await viewsOf(reader, by, actor, [await requireCategory(reader, by, ref)])
  return view
}

/**
 * The categories that fit, in the order asked for, page by page, for everybody of the academy. A page may hold fewer than
 * asked for and still have a next one.
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

/** What stands above each of these categories, the topmost first. Of those that there aren't: nothing. */
export async function listAncestors(
  reader: Reader,
  by: Principal,
  categories: readonly CategoryId[],
): Promise<ReadonlyMap<CategoryId, readonly Ancestor[]>> {
  await demandPresent(reader, by)
  const known = await ancestorsOf(reader, by, categories)
  return new Map(categories.map((id) => [id, upwards(known, id).slice(1).toReversed()]))
}

/** A category's policy, in force while it is restricted, and what is in force for it now. */
export interface CategoryPolicy {
  readonly restricted: boolean
  readonly items: readonly NamedPolicyItem[]
  /** The nearest restricted one on the way up, itself included, whose policy decides; undefined: everybody's roles do. */
  readonly governedBy: Ancestor | undefined
}

/** The policies of categories, for everybody of the academy. Those that there aren't are left out. */
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

/** Of several categories, in one look-up each for what stands above them, what governs them and what is below. */
async function viewsOf<const C extends readonly Category[]>(
  reader: Reader,
  by: Principal,
  actor: Actor,
  categories: C,
): Promise<{ readonly [K in keyof C]: CategoryView }> {
  const { accountId } = by
  const ids = categories.map(({ id }) => id)
  const children = await reader.categories.countChildren(accountId, ids)
  const courses = await reader.categoryTags.countCourses(accountId, ids)
  const known = await ancestorsOf(reader, by, ids)
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
  return views as { readonly [K in keyof C]: CategoryView } // one for each, in the same order
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
