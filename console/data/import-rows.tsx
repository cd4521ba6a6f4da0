import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '../lib/api.ts'
import type { ImportRow, Page } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { Button } from '../ui/button.tsx'
import { PageError } from '../ui/page-error.tsx'
import { Skeleton } from '../ui/query-state.tsx'
import { useWords } from '../words/words.ts'
import styles from './data.module.css'

const AT_A_TIME = 100
/** So many cells tell which row it is. */
const CELLS = 4

interface ImportRowsProps {
  readonly id: number
  readonly result: string
  /** Whether there are rows of several files. */
  readonly hasKinds: boolean
}

/** The rows of an import with one result: what each changes, old and new, or why it is refused. */
export function ImportRows({ id, result, hasKinds }: ImportRowsProps): ReactNode {
  const { data: words, lists } = useWords()
  const path = `/imports/${id}/rows`
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [path, 'list', result],
    queryFn: ({ pageParam, signal }) =>
      get<Page<ImportRow>>(path, {
        query: { result, limit: AT_A_TIME, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  if (data === undefined) {
    return error === null ? (
      <Skeleton height={300} />
    ) : (
      <PageError error={error} reset={() => void refetch()} />
    )
  }
  return (
    <>
      <ol className={styles.rows} aria-label={words.import.results}>
        {data.pages
          .flatMap(({ items }) => items)
          .map((row) => (
            <Row key={`${row.kind} ${row.row} ${JSON.stringify(row.values)}`} row={row} hasKinds={hasKinds} />
          ))}
      </ol>
      {hasNextPage && (
        <p className={styles.next}>
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {lists.loadMore}
          </Button>
        </p>
      )}
    </>
  )
}

function Row({
  row: { kind, row, values, refused, changed },
  hasKinds,
}: {
  readonly row: ImportRow
  readonly hasKinds: boolean
}): ReactNode {
  const { data } = useWords()
  const { number } = useFormats()
  const words = data.import
  const cells = Object.values(values).filter((cell) => cell.trim() !== '')
  return (
    <li>
      <div className={styles.soft}>
        {hasKinds ? words.rowOf(number(row), data.kinds[kind]) : words.row(number(row))}
      </div>
      <div>
        <p>
          {cells.slice(0, CELLS).map((cell, index) => (
            <span key={index}>
              {index > 0 && ' · '}
              <bdi>{cell}</bdi>
            </span>
          ))}
        </p>
        {refused.map(({ column, reason }) => (
          <p key={`${column ?? ''} ${reason}`} className={styles.reason}>
            {column !== null && (
              <>
                <code>{column}</code>:{' '}
              </>
            )}
            <bdi>{reason}</bdi>
          </p>
        ))}
        {changed.map(({ column, from, to, isKept }) => (
          <p key={column} className={styles.change}>
            <code>{column}</code>
            <del>{from === '' ? <em>{words.empty}</em> : <bdi>{from}</bdi>}</del>
            <span aria-hidden="true" data-turns>
              →
            </span>
            <span className="unseen">{words.becomes}</span>
            <ins>{to === '' ? <em>{words.empty}</em> : <bdi>{to}</bdi>}</ins>
            {isKept && <span className={styles.soft}>({words.kept})</span>}
          </p>
        ))}
      </div>
    </li>
  )
}
