import type { ReactNode, RefObject } from 'react'
import type { Fault } from '../lib/api-types.ts'
import type { Form } from '../lib/form.ts'
import { useFormats } from '../lib/formats.ts'
import { useWords } from '../words/words.ts'
import { Id } from './id.tsx'
import styles from './form-problem.module.css'

interface FormProblemProps {
  readonly form: Pick<Form<object>, 'problem' | 'elsewhere' | 'requestId'>
  /** What is said, to be given the focus. */
  readonly box?: RefObject<HTMLDivElement | null>
}

/** What is wrong with a form as a whole, and with values that have no field in it. */
export function FormProblem({ form: { problem, elsewhere, requestId }, box }: FormProblemProps): ReactNode {
  const words = useWords()
  const placeOf = usePlaceOf()
  return (
    <div role="alert">
      {problem !== undefined && (
        <div ref={box} tabIndex={-1} className={styles.problem}>
          <p>{problem}</p>
          {elsewhere.length > 0 && (
            <ul>
              {elsewhere.map((fault) => (
                <li key={`${fault.pointer ?? ''} ${fault.detail}`}>
                  <bdi>{[...placeOf(fault), fault.detail].join(': ')}</bdi>
                </li>
              ))}
            </ul>
          )}
          {requestId !== undefined && <Id label={words.shell.requestId} value={requestId} />}
        </div>
      )}
    </div>
  )
}

/** Where a value is, in words: `/quiz/questions/0/text` is “Quiz › Questions › 1 › Text”. */
function usePlaceOf(): (fault: Fault) => readonly string[] {
  const { fields } = useWords().audit
  const { number } = useFormats()
  return ({ pointer = '' }) => {
    const parts = pointer.split('/').slice(1)
    if (parts.length === 0) return []
    return [
      parts
        .map((part) => (/^\d+$/.test(part) ? number(Number(part) + 1) : (fields[part] ?? part)))
        .join(' › '),
    ]
  }
}
