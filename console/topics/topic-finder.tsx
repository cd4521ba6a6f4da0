import type { ReactNode } from 'react'
import type { Named } from '../lib/api-types.ts'
import { Finder } from '../ui/picker.tsx'
import { useWords } from '../words/words.ts'

interface TopicFinderProps {
  readonly onChoose: (topic: Named) => void
  readonly without?: readonly number[]
}

/** Finds a topic; each is shown with those above it. */
export function TopicFinder({ onChoose, without = [] }: TopicFinderProps): ReactNode {
  const { topics } = useWords()
  return (
    <Finder
      path="/topics"
      what={topics.one}
      isFirst
      without={without}
      more={{ field: 'path', show: (path) => (path as readonly string[]).slice(0, -1).join(' › ') }}
      onChoose={onChoose}
    />
  )
}
