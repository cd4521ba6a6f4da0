import { isDeepStrictEqual } from 'node:util'
import { differing } from '../differing.ts'
import { parseGuid } from '../../lib/guid.ts'
import { portionsOf } from '../../lib/portions.ts'
import { characters, fold, isBlank, isStorable } from '../../lib/text.ts'
import { getActor, demandPresent } from '../actor.ts'
import type { AuditState } from '../audit.ts'
import { type Change, recordAudit, recordAudits } from '../record-audit.ts'
import {
  fullPathBelow,
  MAX_FULL_PATH,
  sortPathBelow,
  type Ancestor,
  type Category,
  type CategoryRowChange,
  type CategoryChoice,
  type CategoryFilter,
  type CategoryOutline,
  type Lineage,
  type PolicyItem,
  type SubtreeCount,
} from './category.ts'
import { type CategoryTag, categoryTagState } from './category-tag.ts'
import {
  checkCode,
  checkLanguage,
  checkLine,
  checkName,
  checkText,
  checkUnlessUnreadable,
  refuseIfAny,
  type Draft,
  type Lazy,
} from '../checks.ts'
import { type DomainError, invalid, issue, notFound, type Issue } from '../errors.ts'
import type { CategoryId, CodedRef, CourseId, Ref } from '../ids.ts'
import type { OffsetQuery, Page } from '../page.ts'
import { type Actor, demand, mayWithCategory, type Guarded, type Share } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import type { TreePosition } from './taxonomy-store.ts'

/** A requested policy item; the holder is named by GUID. */
export interface WantedPolicyItem {
  readonly holder: 'member' | 'group'
  readonly guid: string
  readonly share: Share
}

/** Policy items as parsed by a door. */
export interface WantedPolicy {
  /** Omitted: unchanged. */
  readonly items?: readonly WantedPolicyItem[]
  /** Issues from the door's parser. */
  readonly unreadable: readonly Issue[]
}

/** Fields of a category that any writer may set. */
interface CategoryFields extends CategoryRowChange {
  /** Read only after the permission check: there may be thousands. */
  readonly policy?: Lazy<WantedPolicy>
  /** Issues from the door's own rules. They are reported together with those of the domain. */
  readonly ownRules?: (site: CategorySite) => readonly Issue[]
}

/** A category's target position, for a door's own rules to check. */
export interface CategorySite {
  /** undefined: at the top, or the requested parent doesn't exist, which the domain reports. */
  readonly parent: Category | undefined
  /** Whether a sibling has the new name. */
  readonly nameTaken: boolean
  /** Whether another category has the new code. */
  readonly codeTaken: boolean
}

export interface NewCategory extends CategoryFields, Draft {
  readonly name: string
  /** null: at the top. */
  readonly parent: CodedRef | null
  /** Omitted: the parent's; `en` at the top. */
  readonly locale?: string
  readonly code?: string | null
  /** A door's own limit on names, in characters; the domain's limit is 255. */
  readonly maxName?: number
}

export interface CategoryChange extends CategoryFields, Draft {
  readonly name?: string
  /** null: to the top. Omitted: stays where it is. */
  readonly parent?: CodedRef | null
  /** A door's own limit on new names; an unchanged name is accepted (docs/design.md 9.5). */
  readonly maxName?: number
}

/** A category with its ancestors: parent first, the topmost last. */
export interface PlacedCategory {
  readonly category: Category
  readonly above: readonly Ancestor[]
}

/** A category with its policy items in the order in which they were set. */
interface CategoryWithPolicy {
  readonly category: Category
  readonly policyItems: readonly PolicyItem[]
}

/** A category, for everybody in the academy: the tree hides nothing. @throws not_found */
export async function getCategory(reader: Reader, by: Principal, ref: CodedRef): Promise<Category> {
  const [, category] = await Promise.all([
    demandPresent(reader, by),
    reader.categories.find(by.accountId, ref),
  ])
  if (category === undefined) throw notFound('category', nameOf(ref))
  return category
}

