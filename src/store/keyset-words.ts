import { matcherOf } from '../lib/search-words.ts'
import type { Cursor } from '../domain/page.ts'
import type { Executor } from './engine.ts'
import { pageByKey, type Count, type KeysetPage, type KeysetRequest, type Listing } from './keyset.ts'

// Word search in lists without a word index: reads the rows in order. A page reads a bounded number of rows, so it may
// be shorter than requested and still have a next one.

const ROWS_PER_READ = 1_000
const READS_PER_PAGE = 4
const READS_PER_COUNT = 20

/** The texts of rows, by id. */
export type TextsOf = (ids: readonly number[]) => Promise<ReadonlyMap<number, readonly (string | null)[]>>

/** A page of the rows whose texts contain every word of the search. */
export async function pageByWords<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  request: KeysetRequest<Sort>,
  q: string,
  textsOf: TextsOf,
): Promise<KeysetPage> {
  const fits = matcherOf(q)
  const found: number[] = []
  const cursors: (Cursor | null)[] = []
  const ended = (next: Cursor | null): KeysetPage => ({
    ids: found,
    next,
    behind: (at) => cursors[at] ?? null,
  })
  let { after } = request
  for (let read = 0; read < READS_PER_PAGE; read++) {
    const { ids, next, behind } = await pageByKey(run, listing, { ...request, after, limit: ROWS_PER_READ })
    const texts = await textsOf(ids)
    for (const [index, id] of ids.entries()) {
      if (!fits(texts.get(id) ?? [])) continue
      found.push(id)
      cursors.push(behind(index))
      if (found.length === request.limit) return ended(index === ids.length - 1 ? next : behind(index))
    }
    if (next === null) return ended(null)
    after = next
  }
  return ended(after)
}

/** How many rows contain every word of the search, among as many as one count reads. */
export async function countByWords<Sort extends string>(
  run: Executor,
  listing: Listing<Sort>,
  request: KeysetRequest<Sort>,
  q: string,
  textsOf: TextsOf,
): Promise<Count> {
  const fits = matcherOf(q)
  let total = 0
  let after: KeysetPage['next'] = null
  for (let read = 0; read < READS_PER_COUNT; read++) {
    const { ids, next }: KeysetPage = await pageByKey(run, listing, {
      ...request,
      after,
      limit: ROWS_PER_READ,
    })
    const texts = await textsOf(ids)
    total += ids.filter((id) => fits(texts.get(id) ?? [])).length
    if (next === null) return { total }
    after = next
  }
  return { total, totalIsCapped: true }
}
