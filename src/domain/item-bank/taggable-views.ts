import { isStorable } from '../../lib/text.ts'
import { notFound } from '../errors.ts'
import type { TaggableNumber } from '../ids.ts'
import type { CursorQuery, NoFilter, Page } from '../page.ts'
import type { Reader } from '../store.ts'
import { listHistoryIn, type HistoryEntry } from './bank-history.ts'
import type { DatedTaggable, TaggableListFilter, TaggableListSort } from './bank-lists.ts'
import type { OpenedBank } from './item-banks.ts'
import type { PutTag } from './item-bank-store.ts'
import type { TaggableKind } from './taggable.ts'

/** An item or activity with its tags. */
export interface TaggableView {
  readonly taggable: DatedTaggable
  readonly tags: readonly PutTag[]
}

/**
 * The matching items or activities of a bank, in the requested order, page by page, with the tags of all in one query. A page
 * may be shorter than requested and still have a next one.
 */
export async function listTaggablesInOrder(
  reader: Reader,
  { place }: OpenedBank,
  query: CursorQuery<TaggableListFilter, TaggableListSort>,
): Promise<Page<TaggableView>> {
  const page = await reader.taggables.listByKey(place, query)
  const tags = await reader.taggables.listTags(
    place,
    page.items.map(({ number }) => number),
  )
  return {
    ...page,
    items: page.items.map((taggable) => ({ taggable, tags: tags.get(taggable.number) ?? [] })),
  }
}

/** An item or activity by its number or its reference. @throws not_found */
export async function getTaggableView(
  reader: Reader,
  { place }: OpenedBank,
  kind: TaggableKind,
  ref: { readonly number: number } | { readonly reference: string },
): Promise<TaggableView> {
  const taggable =
    'number' in ref
      ? await reader.taggables.findByNumber(place, ref.number as TaggableNumber)
      : await byReference()
  if (taggable?.kind !== kind) throw notFound(kind, 'number' in ref ? ref.number : ref.reference)
  const tags = await reader.taggables.listTags(place, [taggable.number])
  return { taggable, tags: tags.get(taggable.number) ?? [] }

  async function byReference(): Promise<DatedTaggable | undefined> {
    if (!('reference' in ref)) return undefined
    if (!isStorable(ref.reference)) return undefined
    const [found] = await reader.taggables.listByReferences(place, kind, [ref.reference])
    return found && reader.taggables.findByNumber(place, found.number)
  }
}

/**
 * The history of an item or activity, as `listTagHistoryInOrder`.
 * @throws not_found
 */
export async function listTaggableHistoryInOrder(
  reader: Reader,
  opened: OpenedBank,
  {
    kind,
    ...ref
  }: { readonly kind: TaggableKind } & ({ readonly number: number } | { readonly reference: string }),
  query: CursorQuery<NoFilter, 'at'>,
): Promise<Page<HistoryEntry>> {
  const { taggable } = await getTaggableView(reader, opened, kind, ref)
  return listHistoryIn(reader, opened, { subject: kind, number: taggable.number }, query)
}