/** A category in outline, with its policy items in the order in which they were set. */
export interface PlacedPolicy {
  readonly category: CategoryOutline
  readonly policyItems: readonly PolicyItem[]
  /** null at the top. */
  readonly parentGuid: string | null
}

/** A category in outline, with its policy items and the GUID of its parent. @throws not_found */
export async function getPlacedPolicy(reader: Reader, by: Principal, ref: Ref): Promise<PlacedPolicy> {
  const [, found] = await Promise.all([
    demandPresent(reader, by),
    reader.categories.findPlaced(by.accountId, ref),
  ])
  if (found === undefined) throw notFound('category', nameOf(ref))
  const { category, parentGuid } = found
  // Most categories have none.
  const policyItems = found.hasPolicyItems
    ? await reader.categories.listPolicyItems(by.accountId, category.id)
    : []
  return { category, policyItems, parentGuid }
}

/** A category with its direct children. */
export interface CategoryWithChildren {
  readonly category: Category
  readonly children: readonly Category[]
}

/** @throws not_found */
export async function getCategoryWithChildren(
  reader: Reader,
  by: Principal,
  ref: Ref,
): Promise<CategoryWithChildren> {
  const category = await getCategory(reader, by, ref)
  return { category, children: await reader.categories.listChildren(by.accountId, [category.id]) }
}

/** The matching categories, ordered by id; the children for a whole page take one look-up. */
export async function listCategories(
  reader: Reader,
  by: Principal,
  query: OffsetQuery<CategoryFilter>,
): Promise<Page<CategoryWithChildren>> {
  await demandPresent(reader, by)
  const page = await reader.categories.list(by.accountId, query)
  const children = await reader.categories.listChildren(
    by.accountId,
    page.map(({ id }) => id),
  )
  const below = Map.groupBy(children, ({ parentId }) => parentId)
  const items = page.map((category) => ({ category, children: below.get(category.id) ?? [] }))
  return { items, next: null }
}

/**
 * The category, with the tree locked: nobody moves, renames, restricts or deletes any category until the operation
 * ends.
 * @throws not_found
 */
export async function lockCategory(tx: Writer, by: Principal, ref: CodedRef): Promise<Category> {
  await demandPresent(tx, by)
  await tx.accounts.lockTree(by.accountId)
  return requireCategory(tx, by, ref)
}

/** The size of a category's subtree, for everybody in the academy. @throws not_found */
export async function countSubtree(reader: Reader, by: Principal, ref: CodedRef): Promise<SubtreeCount> {
  await demandPresent(reader, by)
  return reader.categories.countSubtree(by.accountId, await requireCategory(reader, by, ref))
}

/** The referenced category. @throws not_found */
export async function requireCategory(reader: Reader, by: Principal, ref: CodedRef): Promise<Category> {
  const category = await reader.categories.find(by.accountId, ref)
  if (category === undefined) throw notFound('category', nameOf(ref))
  return category
}

async function knownCategoryWithPolicy(
  reader: Reader,
  by: Principal,
  ref: { readonly id: CategoryId },
): Promise<CategoryWithPolicy> {
  const [category, policyItems] = await Promise.all([
    requireCategory(reader, by, ref),
    reader.categories.listPolicyItems(by.accountId, ref.id),
  ])
  return { category, policyItems }
}

/**
 * Creates a category at the top or below another.
 * @throws forbidden, invalid (name, parent, policyItems, fullPath), conflict (name among siblings, code)
 */
