import { isStorable } from '../../lib/text.ts'
import type { AuditState } from '../audit.ts'
import { type Change, recordAudits } from '../record-audit.ts'
import { userState, type BankUser, type BankUserDraft } from './bank-user.ts'
import { checkBankUser, createOrUpdateBankUser } from './bank-users.ts'
import { checkLine, checkName, refuseIfAny } from '../checks.ts'
import { invalid, issue, notFound, type Issue } from '../errors.ts'
import type { ItemBankId, TaggableNumber, TagNumber } from '../ids.ts'
import { getItemBank, lockItemBank, type OpenedBank } from './item-banks.ts'
import type {
  BankPlace,
  KnownSearch,
  NewTagging,
  PlacedTaggable,
  PutTag,
  TaggablePlace,
} from './item-bank-store.ts'
import type { CursorQuery, Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import type { TagDraft, TagSearch } from './tag.ts'
import {
  MAX_REFERENCE,
  type Taggable,
  type TaggableFilter,
  type TaggableKind,
  type TaggableOrder,
  type TaggableSort,
  type Tagging,
} from './taggable.ts'
import { checkTag, findTagsToWrite, createOrUpdateKnownTags, listTypesOf, type KnownTags } from './tags.ts'
import { pageOfWalk, walkOf } from './walk.ts'

// Each becomes a part of the statement, which engines allow only so many of.
const MAX_SEARCHES = 200
/** How many tags the items of a page have together at most; a single item may have more. */
const MAX_TAGS_AT_ONCE = 20_000

export interface NewTaggable extends Pick<Taggable, 'kind' | 'reference' | 'title' | 'status'> {
  readonly tags: readonly TagDraft[]
}

/**
 * Creates items and activities with their tags. Unknown tags are created.
 * @throws forbidden, invalid (reference, title, tags), conflict (reference)
 */
export async function createTaggables(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  wanted: readonly NewTaggable[],
): Promise<void> {
  const { place } = await getItemBank(tx, by, bank, 'write')
  refuseIfAny(wanted.flatMap(checkTaggable))
  const drafts = wanted.flatMap(({ tags }) => tags)
  const first =
    (await tx.itemBanks.raiseRevision(place, wanted.length + drafts.length)) -
    drafts.length -
    wanted.length +
    1
  const rows = wanted.map(({ tags: _, ...row }, index) => ({
    ...row,
    number: (first + index) as TaggableNumber,
    position: first + index,
  }))
  await tx.taggables.insert(place, rows)
  const known = await knownOrMade(tx, by, place, drafts, first + wanted.length, undefined)
  const taggings = rows.flatMap(({ number, position }, index) =>
    numbersOf(known, wanted[index]?.tags ?? []).map((tag) => ({ taggable: number, tag, position })),
  )
  await tx.taggables.addTags(place, taggings)
  const changes = rows.map(({ number, kind, position: _, ...row }, index): Change => {
    const tags = (wanted[index]?.tags ?? []).map(({ type, name }) => ({ type, name }))
    return { action: 'create', subject: kind, subjectId: number, after: { bank, ...row, tags } }
  })
  await recordAudits(tx, by, changes)
}

/** An item or activity by its reference. */
export interface TaggableRef {
  readonly kind: TaggableKind
  readonly reference: string
}

/** The new fields of an item or activity; those that are left out stay. Its reference is for good. */
export type TaggableChange = TaggableRef & Partial<Pick<Taggable, 'title' | 'status'>>

/**
 * Changes an item or activity. A walk in the order of titles meets it where its title stands by then.
 * @throws forbidden, not_found, invalid (title)
 */
export async function updateTaggable(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  { kind, reference, title, status }: TaggableChange,
): Promise<void> {
  const { place } = await lockItemBank(tx, by, bank)
  refuseIfAny(checkLine(kind, 'title', title))
  const before = await requireTaggable(tx, place, { kind, reference })
  const after = { title: title === undefined ? before.title : title, status: status ?? before.status }
  if (after.title === before.title && after.status === before.status) return
  const position = await tx.itemBanks.raiseRevision(place, 1)
  await tx.taggables.touch(place, [{ number: before.number, position }])
  await tx.taggables.update(place, before.number, after)
  await recordAudits(tx, by, [
    {
      action: 'update',
      subject: kind,
      subjectId: before.number,
      before: { bank, reference, title: before.title, status: before.status },
      after: { bank, reference, ...after },
    },
  ])
}

/** Deletes an item or activity. Pools keep their copies. @throws forbidden, not_found */
export async function deleteTaggable(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  ref: TaggableRef,
): Promise<void> {
  const { place } = await getItemBank(tx, by, bank, 'write')
  await tx.itemBanks.raiseRevision(place, 1)
  const { number, kind, reference, title, status } = await requireTaggable(tx, place, ref)
  const tags = tagsState((await tx.taggables.listTags(place, [number])).get(number))
  await tx.taggables.delete(place, number)
  await recordAudits(tx, by, [
    {
      action: 'delete',
      subject: kind,
      subjectId: number,
      before: { bank, reference, title, status, tags },
    },
  ])
}

async function requireTaggable(
  reader: Reader,
  place: BankPlace,
  { kind, reference }: TaggableRef,
): Promise<Taggable> {
  const [found] = isStorable(reference)
    ? await reader.taggables.listByReferences(place, kind, [reference])
    : []
  if (found === undefined) throw notFound(kind, reference)
  return found
}

/** The tags of some items or activities. */
export interface TaggingsChange {
  readonly kind: TaggableKind
  readonly taggings: readonly Tagging[]
  /** `replace`: the given tags replace all others; `merge`: existing tags stay. */
  readonly how: 'replace' | 'merge'
  /** The user behind the write. */
  readonly user?: BankUserDraft | undefined
}

/**
 * Tags items or activities. Unknown tags are created; known tags aren't changed.
 * @throws forbidden, invalid (tags; fields of the user), not_found (the item or activity, with its reference)
 */
export async function updateTaggings(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  { kind, taggings, how, user }: TaggingsChange,
): Promise<void> {
  const { place } = await getItemBank(tx, by, bank, 'write')
  const drafts = taggings.flatMap(({ tags }) => tags)
  refuseIfAny([...drafts.flatMap(checkTag), ...checkBankUser(user)])
  if (taggings.length === 0 && user === undefined) return
  const first =
    (await tx.itemBanks.raiseRevision(place, taggings.length + drafts.length)) -
    taggings.length -
    drafts.length +
    1
  const author = user && (await createOrUpdateBankUser(tx, by, place, user))
  const targets = await findTargets(tx, place, kind, taggings)
  const numbers = [...new Set(targets.map(({ number }) => number))]
  const before = await tx.taggables.listTags(place, numbers)
  const known = await knownOrMade(tx, by, place, drafts, first + taggings.length, author)

  // One after another: an item may be named twice.
  const after = new Map<TaggableNumber, Set<TagNumber>>()
  for (const [index, { number }] of targets.entries()) {
    const stand = after.get(number) ?? new Set((before.get(number) ?? []).map((tag) => tag.number))
    const given = numbersOf(known, taggings[index]?.tags ?? [])
    after.set(number, how === 'replace' ? new Set(given) : new Set([...stand, ...given]))
  }
  const moved = numbers.map((number, index) => ({ number, position: first + index }))
  const taken: NewTagging[] = []
  const put: NewTagging[] = []
  for (const { number: taggable, position } of moved) {
    const stood = new Set((before.get(taggable) ?? []).map((tag) => tag.number))
    const stands = after.get(taggable) ?? new Set()
    for (const tag of stood.difference(stands)) taken.push({ taggable, tag, position })
    for (const tag of stands.difference(stood)) put.push({ taggable, tag, position })
  }
  await tx.taggables.removeTags(place, taken)
  await tx.taggables.addTags(place, put)
  await tx.taggables.touch(place, moved)

  const now = await tx.taggables.listTags(place, numbers)
  const references = new Map(targets.map(({ number, reference }) => [number, reference]))
  const changes = numbers.map((number): Change => {
    const state = { bank, reference: references.get(number) }
    return {
      action: 'update',
      subject: kind,
      subjectId: number,
      before: { ...state, tags: tagsState(before.get(number)) },
      after: { ...state, tags: tagsState(now.get(number)), ...userState(author) },
    }
  })
  await recordAudits(tx, by, changes)
}

async function findTargets(
  tx: Writer,
  place: BankPlace,
  kind: TaggableKind,
  taggings: readonly Tagging[],
): Promise<readonly Taggable[]> {
  const references = [...new Set(taggings.map(({ reference }) => reference))].filter(isStorable)
  const found = await tx.taggables.listByReferences(place, kind, references)
  const byReference = new Map(found.map((one) => [one.reference, one]))
  return taggings.map(({ reference }) => {
    const target = byReference.get(reference)
    if (target === undefined) throw notFound(kind, reference)
    return target
  })
}

/** The tags of the drafts; those that the bank doesn't know are made, the others stay as they are. */
async function knownOrMade(
  tx: Writer,
  by: Principal,
  place: BankPlace,
  drafts: readonly TagDraft[],
  first: number,
  author: BankUser | undefined,
): Promise<KnownTags> {
  const types = await listTypesOf(tx, place, drafts)
  const known = await findTagsToWrite(tx, place, { drafts, types, first })
  const seen = new Map<string, TagDraft>()
  for (const draft of drafts) {
    const pair = JSON.stringify([draft.type, draft.name])
    if (known.find(draft) === undefined && !seen.has(pair)) seen.set(pair, draft)
  }
  // There are no more of them than positions were reserved; types took the first ones, and numbers of types and tags
  // may be equal.
  if (seen.size > 0)
    await createOrUpdateKnownTags(tx, by, place, { known, drafts: [...seen.values()], first, author })
  return known
}

function numbersOf(known: KnownTags, drafts: readonly TagDraft[]): TagNumber[] {
  return drafts.flatMap((draft) => known.find(draft)?.number ?? [])
}

function tagsState(tags: readonly PutTag[] | undefined): AuditState[] {
  return (tags ?? []).map(({ type, name }) => ({ type, name }))
}

/** What is wrong with an item or activity that is to be created. */
export function checkTaggable({ kind, reference, title, tags }: NewTaggable): Issue[] {
  return [
    ...(reference === reference.trim() ? [] : [issue(kind, 'reference', 'malformed', reference)]), // it is found as it is
    ...checkName(kind, 'reference', reference, MAX_REFERENCE),
    ...checkLine(kind, 'title', title),
    ...tags.flatMap(checkTag),
  ]
}

export interface TaggedTaggable {
  readonly taggable: Taggable
  readonly tags: readonly PutTag[]
}

/**
 * A page of a bank's items or activities with their tags. The first page fixes which ones a walk meets and in which
 * order, whatever is made, changed or tagged meanwhile; they come with their present tags.
 * @param query in the order of its first sort key; without one by creation
 * @throws invalid (after) when the walk never came by that one; (tags) when more than 200 are asked for
 */
export async function listTaggables(
  reader: Reader,
  { bank, place }: OpenedBank,
  { filter, sort: [order = BY_CREATION] = [], page }: CursorQuery<TaggableFilter, TaggableSort>,
): Promise<Page<TaggedTaggable>> {
  const { kind, all: every = [], either: some = [], none: no = [] } = filter
  if (every.length + some.length + no.length > MAX_SEARCHES) {
    throw invalid([{ subject: kind, field: 'tags', problem: 'too_long', limit: MAX_SEARCHES }])
  }
  const walk = walkOf(kind, page.after)
  const asOf = walk?.asOf ?? bank.revision
  const after = walk && (await placeOf(reader, place, kind, order, walk.after))
  const all = await knownSearches(reader, place, filter.all)
  const either = await knownSearches(reader, place, filter.either)
  const none = await knownSearches(reader, place, filter.none)
  if (all?.includes(undefined) === true) return { items: [], next: null } // an unknown type
  const found = await reader.taggables.list(place, {
    kind,
    references: filter.references?.filter(isStorable),
    all: known(all) ?? [],
    either: known(either),
    none: known(none) ?? [],
    order,
    asOf,
    after,
    limit: page.limit + 1,
  })
  const { count, tags } = await withTags(reader, place, found.slice(0, page.limit))
  const { items, next } = pageOfWalk(found, count, asOf, ({ position }) => position)
  return { items: items.map(({ taggable }) => ({ taggable, tags: tags.get(taggable.number) ?? [] })), next }
}

const BY_CREATION: TaggableOrder = { by: 'created', descending: false }

/** How many of them have no more tags together than are read at once, one at least, and these. */
async function withTags(reader: Reader, place: BankPlace, page: readonly PlacedTaggable[]) {
  const numbers = page.map(({ taggable }) => taggable.number)
  for (let count = page.length; count > 1; count = Math.ceil(count / 2)) {
    const tags = await reader.taggables.listTags(place, numbers.slice(0, count), MAX_TAGS_AT_ONCE)
    if (tags !== undefined) return { count, tags }
  }
  const first = numbers.slice(0, 1)
  return { count: first.length, tags: await reader.taggables.listTags(place, first) }
}

/** Where the page before ended. Among texts that is where the one of that number stands: its texts never change. */
async function placeOf(
  reader: Reader,
  place: BankPlace,
  kind: TaggableKind,
  { by }: TaggableOrder,
  position: number,
): Promise<TaggablePlace> {
  if (by === 'created' || by === 'updated') return { text: undefined, position }
  const last = await reader.taggables.findByNumber(place, position as TaggableNumber)
  if (last === undefined) throw invalid([issue(kind, 'after', 'unknown')])
  return { text: by === 'title' ? (last.title ?? '') : last.reference, position }
}

/** Each search under the numbers of its type and tag; undefined where the bank doesn't know the type. */
async function knownSearches(
  reader: Reader,
  place: BankPlace,
  searches: readonly TagSearch[] | undefined,
): Promise<(KnownSearch | undefined)[] | undefined> {
  if (searches === undefined) return undefined
  const words = searches.filter(({ type, name }) => isStorable(type) && isStorable(name ?? ''))
  const types = new Map(
    (await reader.tags.listTypes(place, [...new Set(words.map(({ type }) => type))])).map((type) => [
      type.name,
      type.number,
    ]),
  )
  const pairs = words.flatMap(({ type, name }) => {
    const number = types.get(type)
    return number === undefined || name === undefined ? [] : [{ type: number, name }]
  })
  const tags = new Map(
    (await reader.tags.listByPairs(place, pairs)).map((tag) => [
      JSON.stringify([tag.type, tag.name]),
      tag.number,
    ]),
  )
  return searches.map(({ type, name }) => {
    const number = types.get(type)
    if (number === undefined) return undefined
    if (name !== undefined && !isStorable(name)) return undefined
    return { type: number, name, tag: tags.get(JSON.stringify([type, name])) }
  })
}

function known(
  searches: readonly (KnownSearch | undefined)[] | undefined,
): readonly KnownSearch[] | undefined {
  return searches?.filter((search) => search !== undefined)
}
