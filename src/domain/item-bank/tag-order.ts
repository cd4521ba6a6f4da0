import { DomainError, issue } from '../errors.ts'
import type { ItemBankId, TagTypeNumber } from '../ids.ts'
import { refuseIfAny } from '../checks.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import { lockItemBank, type OpenedBank } from './item-banks.ts'
import { LEAST_SORT_KEY, type Tag, type TagDraft } from './tag.ts'
import { createOrUpdateTags } from './tags.ts'

/** How many tags a type has at most for them to be put in order together. */
export const MAX_ORDERED_TAGS = 500

/** How far apart new sort keys lie where there is room, so that a tag put between two others changes only its own key. */
const STEP = 10

/** A new order of a type's tags. */
export interface TagArrangement {
  readonly type: TagTypeNumber
  /** The numbers of tags, each once. The others of the type follow in the order that they have. */
  readonly tags: readonly number[]
}

/** The tags of a type by sort key, then name. @throws conflict (tags) when they are more than MAX_ORDERED_TAGS */
export async function listTagsOfType(
  reader: Reader,
  { bank, place }: OpenedBank,
  type: TagTypeNumber,
): Promise<readonly Tag[]> {
  const found = await reader.tags.listBySortKey(place, {
    type,
    asOf: bank.revision,
    descending: false,
    names: undefined,
    after: undefined,
    limit: MAX_ORDERED_TAGS + 1,
  })
  if (found.length > MAX_ORDERED_TAGS) {
    throw new DomainError('conflict', [
      { subject: 'tag_type', field: 'tags', problem: 'too_many', limit: MAX_ORDERED_TAGS },
    ])
  }
  return found.map(({ tag }) => tag)
}

/**
 * Puts the tags of a type in an order, by changing as few of their sort keys as that takes.
 * @throws forbidden, invalid (tags), conflict (tags) when the type has more than MAX_ORDERED_TAGS
 */
export async function setTagOrder(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  arrangement: TagArrangement,
): Promise<void> {
  const opened = await lockItemBank(tx, by, bank)
  await createOrUpdateTags(tx, by, bank, { tags: await draftsOf(tx, opened, arrangement) })
}

/** How many sort keys that order would change. @throws invalid (tags), conflict (tags) */
export async function countTagsToOrder(
  reader: Reader,
  opened: OpenedBank,
  arrangement: TagArrangement,
): Promise<number> {
  return (await draftsOf(reader, opened, arrangement)).length
}

async function draftsOf(
  reader: Reader,
  opened: OpenedBank,
  { type, tags: numbers }: TagArrangement,
): Promise<readonly TagDraft[]> {
  const present = await listTagsOfType(reader, opened, type)
  const known = new Map<number, PresentTag>(
    present.map((tag, index) => [tag.number, { tag, index, sortKey: tag.sortKey }]),
  )
  refuseIfAny(
    numbers.flatMap((number, at) => {
      if (!known.has(number)) return [issue('tag', `tags[${at}]`, 'unknown', number)]
      return numbers.indexOf(number) === at ? [] : [issue('tag', `tags[${at}]`, 'malformed', number)]
    }),
  )
  const named = new Set(numbers)
  const rest = present.map(({ number }) => number).filter((number) => !named.has(number))
  const wanted = [...numbers, ...rest].flatMap((number) => known.get(number) ?? [])
  const keys = sortKeysFor(wanted)
  return wanted.flatMap(({ tag: { name, sortKey, type: typeName } }, at) => {
    const key = keys[at] ?? null
    return key === sortKey ? [] : [{ type: typeName, name, sortKey: key }]
  })
}

interface PresentTag extends Placed {
  readonly tag: Tag
}

/** A tag as it stands so far. */
interface Placed {
  /** Its place in the present order, where names decide between equal sort keys. */
  readonly index: number
  readonly sortKey: number | null
}

/**
 * Sort keys that put tags in the order in which they are given. The longest row of tags that can keep their keys does; those
 * between get new ones, evenly spread.
 */
export function sortKeysFor(wanted: readonly Placed[]): readonly (number | null)[] {
  const keys = wanted.map(({ sortKey }) => sortKey)
  let before = -1
  for (const at of [...keptIn(wanted), wanted.length]) {
    const count = at - before - 1
    if (count > 0) {
      const from = spread(keys[before], keys[at], count)
      for (let step = 1; step <= count; step++) keys[before + step] = from.first + (step - 1) * from.apart
    }
    before = at
  }
  return keys
}

/** The positions of the tags that keep their sort keys. */
function keptIn(wanted: readonly Placed[]): readonly number[] {
  // For each position the longest row that ends there: its length, and the position before in it.
  const rows: ({ readonly length: number; readonly before: number } | undefined)[] = []
  let last = -1
  const lengthAt = (at: number) => rows[at]?.length ?? 0
  for (const [at, one] of wanted.entries()) {
    let row = canBegin(one, at) ? { length: 1, before: -1 } : undefined
    for (let earlier = 0; earlier < at; earlier++) {
      const other = wanted[earlier]
      if (other === undefined || lengthAt(earlier) < (row?.length ?? 1)) continue
      if (canFollow(other, one, at - earlier)) row = { length: lengthAt(earlier) + 1, before: earlier }
    }
    rows.push(row)
    const isRoomAfter = roomAfter(one.sortKey) >= wanted.length - 1 - at
    if (isRoomAfter && lengthAt(at) > lengthAt(last)) last = at
  }
  const kept: number[] = []
  for (let at = last; at !== -1; at = rows[at]?.before ?? -1) kept.unshift(at)
  return kept
}

/** Whether a tag can keep its key with so many new ones before it. */
function canBegin({ sortKey }: Placed, count: number): boolean {
  return sortKey === null ? count === 0 : sortKey - LEAST_SORT_KEY > count
}

/** Whether two tags can keep their keys with so many steps from the one to the other. */
function canFollow(one: Placed, other: Placed, steps: number): boolean {
  if (one.sortKey === other.sortKey) return steps === 1 && one.index < other.index
  if (other.sortKey === null) return false
  return other.sortKey - (one.sortKey ?? LEAST_SORT_KEY) >= steps
}

/** How many keys there are after this one. */
function roomAfter(sortKey: number | null): number {
  return Number.MAX_SAFE_INTEGER - (sortKey ?? 0)
}

/** So many keys between two; undefined: the end on that side. */
function spread(
  before: number | null | undefined,
  after: number | null | undefined,
  count: number,
): { readonly first: number; readonly apart: number } {
  if (typeof before !== 'number' && typeof after === 'number') {
    const apart = Math.min(STEP, Math.floor((after - LEAST_SORT_KEY - 1) / count))
    return { first: after - count * apart, apart }
  }
  const start = before ?? 0
  const room =
    typeof after === 'number'
      ? Math.floor((after - start) / (count + 1))
      : Math.floor(roomAfter(start) / count)
  const apart = Math.min(STEP, room)
  return { first: start + apart, apart }
}