export async function createCategory(tx: Writer, by: Principal, draft: NewCategory): Promise<PlacedCategory> {
  await tx.accounts.lockTree(by.accountId)
  const { parent: ref } = draft
  const [actor, above, early] = await Promise.all([
    getActor(tx, by),
    lineageOf(tx, by, ref),
    ref === null || 'id' in ref ? findTaken(tx, by, draft, ref?.id ?? null) : undefined,
  ])
  const [parent] = above
  demand(mayWithCategory(actor, 'create_below', await guarded(tx, by, above)), 'category', 'create')

  const policy = draft.policy?.()
  const [{ items, issues }, taken] = await Promise.all([
    resolvePolicyItems(tx, by, policy?.items ?? []),
    early ?? findTaken(tx, by, draft, parent?.id ?? null),
  ])
  const unreadable = withOwnRules(draft, { parent, ...taken })
  refuseIfAny([
    ...(policy?.unreadable ?? []),
    ...unreadable,
    ...checkUnlessUnreadable({ unreadable }, 'name', () =>
      checkName('category', 'name', draft.name, draft.maxName),
    ),
    ...(draft.parent !== null && parent === undefined ? [unknownParent(draft.parent)] : []),
    ...issues,
    ...checkFields(draft),
    ...checkLanguage('category', 'locale', draft.locale),
    ...checkCode('category', 'code', draft.code),
  ])

  const name = draft.name.trim()
  const fullPath = fullPathBelow(parent, name)
  if (characters(fullPath) > MAX_FULL_PATH) throw tooDeep()
  const category = await tx.categories.insert(by.accountId, {
    parentId: parent?.id ?? null,
    name,
    fullPath,
    sortPath: sortPathBelow(parent, name),
    restricted: draft.restricted ?? false,
    createdBy: by.memberId,
    isActive: draft.isActive ?? true,
    isVisible: draft.isVisible ?? true,
    description: draft.description ?? null,
    pictureFileName: draft.pictureFileName ?? null,
    locale: draft.locale ?? parent?.locale ?? 'en',
    code: draft.code ?? null,
  })
  if (items.length > 0) await tx.categories.setPolicyItems(by.accountId, category.id, items)
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'category',
    subjectId: category.id,
    after: categoryState(category, items),
  })
  return { category, above }
}

/**
 * Renames, moves, restricts or describes a category. Updates only the given fields.
 * @throws not_found, forbidden, invalid (name, parent, policyItems, fullPath), conflict (name among siblings)
 */
export async function updateCategory(
  tx: Writer,
  by: Principal,
  ref: CodedRef,
  edit: CategoryChange,
): Promise<Category> {
  await tx.accounts.lockTree(by.accountId)
  const [lineage, aimed, actor] = await Promise.all([
    tx.categories.findLineage(by.accountId, ref),
    lineageOf(tx, by, edit.parent ?? null),
    getActor(tx, by),
  ])
  const [category, ...above] = lineage
  if (category === undefined) throw notFound('category', nameOf(ref))
  demand(mayWithCategory(actor, 'edit', await guarded(tx, by, lineage)), 'category', 'edit')

  const aim = edit.parent === undefined ? parentRef(category) : edit.parent
  const newAbove = edit.parent === undefined ? above : aimed
  const [newParent] = newAbove
  const newParentId = newParent?.id ?? null
  const parentUnknown = aim !== null && newParent === undefined
  const moves = !parentUnknown && newParentId !== category.parentId
  if (moves) {
    const target = await guarded(tx, by, newAbove)
    demand(mayWithCategory(actor, 'create_below', target), 'category', 'move')
  }

  const name = edit.name?.trim() ?? category.name
  const policy = edit.policy?.()
  const [{ items, issues }, taken] = await Promise.all([
    resolvePolicyItems(tx, by, policy?.items ?? []),
    findTaken(tx, by, edit, newParentId, category),
  ])
  const unreadable = withOwnRules(edit, { parent: newParent, ...taken })
  refuseIfAny([
    ...(policy?.unreadable ?? []),
    ...unreadable,
    ...checkUnlessUnreadable({ unreadable }, 'name', () =>
      name === category.name ? [] : checkName('category', 'name', name, edit.maxName),
    ),
    ...(parentUnknown ? [unknownParent(aim)] : []),
    ...(newAbove.some((one) => one.id === category.id) ? [issue('category', 'parent', 'cycle')] : []),
    ...issues,
    ...checkFields(edit),
    ...(edit.locale !== undefined && isBlank(edit.locale) ? [issue('category', 'locale', 'missing')] : []),
    ...checkLanguage('category', 'locale', edit.locale),
    ...checkCode('category', 'code', edit.code),
  ])

  const [policyBefore, move] = await Promise.all([
    tx.categories.listPolicyItems(by.accountId, category.id),
    moves || name !== category.name
      ? lookAtSubtree(tx, by, category, { parent: newParent, name })
      : undefined,
  ])
  if (move !== undefined) await relocate(tx, by, category, move)
  const values = differing(rowValuesOf(edit), category)
  const policyMoves =
    policy?.items !== undefined && !isDeepStrictEqual(policyState(items), policyState(policyBefore))
  // The policy is part of the category's representation too.
  if (values !== undefined || policyMoves) {
    await tx.categories.update(by.accountId, category.id, values ?? {})
  }
  if (policyMoves) await tx.categories.setPolicyItems(by.accountId, category.id, items)
  const after = await knownCategoryWithPolicy(tx, by, { id: category.id })
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'category',
    subjectId: category.id,
    before: categoryState(category, policyBefore),
    after: categoryState(after.category, after.policyItems),
  })
  return after.category
}

