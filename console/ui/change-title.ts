import { useCallback } from 'react'
import type { Change } from '../lib/api-types.ts'
import { useWords } from '../words/words.ts'

type Titled = Pick<Change, 'subject' | 'subjectId' | 'subjectName'> & { readonly action: string }

/** What was done to what, in one line: by its name, else by its id. */
export function useChangeTitle(): (change: Titled) => string {
  const { audit, values } = useWords()
  return useCallback(
    ({ action, subject, subjectId, subjectName }: Titled) => {
      const [kind, done] = [values.subjects[subject] ?? subject, values.actions[action] ?? action]
      return subjectName === null ? `${kind} ${subjectId}: ${done}` : audit.titled(kind, subjectName, done)
    },
    [audit, values],
  )
}
