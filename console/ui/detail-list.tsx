import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get, type Request } from '../lib/api.ts'
import type { Page } from '../lib/api-types.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import styles from './detail-list.module.css'
import type { RowBase } from './list/list-config.ts'
import { PageError } from './page-error.tsx'
import { Skeleton } from './query-state.tsx'

interface DetailListProps<Row extends RowBase> {
  /** Of the API: `/groups/12/members`. */
  readonly path: string
  readonly query?: Request['query']
  /** What is said when there is none. */
  readonly empty: string
  readonly label: string
  readonly name: (row: Row) => ReactNode
  /** Below the name. */
  readonly more?: (row: Row) => ReactNode
  /** At the end of the row. */
  readonly acts?: (row: Row) => ReactNode
}

const AT_A_TIME = 100

/** The things that belong to what a detail shows, a page at a time. */
export function DetailList<Row extends RowBase>({
  path,
  query = {},
  empty,
  label,
  name,
  more,
  acts,
}: DetailListProps<Row>): ReactNode {
  const words = useWords().lists
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [path, 'list', query],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Row>>(path, {
        query: { limit: AT_A_TIME, ...query, ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  if (data === undefined) {
    return error === null ? (
      <Skeleton height={200} />
    ) : (
      <PageError error={error} reset={() => void refetch()} />
    )
  }
  const rows = data.pages.flatMap(({ items }) => items)
  if (rows.length === 0) return <p className={styles.soft}>{empty}</p>
  return (
    <>
      <ul className={styles.rows} aria-label={label}>
        {rows.map((row) => (
          <li key={row.id}>
            <div className={styles.main}>
              {name(row)}
              {more !== undefined && <div className={styles.more}>{more(row)}</div>}
            </div>
            {acts?.(row)}
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <p className={styles.next}>
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.loadMore}
          </Button>
        </p>
      )}
    </>
  )
}