/**
 * Deletes a category and everything below it, with their tags. Courses stay.
 * @throws not_found, forbidden (also when one of the descendants may not be edited)
 */
export async function deleteCategory(tx: Writer, by: Principal, ref: CodedRef): Promise<void> {
  await tx.accounts.lockTree(by.accountId)
  const [lineage, actor] = await Promise.all([tx.categories.findLineage(by.accountId, ref), getActor(tx, by)])
  const [category] = lineage
  if (category === undefined) throw notFound('category', nameOf(ref))
  const own = await guarded(tx, by, lineage)
  demand(mayWithCategory(actor, 'edit', own), 'category', 'delete')

  await tx.categories.lockSubtree(by.accountId, category) // nobody tags any of them concurrently
  const ids = await tx.categories.listSubtreeIds(by.accountId, category)
  await demandEditAll(tx, by, actor, ids, own?.governing)
  // Children before their parents, so that the trail can be replayed line by line.
  for (const portion of portionsOf(ids.toReversed(), AT_ONCE)) {
    await deletePortion(tx, by, portion)
    await tx.pause()
  }
}

/** How many items of a long operation are processed before others have a turn. */
const AT_ONCE = 100

/**
 * Throws `forbidden` unless the actor may edit every category of a subtree.
 * @param ids each parent before its children
 * @param above what governs the first of them
 */
async function demandEditAll(
  tx: Writer,
  by: Principal,
  actor: Actor,
  ids: readonly CategoryId[],
  above: Guarded['governing'],
): Promise<void> {
  const governingOf = new Map<CategoryId, Guarded['governing']>()
  if (mayWithCategory(actor, 'edit', { createdBy: null, governing: [] })) return // whatever governs them
  for (const portion of portionsOf(ids, AT_ONCE)) {
    const outlines = await tx.categories.listGuards(by.accountId, portion)
    const restricted = outlines.filter((one) => one.restricted).map(({ id }) => id)
    const items = await tx.categories.listPolicyItemsOf(by.accountId, restricted)
    const itemsOf = Map.groupBy(items, (item) => item.categoryId)
    const outlineOf = new Map(outlines.map((one) => [one.id, one]))
    for (const id of portion) {
      const one = outlineOf.get(id)
      if (one === undefined) continue
      const inherited = id === ids[0] || one.parentId === null ? above : governingOf.get(one.parentId)
      const governing = one.restricted ? (itemsOf.get(id) ?? []) : inherited
      governingOf.set(id, governing)
      demand(mayWithCategory(actor, 'edit', { createdBy: one.createdBy, governing }), 'category', 'delete')
    }
    await tx.pause()
  }
}

