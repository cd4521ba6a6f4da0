import { characters, isStorable } from '../../lib/text.ts'
import type { AuditEntry } from '../audit.ts'
import { type Change, recordAudit, recordAudits } from '../record-audit.ts'
import { userState, type BankUser, type BankUserDraft } from './bank-user.ts'
import { checkBankUser, createOrUpdateBankUser } from './bank-users.ts'
import { checkText, refuseIfAny } from '../checks.ts'
import { conflict, invalid, issue, notFound, unfit, type Issue } from '../errors.ts'
import type { ItemBankId, TagNumber, TagTypeNumber } from '../ids.ts'
import { getItemBank, lockItemBank, type OpenedBank } from './item-banks.ts'
import type { BankPlace, KnownTag, PlacedTag, TagsByPosition, TagWrite } from './item-bank-store.ts'
import type { CursorQuery, Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Store, Writer } from '../store.ts'
import {
  LEAST_SORT_KEY,
  MAX_TAG_DESCRIPTION,
  MAX_TAG_TEXT,
  tagState,
  type Tag,
  type TagDraft,
  type TagFilter,
  type TagOrder,
  type TagSort,
  type TagSearch,
  type DatedTagType,
  type TagType,
} from './tag.ts'
import { pageOfWalk, walkOf } from './walk.ts'

/** How long the descriptions on a page are at most, in bytes. */
const MAX_PAGE_OCTETS = 4 * 1024 * 1024

/**
 * A page of a bank's tags. The first page fixes which tags a walk meets and in which order; the later ones give each of
 * them once, whatever is written meanwhile, under its present description. Those deleted meanwhile are left out.
 * @param query in the order of its first sort key; without one by creation
 * @throws invalid (after) when the walk never came by that tag
 */
export async function listTags(
  reader: Reader,
  { bank, place }: OpenedBank,
  { filter, sort: [order = BY_CREATION] = [], page }: CursorQuery<TagFilter, TagSort>,
): Promise<Page<Tag>> {
  const { pool } = filter
  const from = pool === undefined ? place : { ...place, bankId: pool.snapshotId }
  const walk = walkOf('tag', page.after)
  // All in a snapshot is older than its pool.
  const asOf = walk?.asOf ?? pool?.number ?? bank.revision
  const part = { filter, descending: order.descending, asOf, after: walk?.after, limit: page.limit + 1 }
  const found =
    order.by === 'sort_key'
      ? await inOrderOfSortKeys(reader, from, part)
      : await inOrderOfPositions(reader, from, order.by, part)
  const { items, next } = pageOfWalk(
    found,
    fitting(found.slice(0, page.limit)).length,
    asOf,
    ({ position }) => position,
  )
  return { items: await withDescriptions(reader, from, items), next }
}

const BY_CREATION: TagOrder = { by: 'created', descending: false }

interface Part {
  readonly filter: TagFilter
  readonly descending: boolean
  readonly asOf: number
  readonly after: number | undefined
  readonly limit: number
}

/** As many as can be read at once: one at least. */
function fitting(tags: readonly PlacedTag[]): readonly PlacedTag[] {
  let octets = 0
  const end = tags.findIndex((one, at) => (octets += one.octetsLeftOut) > MAX_PAGE_OCTETS && at > 0)
  return end === -1 ? tags : tags.slice(0, end)
}

async function withDescriptions(
  reader: Reader,
  place: BankPlace,
  page: readonly PlacedTag[],
): Promise<readonly Tag[]> {
  const without = page.filter(({ octetsLeftOut }) => octetsLeftOut > 0)
  if (without.length === 0) return page.map(({ tag }) => tag)
  const descriptions = await reader.tags.listDescriptions(
    place,
    without.map(({ tag }) => tag.number),
  )
  return page.map(({ tag }) => ({ ...tag, description: descriptions.get(tag.number) ?? tag.description }))
}

async function inOrderOfPositions(
  reader: Reader,
  place: BankPlace,
  by: TagsByPosition['by'],
  { filter, descending, asOf, after, limit }: Part,
): Promise<readonly PlacedTag[]> {
  const names = wordsOf(filter.names)
  const types = await typeNumbers(reader, place, filter.types)
  if (types?.length === 0) return []
  return reader.tags.listByPosition(place, { by, descending, asOf, after, types, names, limit })
}

