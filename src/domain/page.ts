// Every list of the domain is asked for with a `Query` and answered with a `Page`. How it is paged is a part of the query.

/** A part of a list by its place: after the first `offset` entries. */
export interface OffsetRequest {
  readonly offset: number
  readonly limit: number
}

/** A part of a list by key: after that cursor, or from the beginning when it is null. */
export interface CursorRequest {
  readonly after: Cursor | null
  readonly limit: number
}

export type PageRequest = OffsetRequest | CursorRequest

export interface SortKey<Field extends string> {
  readonly by: Field
  readonly descending: boolean
}

/** Where a list goes on by key: the values that the last entry is sorted by, then its id. */
export interface Cursor {
  readonly values: readonly (string | number | null)[]
  readonly id: number
}

/** Which entries of a list are asked for. Without `sort` they are in the order of ids. */
export interface Query<Filter, Sort extends string = never, Request extends PageRequest = PageRequest> {
  readonly filter: Filter
  readonly sort?: readonly SortKey<Sort>[]
  /** Words, each of which an entry must have. */
  readonly q?: string
  readonly page: Request
}

/** Of a list of which all entries are asked for. */
export type NoFilter = Readonly<Record<string, never>>

/** A query whose pages are asked for by offset. */
export type OffsetQuery<Filter, Sort extends string = never> = Query<Filter, Sort, OffsetRequest>

/** A query whose pages are asked for by key. */
export interface CursorQuery<Filter, Sort extends string = never> extends Query<Filter, Sort, CursorRequest> {
  /** Whether the entries are counted too. */
  readonly total?: boolean
}

/** When an entry was made and last changed, in milliseconds: at `…From` or later, before `…Before`. */
export interface ChangedWithin {
  readonly createdFrom?: number
  readonly createdBefore?: number
  readonly modifiedFrom?: number
  readonly modifiedBefore?: number
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Where the next page begins; null on the last page, and when the page was asked for by offset. */
  readonly next: Cursor | null
  /** How many entries match in all, where that is known. */
  readonly total?: number
  /** Whether counting stopped at `total`, and there may be more. */
  readonly totalIsCapped?: boolean
  /**
   * How many entries the page has where it was asked for by offset: more than `items` where their texts are so long that
   * the rest is asked for on its own, from behind the last of `items`.
   */
  readonly whole?: number
}

/**
 * A page of what was found.
 * @param found one more than the page holds, where there are more
 * @param cursorAt where the list goes on behind an entry
 */
export function pageOf<T>(found: readonly T[], limit: number, cursorAt: (entry: T) => Cursor): Page<T> {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: found.length > items.length && last !== undefined ? cursorAt(last) : null }
}

/** Where a list in the order of ids goes on behind an entry. */
export function cursorById({ id }: { readonly id: number }): Cursor {
  return { values: [], id }
}

/** Up to how many entries are counted. */
export const MOST_COUNTED = 10_000

/** A count, told up to `MOST_COUNTED`. @param found one more than that, where there are more */
export function countOf(
  found: number,
): Required<Pick<Page<unknown>, 'total'>> & Pick<Page<unknown>, 'totalIsCapped'> {
  return found > MOST_COUNTED ? { total: MOST_COUNTED, totalIsCapped: true } : { total: found }
}

/** From behind the entry of that id on, or from the beginning: the newest first, unless said otherwise. */
export interface BehindId {
  readonly before: number | null
  readonly oldestFirst?: boolean
}

/** As much of a page as is read at once: not all of it where its texts are long. */
export interface Part<T> {
  readonly items: readonly T[]
  /** How many entries the page has in all. */
  readonly whole: number
}

export interface InstantRange {
  readonly from: number
  readonly to: number
}
