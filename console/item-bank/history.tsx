import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '../lib/api.ts'
import type { HistoryEntry, Page } from '../lib/api-types.ts'
import { Button } from '../ui/button.tsx'
import { ChangeTable } from '../ui/change-table.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import styles from './item-bank.module.css'

const AT_A_TIME = 20

/** What was done to a tag or an item, the newest first: who, when, by which door, from what to what. */
export function History({ path }: { readonly path: string }): ReactNode {
  const { itemBank: words, audit, values, lists } = useWords()
  const query = useInfiniteQuery({
    queryKey: [`${path}/history`, 'list'],
    queryFn: ({ pageParam, signal }) =>
      get<Page<HistoryEntry>>(`${path}/history`, {
        query: { limit: AT_A_TIME, sort: '-at', ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  return (
    <QueryState query={query} height={300}>
      {({ pages }) => (
        <>
          <ol className={styles.history} aria-label={words.history}>
            {pages
              .flatMap(({ items }) => items)
              .map(({ id, at, action, door, person, credential, before, after }) => (
                <li key={id}>
                  <p className={styles.who}>
                    <strong>{values.actions[action] ?? action}</strong>
                    {person === null && credential === null ? (
                      <span>{audit.itself}</span>
                    ) : (
                      <bdi>{person?.name ?? credential?.name}</bdi>
                    )}
                    <span className={styles.soft}>{values.doors[door] ?? <bdi>{door}</bdi>}</span>
                    <Time at={at} />
                  </p>
                  <ChangeTable before={before} after={after} without={['bank']} />
                </li>
              ))}
          </ol>
          {pages.every(({ items }) => items.length === 0) && <p className={styles.soft}>{words.noHistory}</p>}
          {hasNextPage && (
            <p className={styles.next}>
              <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {lists.loadMore}
              </Button>
            </p>
          )}
        </>
      )}
    </QueryState>
  )
}