/** Type by type: each is read in an order of its own. */
async function inOrderOfSortKeys(
  reader: Reader,
  place: BankPlace,
  { filter, descending, asOf, after: number, limit }: Part,
): Promise<readonly PlacedTag[]> {
  const names = wordsOf(filter.names)
  const ascending = (await typeNumbers(reader, place, filter.types ?? [])) ?? []
  const types = descending ? ascending.toReversed() : ascending
  const after =
    number === undefined ? undefined : await reader.tags.findSortPlace(place, number as TagNumber, asOf)
  const begin = after === undefined ? 0 : types.indexOf(after.type)
  if ((number !== undefined && after === undefined) || begin === -1) {
    throw invalid([issue('tag', 'after', 'unknown')])
  }
  const found: PlacedTag[] = []
  for (const type of types.slice(begin)) {
    const left = limit - found.length
    const from = type === after?.type ? after : undefined
    const part = { type, descending, asOf, after: from, names, limit: left }
    found.push(...(await reader.tags.listBySortKey(place, part)))
    if (found.length >= limit) break
  }
  return found
}

/** The numbers of those types that there are, in the order of names; undefined: no filter. */
async function typeNumbers(
  reader: Reader,
  place: BankPlace,
  names: readonly string[] | undefined,
): Promise<readonly TagTypeNumber[] | undefined> {
  const wanted = wordsOf(names)
  if (wanted === undefined) return undefined
  return (await reader.tags.listTypes(place, wanted)).map(({ number }) => number)
}

/** The words of a filter, each once; undefined: no filter. What can't be stored names nothing. */
function wordsOf(words: readonly string[] | undefined): readonly string[] | undefined {
  if (words === undefined || words.length === 0) return undefined
  return [...new Set(words)].filter(isStorable)
}

export interface TagsChange {
  readonly tags: readonly TagDraft[]
  /** Who stands behind the writes. */
  readonly user?: BankUserDraft | undefined
}

/**
 * Makes and overwrites tags in the order in which they are named, all or none. A pair that is named twice is written
 * twice, and the later one stays.
 * @throws forbidden, invalid (type, name, description, sortKey; fields of the user)
 */
export async function createOrUpdateTags(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  { tags: drafts, user }: TagsChange,
): Promise<void> {
  const { place } = await getItemBank(tx, by, bank, 'write')
  refuseIfAny([...drafts.flatMap(checkTag), ...checkBankUser(user)])
  if (drafts.length === 0 && user === undefined) return
  const [revision, types] = await Promise.all([
    tx.itemBanks.raiseRevision(place, drafts.length),
    listTypesOf(tx, place, drafts), // behind the lock
  ])
  const first = revision - drafts.length + 1
  const author = user && (await createOrUpdateBankUser(tx, by, place, user))
  if (drafts.length === 0) return
  const known = await findTagsToWrite(tx, place, { drafts, types, first })
  await createOrUpdateKnownTags(tx, by, place, { known, drafts, first, author })
}

/**
 * Creates a tag, and its type if that is new.
 * @returns its number
 * @throws forbidden, invalid (type, name, description, sortKey), conflict (name)
 */
export async function createTag(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  draft: TagDraft,
): Promise<TagNumber> {
  const opened = await lockItemBank(tx, by, bank)
  refuseIfAny(checkTag(draft))
  if ((await findTag(tx, opened, draft)) !== undefined) throw conflict('tag', 'name', draft.name)
  await createOrUpdateTags(tx, by, bank, { tags: [draft] })
  const made = await findTag(tx, opened, draft)
  if (made === undefined) throw new Error('The tag should exist at this point.')
  return made.number
}

/** The new fields of a tag; those that are left out stay. */
export interface TagChange extends Pick<TagDraft, 'description' | 'sortKey'> {
  readonly number: number
  /** Within its type. Items and activities keep the tag under its new name. */
  readonly name?: string
  /** Where the type has a tag of that name: every item and activity with the one gets the other, and the one is deleted. */
  readonly merge?: boolean
}

/**
 * Changes the given fields of a tag.
 * @returns the number of the tag that is there now: another one when it was merged into that
 * @throws forbidden, not_found, invalid (name, description, sortKey), conflict (name; hierarchy, when one holds a tag that is
 * to be merged into another)
 */
