import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { get, walk } from '../../lib/api.ts'
import type { Page } from '../../lib/api-types.ts'
import type { ListConfig, RowBase } from './list-config.ts'
import type { ListState, Selection } from './list-state.ts'

const PAGE = 100

/** The pages of a list, fetched one after the other as somebody scrolls. */
function listQuery<Row>(apiPath: string, query: ListState['query']) {
  return infiniteQueryOptions({
    queryKey: [apiPath, 'list', query] as const,
    queryFn: ({ pageParam, signal }) =>
      get<Page<Row>>(apiPath, {
        query: { limit: PAGE, ...query, ...(pageParam === null ? { total: true } : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
}

export interface ListData<Row> {
  readonly rows: readonly Row[]
  /** undefined until the first page is there. */
  readonly total: number | undefined
  readonly isTotalCapped: boolean
  readonly hasMore: boolean
  /** Whether what is shown belongs to other filters, until what fits these comes. */
  readonly isStale: boolean
  /** Whether nothing that fits has been met so far, and there is more to look through. */
  readonly isSearching: boolean
  readonly error: Error | null
  readonly loadMore: () => void
  readonly retry: () => void
}

/** The rows so far. Under new filters the rows of the old ones stay until the new ones come. */
export function useListData<Row extends RowBase>(
  { apiPath, path }: ListConfig<Row>,
  { query }: ListState,
): ListData<Row> {
  const found = useInfiniteQuery({
    ...listQuery<Row>(apiPath ?? path, query),
    placeholderData: keepPreviousData,
  })
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData, error, refetch } = found
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const first = data?.pages[0]
  // A search may look through many things before it meets the first that fits: its first pages are empty then.
  const isSearching = data !== undefined && rows.length === 0 && hasNextPage
  useEffect(() => {
    if (isSearching && !isFetchingNextPage) void fetchNextPage()
  }, [isSearching, isFetchingNextPage, fetchNextPage])
  return {
    rows,
    total: first?.total,
    isTotalCapped: first?.totalIsCapped === true,
    hasMore: hasNextPage,
    isStale: isPlaceholderData,
    isSearching,
    error: data === undefined ? error : null,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
    },
    retry: () => void refetch(),
  }
}

/** Walks through the ids of what is selected. */
export async function* selectedIds(
  apiPath: string,
  query: ListState['query'],
  { isAll, ids }: Selection,
  signal: AbortSignal,
): AsyncGenerator<readonly number[]> {
  if (!isAll) {
    yield [...ids]
    return
  }
  const { expand: _, ...filters } = query
  for await (const page of walk<RowBase>(apiPath, { query: { ...filters, fields: 'id' }, signal })) {
    yield page.map(({ id }) => id).filter((id) => !ids.has(id))
  }
}