/** Deletes categories that have no children left, with their tags. */
async function deletePortion(tx: Writer, by: Principal, ids: readonly CategoryId[]): Promise<void> {
  const { accountId } = by
  const categoryOf = new Map((await tx.categories.listByIds(accountId, ids)).map((one) => [one.id, one]))
  const items = await tx.categories.listPolicyItemsOf(accountId, ids)
  const itemsOf = Map.groupBy(items, (item) => item.categoryId)
  await deleteTags(tx, by, () => tx.categoryTags.deleteOfCategories(accountId, ids, AT_ONCE))
  while ((await tx.categories.deleteSubscriptions(accountId, ids, 4 * AT_ONCE)) > 0) await tx.pause()
  await tx.categories.deleteAll(accountId, ids)
  const changes = ids.flatMap((id): Change[] => {
    const category = categoryOf.get(id)
    if (category === undefined) return []
    const before = categoryState(category, itemsOf.get(id) ?? [])
    return [{ action: 'delete', subject: 'category', subjectId: id, before }]
  })
  await recordAudits(tx, by, changes)
}

/** Removes tags in batches until none are left. @param next removes one batch */
async function deleteTags(
  tx: Writer,
  by: Principal,
  next: () => Promise<readonly CategoryTag[]>,
): Promise<void> {
  for (let tags = await next(); tags.length > 0; tags = await next()) {
    const changes = tags.map((tag): Change => ({
      action: 'delete',
      subject: 'category_tag',
      subjectId: tag.id,
      before: categoryTagState(tag),
    }))
    await recordAudits(tx, by, changes)
    await tx.pause()
  }
}

/** Removes all tags from a course that is being deleted. */
export async function deleteTagsOfCourse(tx: Writer, by: Principal, course: CourseId): Promise<void> {
  await deleteTags(tx, by, () => tx.categoryTags.deleteOfCourse(by.accountId, course, AT_ONCE))
}

/** What the actor may do with each category of one level. */
export interface OpenedCategory {
  readonly category: Category
  readonly mayEdit: boolean
  readonly mayContribute: boolean
}

/** One level of the tree with the actor's rights; `null`: the top. An unknown parent has no children. */
export async function listLevel(
  reader: Reader,
  by: Principal,
  parent: Ref | null,
): Promise<OpenedCategory[]> {
  const actor = await getActor(reader, by)
  const above = await lineageOf(reader, by, parent)
  if (parent !== null && above.length === 0) return []
  const inherited = (await guarded(reader, by, above))?.governing
  const level = await reader.categories.listLevel(by.accountId, above[0]?.id ?? null)
  const restricted = level.filter((category) => category.restricted).map(({ id }) => id)
  const items = Map.groupBy(
    await reader.categories.listPolicyItemsOf(by.accountId, restricted),
    (item) => item.categoryId,
  )
  return level.map((category) => {
    const governing = category.restricted ? (items.get(category.id) ?? []) : inherited
    const guard = { createdBy: category.createdBy, governing }
    return {
      category,
      mayEdit: mayWithCategory(actor, 'edit', guard),
      mayContribute: mayWithCategory(actor, 'contribute', guard),
    }
  })
}

/**
 * Which categories the actor may attach content to. Most people may attach to none, which is known without reading the
 * tree; for those who may attach to all, no policy is read. The result is valid for one list.
 */