export async function updateTag(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  { number, name, merge = false, ...change }: TagChange,
): Promise<TagNumber> {
  const opened = await lockItemBank(tx, by, bank)
  const tag = await tx.tags.findByNumber(opened.place, number as TagNumber)
  if (tag === undefined) throw notFound('tag', number)
  let kept = { number: tag.number, name: tag.name }
  if (name !== undefined && name !== tag.name) {
    refuseIfAny(checkTag({ type: tag.type, name }))
    const other = await findTag(tx, opened, { type: tag.type, name })
    if (other !== undefined && !merge) throw conflict('tag', 'name', name)
    if (other === undefined) await renameTag(tx, by, opened, { ...tag, renamed: name })
    else await mergeTag(tx, by, opened, { from: tag, into: other })
    kept = { number: other?.number ?? tag.number, name }
  }
  const before = await tx.tags.findByNumber(opened.place, kept.number)
  const { description = before?.description, sortKey = before?.sortKey } = change
  if (description !== before?.description || sortKey !== before?.sortKey) {
    await createOrUpdateTags(tx, by, bank, { tags: [{ type: tag.type, name: kept.name, ...change }] })
  }
  return kept.number
}

async function renameTag(
  tx: Writer,
  by: Principal,
  opened: OpenedBank,
  { renamed, ...which }: Required<TagSearch> & { readonly renamed: string },
): Promise<void> {
  const { place } = opened
  const position = await tx.itemBanks.raiseRevision(place, 1)
  const tag = await findTag(tx, opened, which)
  if (tag === undefined) throw notFound('tag', which.name)
  await tx.tags.setName(place, tag, { name: renamed, position })
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'tag',
    subjectId: tag.number,
    before: tagState(place.bankId, tag),
    after: tagState(place.bankId, { ...tag, name: renamed }),
  })
}

async function mergeTag(
  tx: Writer,
  by: Principal,
  opened: OpenedBank,
  { from, into }: { readonly from: Required<TagSearch>; readonly into: KnownTag },
): Promise<void> {
  const { place } = opened
  const position = await tx.itemBanks.raiseRevision(place, 1)
  const tag = await findTag(tx, opened, from)
  if (tag === undefined) throw notFound('tag', from.name)
  if (await tx.tagHierarchies.hasTag(place, tag.number)) throw unfit('tag', 'hierarchy', tag.name)
  await tx.tags.copyUses(place, { from: tag.number, to: into.number, position })
  await tx.tags.delete(place, tag, position)
  const state = tagState(place.bankId, into)
  await recordAudits(tx, by, [
    {
      action: 'delete',
      subject: 'tag',
      subjectId: tag.number,
      before: { ...tagState(place.bankId, tag), mergedInto: into.number },
    },
    {
      action: 'update',
      subject: 'tag',
      subjectId: into.number,
      before: state,
      after: { ...state, merged: tag.name },
    },
  ])
}

/** The tag of a type and a name. */
export async function findTag(
  reader: Reader,
  { place }: OpenedBank,
  { type, name }: Required<TagSearch>,
): Promise<KnownTag | undefined> {
  const [known] = isStorable(type) ? await reader.tags.listTypes(place, [type]) : []
  if (known === undefined || !isStorable(name)) return undefined
  const [tag] = await reader.tags.listByPairs(place, [{ type: known.number, name }])
  return tag
}

/** Issues of a tag as it is asked for. Blanks count: type and name are compared as they stand. */
export function checkTag(draft: TagDraft): Issue[] {
  const { sortKey } = draft
  return [
    ...checkWord('type', draft.type),
    ...checkWord('name', draft.name),
    ...checkText('tag', 'description', draft.description, MAX_TAG_DESCRIPTION),
    ...(sortKey == null || (Number.isSafeInteger(sortKey) && sortKey > LEAST_SORT_KEY)
      ? []
      : [issue('tag', 'sortKey', 'malformed')]),
  ]
}

function checkWord(field: 'type' | 'name', word: string, subject: 'tag' | 'tag_type' = 'tag'): Issue[] {
  if (word === '') return [issue(subject, field, 'missing')]
  if (!isStorable(word)) return [issue(subject, field, 'malformed')]
  // Most words are short: only a long one's characters need counting.
  if (word.length <= MAX_TAG_TEXT || characters(word) <= MAX_TAG_TEXT) return []
  return [{ subject, field, problem: 'too_long', limit: MAX_TAG_TEXT }]
}

/** The tags of a bank that a write is about, by type and name. */
export class KnownTags {
  readonly #types: ReadonlyMap<string, TagTypeNumber>
  readonly #tags: Map<string, KnownTag>

