import { notFound } from '../errors.ts'
import type { TagNumber } from '../ids.ts'
import type { CursorQuery, NoFilter, Page } from '../page.ts'
import type { Reader } from '../store.ts'
import { listHistoryIn, type HistoryEntry } from './bank-history.ts'
import type { Author, DatedTag, TagListFilter, TagListSort, TagUsage } from './bank-lists.ts'
import type { BankPlace } from './item-bank-store.ts'
import type { ItemBank } from './item-bank.ts'
import { listItemBanks, type OpenedBank } from './item-banks.ts'
import type { Principal } from '../principal.ts'
import { isStorable } from '../../lib/text.ts'

/** A tag with its usage and its last author. */
export interface TagView {
  readonly tag: DatedTag
  readonly usage: TagUsage
  /** null: the account itself, such as from the command line. */
  readonly modifiedBy: Author | null
}

/**
 * The matching tags of a bank, in the requested order, page by page. A page may be shorter than requested and still have a next
 * one.
 */
export async function listTagsInOrder(
  reader: Reader,
  { place }: OpenedBank,
  query: CursorQuery<TagListFilter, TagListSort>,
): Promise<Page<TagView>> {
  const page = await reader.tags.listByKey(place, query)
  return { ...page, items: await viewsOf(reader, place, page.items) }
}

/** A tag that was found, and where. */
export interface FoundTag {
  readonly tag: DatedTag
  readonly bank: ItemBank
}

/** In how many banks tags are looked for, and in how many of them word by word. */
const BANKS_SEARCHED = 20
const BANKS_READ = 3

/**
 * The best tags of all banks that fit a text, at most so many. First come those whose names begin with it, then those that
 * contain each of its words. There is no index of tags' words, whose upkeep would slow down writing thousands of them: the
 * beginnings are found in the index of names, as typed, in small letters, in capitals and with a capital, and the words in
 * as many tags as one page of a list reads.
 * @throws forbidden
 */
export async function listTagsByWords(
  reader: Reader,
  by: Principal,
  { q, most }: { readonly q: string; readonly most: number },
): Promise<readonly FoundTag[]> {
  const banks = (await listItemBanks(reader, by)).slice(0, BANKS_SEARCHED)
  const beginnings = beginningsOf(q)
  const found = new Map<string, FoundTag>()
  const add = (bank: ItemBank, tags: readonly DatedTag[]) => {
    for (const tag of tags) {
      const key = `${bank.id} ${tag.number}`
      if (found.size < most && !found.has(key)) found.set(key, { bank, tag })
    }
  }
  if (beginnings.length > 0) {
    for (const bank of banks) {
      add(bank, await reader.tags.listByBeginnings(placeOf(by, bank), beginnings, most))
      if (found.size === most) break
    }
  }
  for (const bank of banks.slice(0, BANKS_READ)) {
    if (found.size === most) break
    // As many as may be among those that were found already, and the rest.
    const words = { filter: {}, q, page: { after: null, limit: most * 2 } } as const
    add(bank, (await reader.tags.listByKey(placeOf(by, bank), words)).items)
  }
  return [...found.values()]
}

function placeOf({ accountId }: Principal, { id }: ItemBank): BankPlace {
  return { accountId, bankId: id }
}

/** How names that begin with a text may be written. */
function beginningsOf(q: string): readonly string[] {
  const text = q.trim()
  if (text === '' || !isStorable(text)) return []
  const small = text.toLowerCase()
  const [first = '', ...rest] = small
  return [...new Set([text, small, first.toUpperCase() + rest.join(''), text.toUpperCase()])]
}

/** @throws not_found */
export async function getTagView(reader: Reader, { place }: OpenedBank, number: number): Promise<TagView> {
  const tag = await reader.tags.findByNumber(place, number as TagNumber)
  if (tag === undefined) throw notFound('tag', number)
  const [view] = await viewsOf(reader, place, [tag])
  return view
}

/** For several tags: one look-up each for usage and authors. */
async function viewsOf<const T extends readonly DatedTag[]>(
  reader: Reader,
  place: BankPlace,
  tags: T,
): Promise<{ readonly [K in keyof T]: TagView }> {
  const numbers = tags.map(({ number }) => number)
  const uses = await reader.tags.countUses(place, numbers)
  const authors = await reader.tags.listAuthors(place, numbers)
  const views = tags.map((tag) => ({
    tag,
    usage: uses.get(tag.number) ?? { count: 0, isCapped: false },
    modifiedBy: authors.get(tag.number) ?? null,
  }))
  return views as { readonly [K in keyof T]: TagView } // one per tag, in the same order
}

/**
 * The history of a tag, in the order of commits, page by page. A page may be shorter than requested and still have a next one.
 * @throws not_found
 */
export async function listTagHistoryInOrder(
  reader: Reader,
  opened: OpenedBank,
  number: number,
  query: CursorQuery<NoFilter, 'at'>,
): Promise<Page<HistoryEntry>> {
  const tag = await reader.tags.findByNumber(opened.place, number as TagNumber)
  if (tag === undefined) throw notFound('tag', number)
  return listHistoryIn(reader, opened, { subject: 'tag', number }, query)
}
