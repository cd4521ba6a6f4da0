import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { PageError } from './page-error.tsx'
import styles from './query-state.module.css'

const SKELETON_AFTER_MS = 300

interface QueryStateProps<Data> {
  readonly query: UseQueryResult<Data>
  /** Of what will be shown, in pixels: the page doesn't jump when it comes. */
  readonly height: number
  readonly children: (data: Data) => ReactNode
}

/** What a query brought; until then nothing for a moment, and a skeleton after. What was there before stays on errors. */
export function QueryState<Data>({ query, height, children }: QueryStateProps<Data>): ReactNode {
  const { data, error, refetch } = query
  if (data !== undefined) return children(data)
  if (error !== null) return <PageError error={error} reset={() => void refetch()} />
  return <Skeleton height={height} />
}

/** Grey lines of the true size, after a moment: what comes at once needs none. */
export function Skeleton({ height }: { readonly height: number }): ReactNode {
  const words = useWords().shell
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div style={{ minHeight: height }} aria-busy="true">
      {isShown && (
        <>
          <span role="status" className="unseen">
            {words.loading}
          </span>
          {Array.from({ length: Math.max(1, Math.floor(height / 36)) }, (_, index) => (
            <div key={index} className={styles.line} style={{ width: `${90 - ((index * 17) % 45)}%` }} />
          ))}
        </>
      )}
    </div>
  )
}