  constructor(types: ReadonlyMap<string, TagTypeNumber>, tags: readonly KnownTag[]) {
    this.#types = types
    this.#tags = new Map(tags.map((tag) => [pairKey(tag.typeNumber, tag.name), tag]))
  }

  typeOf({ type }: TagSearch): TagTypeNumber {
    const number = this.#types.get(type)
    if (number === undefined) throw new Error('The type should exist at this point.')
    return number
  }

  find(draft: TagDraft): KnownTag | undefined {
    return this.#tags.get(pairKey(this.typeOf(draft), draft.name))
  }

  keep(tag: KnownTag): void {
    this.#tags.set(pairKey(tag.typeNumber, tag.name), tag)
  }
}

function pairKey(type: TagTypeNumber, name: string): string {
  return `${type}\u0000${name}`
}

/** The types of these tags that the bank knows. */
export async function listTypesOf(
  reader: Reader,
  place: BankPlace,
  drafts: readonly TagDraft[],
): Promise<readonly TagType[]> {
  const names = [...new Set(drafts.map(({ type }) => type))]
  return names.length === 0 ? [] : reader.tags.listTypes(place, names)
}

/** Tags to be written. */
interface TagsToWrite {
  readonly drafts: readonly TagDraft[]
  /** Those of `listTypesOf`. */
  readonly types: readonly TagType[]
  /** The position of the first draft: the bank's revision has been raised by all of them. */
  readonly first: number
}

/** What the bank knows of these tags; types that it doesn't know are made, each numbered by the first tag that has it. */
export async function findTagsToWrite(
  tx: Writer,
  place: BankPlace,
  { drafts, types: listed, first }: TagsToWrite,
): Promise<KnownTags> {
  const wanted = new Map<string, number>() // type by the first draft that has it
  for (const [index, { type }] of drafts.entries()) if (!wanted.has(type)) wanted.set(type, index)
  const types = new Map(listed.map(({ name, number }) => [name, number]))
  const made = [...wanted]
    .filter(([name]) => !types.has(name))
    .map(([name, index]) => ({ name, number: (first + index) as TagTypeNumber }))
  if (made.length > 0) await tx.tags.insertTypes(place, made)
  for (const { name, number } of made) types.set(name, number)

  const isNew = new Set(made.map(({ name }) => name))
  // Thousands of items have the same few tags.
  const pairs = new Map<string, { readonly type: TagTypeNumber; readonly name: string }>()
  for (const { type, name } of drafts) {
    const number = types.get(type)
    if (number !== undefined && !isNew.has(type)) pairs.set(`${number} ${name}`, { type: number, name })
  }
  return new KnownTags(types, await tx.tags.listByPairs(place, [...pairs.values()]))
}

export interface KnownTagsChange {
  readonly known: KnownTags
  readonly drafts: readonly TagDraft[]
  /** The position of the first draft. */
  readonly first: number
  readonly author: BankUser | undefined
}

/** Writes the drafts one after another. */
export async function createOrUpdateKnownTags(
  tx: Writer,
  by: Principal,
  place: BankPlace,
  { known, drafts, first, author }: KnownTagsChange,
): Promise<void> {
  const writes = new Map<TagNumber, TagWrite>()
  const changes: Change[] = []
  const who = userState(author)
  for (const [index, draft] of drafts.entries()) {
    const position = first + index
    const before = known.find(draft)
    const after = written(draft, before, known.typeOf(draft), position)
    known.keep(after)
    // Of a tag that is named twice, nobody ever saw the state in between.
    const original = writes.get(after.number)
    writes.set(after.number, {
      ...after,
      position,
      before: original === undefined ? before : original.before,
    })
    changes.push({
      action: before === undefined ? 'create' : 'update',
      subject: 'tag',
      subjectId: after.number,
      ...(before && { before: tagState(place.bankId, before) }),
      after: { ...tagState(place.bankId, after), ...who },
    })
  }
  await tx.tags.insertOrUpdate(place, [...writes.values()])
  await recordAudits(tx, by, changes)
}

function written(
  draft: TagDraft,
  before: KnownTag | undefined,
  typeNumber: TagTypeNumber,
  position: number,
): KnownTag {
  const { description = before?.description ?? null, sortKey = before?.sortKey ?? null } = draft
  const moved = before?.sortKey !== sortKey // which a new one has, too
  return {
    number: before?.number ?? (position as TagNumber),
    typeNumber,
    type: draft.type,
    name: draft.name,
    description,
    sortKey,
    updated: position,
    sortSince: before === undefined || moved ? position : before.sortSince,
  }
}

