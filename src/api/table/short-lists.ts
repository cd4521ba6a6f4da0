import type { ChangedWithin, Cursor, CursorRequest, Page, SortKey } from '../../domain/page.ts'
import { pageOf } from '../../domain/page.ts'

/** The sort keys of lists that are always short and read as a whole. */
export const SHORT_SORTS = ['created', 'modified'] as const

/** Those of lists whose things never change. */
export const FIXED_SORTS = ['created'] as const

type ShortSort = (typeof SHORT_SORTS)[number]

/** What stands in a short list. Ids are in the order of creation. */
interface Listed {
  readonly id: number
  readonly modified?: number
}

/** A page of a list that was read as a whole. Without a sort it is in the order of ids. */
export function pageOfAll<T extends Listed>(
  all: readonly T[],
  {
    sort = [],
    page: { after, limit },
    total,
  }: {
    readonly sort?: readonly SortKey<ShortSort>[]
    readonly page: CursorRequest
    readonly total?: boolean
  },
): Page<T> {
  const keys: readonly SortKey<ShortSort>[] = [
    ...sort,
    { by: 'created', descending: sort.at(-1)?.descending ?? false },
  ]
  const cursorAt = (one: T): Cursor => ({ values: sort.map(({ by }) => valueOf(one, by)), id: one.id })
  const places = new Map(all.map((one) => [one, cursorAt(one)]))
  const compare = (one: Cursor | undefined, other: Cursor | undefined): number => {
    for (const [at, { descending }] of keys.entries()) {
      const difference = numberAt(one, at) - numberAt(other, at)
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }
  const behind = all
    .filter((one) => after === null || compare(places.get(one), after) > 0)
    .toSorted((one, other) => compare(places.get(one), places.get(other)))
  return { ...pageOf(behind, limit, cursorAt), ...(total === true && { total: all.length }) }
}

/** Sorts by creation, the newest first, unless the request says otherwise. */
export function newestFirst<R extends { readonly sort?: readonly SortKey<ShortSort>[] }>(request: R): R {
  return { ...request, sort: request.sort ?? [{ by: 'created', descending: true }] }
}

/**
 * A page of a list that was read as a whole and has one order.
 * @param nameOf what an entry is known by
 */
export function pageAsItIs<T>(
  all: readonly T[],
  { page: { after, limit }, total }: { readonly page: CursorRequest; readonly total?: boolean },
  nameOf: (one: T) => string | number,
): Page<T> {
  const places = new Map(all.map((one, place) => [nameOf(one), place]))
  const [last = null] = after?.values ?? []
  // If that entry is gone, the one behind it stands in its place.
  const start =
    after === null ? 0 : last !== null && places.has(last) ? (places.get(last) ?? 0) + 1 : after.id
  const cursorAt = (one: T): Cursor => ({ values: [nameOf(one)], id: places.get(nameOf(one)) ?? 0 })
  return {
    ...pageOf(all.slice(start), limit, cursorAt),
    ...(total === true && { total: all.length }),
  }
}

function valueOf({ id, modified = 0 }: Listed, by: ShortSort): number {
  return by === 'created' ? id : modified
}

/** The value of a key; behind the last one, the id. */
function numberAt(cursor: Cursor | undefined, at: number): number {
  const value = cursor?.values[at] ?? cursor?.id
  return typeof value === 'number' ? value : 0
}

/** Those that were created and changed within these times. */
export function within<T extends { readonly created: number; readonly modified: number }>(
  all: readonly T[],
  { createdFrom, createdBefore, modifiedFrom, modifiedBefore }: ChangedWithin,
): readonly T[] {
  return all.filter(
    ({ created, modified }) =>
      (createdFrom === undefined || created >= createdFrom) &&
      (createdBefore === undefined || created < createdBefore) &&
      (modifiedFrom === undefined || modified >= modifiedFrom) &&
      (modifiedBefore === undefined || modified < modifiedBefore),
  )
}
