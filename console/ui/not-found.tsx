import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { buttonClass } from './button.tsx'
import { EmptyState } from './empty-state.tsx'
import { usePlace } from './place.ts'

/** There is no such page, or no such thing. */
export function NotFound(): ReactNode {
  const words = useWords().shell
  usePlace(9, words.notFound, '/')
  return (
    <EmptyState heading={words.notFound} text={words.notFoundText}>
      <Link to="/" className={buttonClass()}>
        {words.toOverview}
      </Link>
    </EmptyState>
  )
}