export async function getContributableChoice(
  reader: Reader,
  by: Principal,
): Promise<'all' | 'none' | CategoryChoice> {
  const actor = await getActor(reader, by)
  const may = (governing: Guarded['governing']) =>
    mayWithCategory(actor, 'contribute', { createdBy: null, governing })
  if (actor.kind !== 'member' || may([])) return 'all'
  const holders = { members: [actor.id], groups: [...actor.groups] }
  const open = may(undefined)
  if (!open && !(await reader.categories.hasPolicyItems(by.accountId, holders))) return 'none'
  // A parent comes before its descendants, so a category's ancestors are the entries still on the stack.
  const above: { readonly id: CategoryId; readonly kept: boolean }[] = []
  return {
    holders,
    keeps({ id, parentId, restricted, held }) {
      while (above.length > 0 && above.at(-1)?.id !== parentId) above.pop()
      // Any policy item on the nearest restricted category lets its holder contribute.
      const kept = restricted ? held : (above.at(-1)?.kept ?? open)
      above.push({ id, kept })
      return kept
    },
  }
}

/** Throws `forbidden` unless the actor may attach content to the category and detach it. */
export async function demandContribute(reader: Reader, by: Principal, category: CategoryId): Promise<void> {
  if (by.memberId === null) return
  const actor = await getActor(reader, by)
  const lineage = await reader.categories.findLineage(by.accountId, { id: category })
  demand(mayWithCategory(actor, 'contribute', await guarded(reader, by, lineage)), 'category', 'contribute')
}

type OwnRules = Pick<NewCategory, 'code' | 'ownRules' | 'unreadable'> & { readonly name?: string }

/** Issues from the door's parser and from its own rules. */
function withOwnRules({ ownRules, unreadable = [] }: OwnRules, site: CategorySite): readonly Issue[] {
  return ownRules === undefined ? unreadable : [...unreadable, ...ownRules(site)]
}

/** What a door's own rules are told of names and codes. Nothing is looked up for a door without rules. */
async function findTaken(
  reader: Reader,
  by: Principal,
  { name, code, ownRules }: OwnRules,
  parentId: number | null,
  before?: Category,
): Promise<Pick<CategorySite, 'nameTaken' | 'codeTaken'>> {
  if (ownRules === undefined) return { nameTaken: false, codeTaken: false }
  const renamed = name !== undefined && (before === undefined || fold(name) !== fold(before.name))
  const [sibling, other] = await Promise.all([
    renamed && !isBlank(name) && isStorable(name)
      ? reader.categories.findChild(by.accountId, parentId, fold(name))
      : undefined,
    code != null && isStorable(code) ? reader.categories.findByCode(by.accountId, code) : undefined,
  ])
  return { nameTaken: sibling !== undefined, codeTaken: other !== undefined }
}

/** A category as recorded in the audit trail. Paths follow from names and parents and aren't recorded. */
function policyState(policyItems: readonly PolicyItem[]) {
  return policyItems.map(({ holder, share }) => ({ holder: holder.kind, id: holder.id, share }))
}

const ROW_VALUES = [
  'restricted',
  'isActive',
  'isVisible',
  'description',
  'pictureFileName',
  'locale',
  'code',
] as const

function rowValuesOf(edit: CategoryRowChange): CategoryRowChange {
  return Object.fromEntries(
    ROW_VALUES.filter((name) => edit[name] !== undefined).map((name) => [name, edit[name]]),
  )
}

function categoryState(category: Category, policyItems: readonly PolicyItem[]): AuditState {
  return {
    guid: category.guid,
    parentId: category.parentId,
    name: category.name,
    restricted: category.restricted,
    policyItems: policyState(policyItems),
    isActive: category.isActive,
    isVisible: category.isVisible,
    description: category.description,
    pictureFileName: category.pictureFileName,
    locale: category.locale,
    code: category.code,
  }
}

/** A move or renaming of a category, with what it takes along. */
interface Move {
  readonly place: TreePosition
  readonly ids: readonly CategoryId[]
  /** Whether a path would be too long. */
  readonly tooDeep: boolean
}

