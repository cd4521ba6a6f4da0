import { cursorById, type CursorRequest, type Page, pageOf, type SortKey } from '../../domain/page.ts'

/** The sort keys of lists that are always short and read as a whole. */
export const SHORT_SORTS = ['created'] as const

/** A page of a list that was read as a whole, in the order of ids. */
export function pageOfAll<T extends { readonly id: number }>(
  all: readonly T[],
  {
    sort,
    page: { after, limit },
    total,
  }: {
    readonly sort?: readonly SortKey<'created'>[]
    readonly page: CursorRequest
    readonly total?: boolean
  },
): Page<T> {
  const descending = sort?.[0]?.descending === true
  const sign = descending ? -1 : 1
  const behind = all
    .toSorted((one, other) => sign * (one.id - other.id))
    .filter(({ id }) => after === null || sign * (id - after.id) > 0)
  return {
    ...pageOf(behind, limit, cursorById),
    ...(total === true && { total: all.length }),
  }
}
