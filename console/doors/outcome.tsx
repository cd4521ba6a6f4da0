import type { ReactNode } from 'react'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'

/** The status of an answer, and in words whether it was good. */
export function Outcome({ status }: { readonly status: number }): ReactNode {
  const words = useWords().doors
  const kind = status < 400 ? 'good' : status < 500 ? 'waiting' : 'bad'
  const said = { good: words.answered, waiting: words.refused, bad: words.failed }[kind]
  return (
    <StateMark kind={kind}>
      {status} {said}
    </StateMark>
  )
}
