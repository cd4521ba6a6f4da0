import type { ReactNode } from 'react'
import type { Door } from '../lib/api-types.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { useWords } from '../words/words.ts'

/** A first call in three languages, each to be copied. */
export function Snippets({ snippets }: { readonly snippets: NonNullable<Door['snippets']> }): ReactNode {
  const { doors: words } = useWords()
  return (['curl', 'javascript', 'python'] as const).map((language) => (
    <CodeBlock key={language} label={words.snippets[language]} text={snippets[language]} />
  ))
}