async function lookAtSubtree(
  tx: Writer,
  by: Principal,
  category: Category,
  { parent, name }: { readonly parent: Category | undefined; readonly name: string },
): Promise<Move> {
  const fullPath = fullPathBelow(parent, name)
  const growth = characters(fullPath) - characters(category.fullPath)
  const [longest, ids] = await Promise.all([
    growth > 0 ? tx.categories.findLongestPath(by.accountId, category) : 0,
    tx.categories.listSubtreeIds(by.accountId, category),
  ])
  return {
    place: {
      parentId: parent?.id ?? null,
      name,
      nameFolded: fold(name),
      fullPath,
      sortPath: sortPathBelow(parent, name),
    },
    ids,
    tooDeep: growth > 0 && longest + growth > MAX_FULL_PATH,
  }
}

async function relocate(tx: Writer, by: Principal, category: Category, move: Move): Promise<void> {
  if (move.tooDeep) throw tooDeep()
  const { place, ids } = move
  await tx.categories.setPosition(by.accountId, category, place)
  for (const portion of portionsOf(ids, AT_ONCE)) {
    await tx.categories.updatePaths(by.accountId, portion, category, place)
    await tx.pause()
  }
}

/** Empty for the top level. */
async function lineageOf(reader: Reader, by: Principal, ref: CodedRef | null): Promise<Lineage> {
  return ref === null ? [] : reader.categories.findLineage(by.accountId, ref)
}

function parentRef({ parentId }: Category): Ref | null {
  return parentId === null ? null : { id: parentId }
}

/** What the permission check needs to know about the first category of a lineage; undefined: the top level. */
async function guarded(
  reader: Reader,
  by: Principal,
  lineage: readonly Category[],
): Promise<Guarded | undefined> {
  const [category] = lineage
  if (category === undefined) return undefined
  const restricted = lineage.find((one) => one.restricted)
  const governing = restricted && (await reader.categories.listPolicyItems(by.accountId, restricted.id))
  return { createdBy: category.createdBy, governing }
}

async function resolvePolicyItems(
  reader: Reader,
  by: Principal,
  wanted: readonly WantedPolicyItem[],
): Promise<{ items: PolicyItem[]; issues: Issue[] }> {
  const items = new Map<string, PolicyItem>()
  const issues: Issue[] = []
  const guidsOf = (kind: 'member' | 'group') =>
    wanted.filter(({ holder }) => holder === kind).map(({ guid }) => guid)
  const [memberIds, groupIds] = await Promise.all([
    reader.members.listIds(by.accountId, guidsOf('member')),
    reader.groups.listIds(by.accountId, guidsOf('group')),
  ])
  const [members, groups] = [memberIds.values(), groupIds.values()]
  for (const { holder, guid, share } of wanted) {
    const id = (holder === 'member' ? members : groups).next().value
    if (id === undefined) {
      issues.push(issue(holder, 'policyItems', 'unknown', guid))
      continue
    }
    // Exact duplicates are stored once (docs/contracts/rev.md A5).
    items.set(`${holder} ${id} ${share}`, {
      holder: { kind: holder, id } as PolicyItem['holder'], // the id belongs to `holder`
      holderGuid: parseGuid(guid) ?? guid,
      share,
    })
  }
  return { items: [...items.values()], issues }
}

function checkFields(fields: CategoryFields): Issue[] {
  return [
    ...checkText('category', 'description', fields.description),
    ...checkLine('category', 'pictureFileName', fields.pictureFileName),
  ]
}

function unknownParent(parent: CodedRef | null): Issue {
  return issue('category', 'parent', 'unknown', parent === null ? undefined : nameOf(parent))
}

function tooDeep(): DomainError {
  return invalid([{ subject: 'category', field: 'fullPath', problem: 'too_long', limit: MAX_FULL_PATH }])
}

function nameOf(ref: CodedRef): string | number {
  return 'id' in ref ? ref.id : 'guid' in ref ? ref.guid : ref.code
}
