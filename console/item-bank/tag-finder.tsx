import type { ReactNode } from 'react'
import { get } from '../lib/api.ts'
import type { Named } from '../lib/api-types.ts'
import { Finder } from '../ui/picker.tsx'
import { useWords } from '../words/words.ts'
import { pathsOf } from './bank-query.ts'

/** What identifies a tag in a bank. */
export interface TagName {
  readonly type: string
  readonly name: string
}

interface BestTag extends Named {
  readonly type: Named
  readonly bank: Named
  readonly [field: string]: unknown
}

interface TagFinderProps {
  readonly bank: string | number
  /** The id of the only type that fits. */
  readonly type?: number
  readonly without?: readonly number[]
  readonly onChoose: (tag: TagName) => void
}

/** Finds a tag of the bank on the server. */
export function TagFinder({ bank, type, without = [], onChoose }: TagFinderProps): ReactNode {
  const { itemBank: words } = useWords()
  return (
    <Finder
      path={`${pathsOf(bank).api}/tags`}
      {...(type !== undefined && { query: { type } })}
      what={words.fields.tag}
      isFirst
      without={without}
      findBest={async (q, signal) => {
        const { tags } = await get<{ readonly tags: readonly BestTag[] }>('/search', { query: { q }, signal })
        return tags.filter(
          (tag) => tag.bank.id === Number(bank) && (type === undefined || tag.type.id === type),
        )
      }}
      more={{ field: 'type', show: (one) => (one as Named).name }}
      onChoose={({ name, type: of }) => onChoose({ name, type: (of as Named).name })}
    />
  )
}
