import type { ItemBankId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import { lockItemBank, type OpenedBank } from './item-banks.ts'
import type { TagSearch } from './tag.ts'
import type { TaggableKind } from './taggable.ts'
import { getTaggableView } from './taggable-views.ts'
import { updateTaggings } from './taggables.ts'

type TagName = Required<TagSearch>

/** What is put on one item or activity, and what is taken off it. Where a tag is in both, it is put on. */
export interface Retagging {
  readonly kind: TaggableKind
  readonly reference: string
  readonly add?: readonly TagName[] | undefined
  readonly remove?: readonly TagName[] | undefined
}

/** How it would change the tags. */
interface RetaggingCount {
  readonly added: number
  readonly removed: number
}

/**
 * Puts tags on one item or activity and takes others off; all others stay. Unknown tags that are put on are created. Without
 * a difference nothing is written.
 * @throws forbidden, not_found, invalid (tags)
 */
export async function updateTagsOf(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  retagging: Retagging,
): Promise<void> {
  const opened = await lockItemBank(tx, by, bank)
  const { kept, added, removed } = await differenceOf(tx, opened, retagging)
  if (added.length === 0 && removed.length === 0) return
  const { kind, reference } = retagging
  const taggings = [{ reference, tags: [...kept, ...added] }]
  await updateTaggings(tx, by, bank, { kind, how: 'replace', taggings })
}

/** How many tags `updateTagsOf` would put on and take off. @throws not_found */
export async function countRetagging(
  reader: Reader,
  opened: OpenedBank,
  retagging: Retagging,
): Promise<RetaggingCount> {
  const { added, removed } = await differenceOf(reader, opened, retagging)
  return { added: added.length, removed: removed.length }
}

async function differenceOf(
  reader: Reader,
  opened: OpenedBank,
  { kind, reference, add = [], remove = [] }: Retagging,
) {
  const { tags } = await getTaggableView(reader, opened, kind, { reference })
  const present = new Map(tags.map(({ type, name }) => [keyOf({ type, name }), { type, name }]))
  const added = new Map(add.filter((tag) => !present.has(keyOf(tag))).map((tag) => [keyOf(tag), tag]))
  const stays = new Set(add.map(keyOf))
  const leaves = new Set(remove.map(keyOf).filter((key) => !stays.has(key)))
  const [removed = [], kept = []] = [true, false].map((isLeaving) =>
    [...present].filter(([key]) => leaves.has(key) === isLeaving).map(([, tag]) => tag),
  )
  return { kept, added: [...added.values()], removed }
}

function keyOf({ type, name }: TagName): string {
  return JSON.stringify([type, name])
}
