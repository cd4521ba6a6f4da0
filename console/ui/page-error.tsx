import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { ApiError, OfflineError } from '../lib/api.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { EmptyState } from './empty-state.tsx'
import { Id } from './id.tsx'
import { NotFound } from './not-found.tsx'

/** What happened, what was kept, and what to do. */
export function PageError({ error, reset }: ErrorComponentProps): ReactNode {
  const words = useWords().shell
  const { reset: resetQueries } = useQueryErrorResetBoundary()
  useEffect(() => resetQueries(), [resetQueries])
  if (error instanceof ApiError && error.status === 404) return <NotFound />
  const text =
    error instanceof ApiError
      ? error.message
      : error instanceof OfflineError
        ? words.offline
        : words.failedText
  return (
    <EmptyState heading={words.failed} text={text}>
      <Button onClick={reset}>{words.retry}</Button>
      {error instanceof ApiError && <Id label={words.requestId} value={error.problem.requestId} />}
    </EmptyState>
  )
}