/**
 * Deletes a tag, and takes it off items and activities. No client's wire has this.
 * @throws forbidden, not_found, conflict (hierarchy) when a hierarchy holds it
 */
export async function deleteTag(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  which: Required<TagSearch>,
): Promise<void> {
  const { place } = await getItemBank(tx, by, bank, 'write')
  const position = await tx.itemBanks.raiseRevision(place, 1)
  const [type] = await tx.tags.listTypes(place, [which.type])
  const [tag] =
    type === undefined ? [] : await tx.tags.listByPairs(place, [{ type: type.number, name: which.name }])
  if (tag === undefined) throw notFound('tag', which.name)
  if (await tx.tagHierarchies.hasTag(place, tag.number)) throw unfit('tag', 'hierarchy', tag.name)
  await tx.tags.delete(place, tag, position)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'tag',
    subjectId: tag.number,
    before: tagState(bank, tag),
  })
}

/**
 * The whole history of a tag, in order: when, by which credential, for whom, before and after. A tag that was
 * deleted and created again starts a new history.
 * @throws not_found
 */
export async function listTagHistory(
  reader: Reader,
  opened: OpenedBank,
  { type, name }: Required<TagSearch>,
): Promise<readonly AuditEntry[]> {
  const tag = await findTag(reader, opened, { type, name })
  if (tag === undefined) throw notFound('tag', name)
  const { bank, place } = opened
  const entries = await reader.audit.listOfSubject(place.accountId, 'tag', tag.number)
  // The tags of another bank have numbers of their own.
  return entries.filter(({ before, after }) => (after ?? before)?.bank === bank.id)
}

/**
 * The tags of a bank that was opened, or of one of its pools, as the members of a JSON object without its braces, in chunks:
 * each type with an array of the names of its tags.
 */
export function listTagNamesAsJson(
  store: Pick<Store, 'listTagNamesAsJson'>,
  { place }: OpenedBank,
  { pool, ...filter }: TagFilter,
): AsyncIterable<string> {
  return store.listTagNamesAsJson(pool === undefined ? place : { ...place, bankId: pool.snapshotId }, filter)
}

/** The types of a bank's tags in the order of names. */
export function listTagTypes(reader: Reader, { place }: OpenedBank): Promise<readonly DatedTagType[]> {
  return reader.tags.listTypes(place, undefined)
}

/** A type of a bank's tags by its number or its name. @throws not_found */
export async function getTagType(
  reader: Reader,
  opened: OpenedBank,
  ref: { readonly number: number } | { readonly name: string },
): Promise<DatedTagType> {
  if ('name' in ref) return getType(reader, opened.place, ref.name)
  const type = (await listTagTypes(reader, opened)).find(({ number }) => number === ref.number)
  if (type === undefined) throw notFound('tag_type', ref.number)
  return type
}

/** The new fields of a type of tags, by its present name; those that are left out stay. */
export interface TagTypeChange {
  readonly name: string
  readonly renamed?: string
  /** null clears it. */
  readonly description?: string | null
}

/** Renames or describes a type of tags. @throws forbidden, invalid, not_found, conflict (name) */
export async function updateTagType(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  change: TagTypeChange,
): Promise<void> {
  const { place } = await getItemBank(tx, by, bank, 'write')
  const name = change.renamed ?? change.name
  refuseIfAny([
    ...checkWord('name', name, 'tag_type'),
    ...checkText('tag_type', 'description', change.description, MAX_TAG_DESCRIPTION),
  ])
  const differs = ({ description }: TagType) =>
    name !== change.name || (change.description !== undefined && change.description !== description)
  if (!differs(await getType(tx, place, change.name))) return
  await tx.itemBanks.raiseRevision(place, 1)
  const type = await getType(tx, place, change.name) // behind the lock: another may have been here
  if (!differs(type)) return
  const { description = type.description } = change
  await tx.tags.updateType(place, type.number, { name, description })
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'tag_type',
    subjectId: type.number,
    before: { bank, name: type.name, description: type.description },
    after: { bank, name, description },
  })
}

async function getType(reader: Reader, place: BankPlace, name: string): Promise<DatedTagType> {
  const [type] = isStorable(name) ? await reader.tags.listTypes(place, [name]) : []
  if (type === undefined) throw notFound('tag_type', name)
  return type
}
