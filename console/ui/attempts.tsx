import type { ReactNode } from 'react'
import type { DeliveryAttempt } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useWords } from '../words/words.ts'
import styles from './attempts.module.css'
import { StateMark } from './state-mark.tsx'
import { Time } from './time.tsx'

const KINDS = { waiting: 'waiting', sent: 'good', given_up: 'bad' } as const

/** How far a message got. */
export function DeliveryState({ state }: { readonly state: keyof typeof KINDS }): ReactNode {
  return <StateMark kind={KINDS[state]}>{useWords().delivery.states[state]}</StateMark>
}

/** Each attempt to deliver a message: when, how long, and what the receiver answered. */
export function Attempts({ attempts }: { readonly attempts: readonly DeliveryAttempt[] }): ReactNode {
  const { delivery: words } = useWords()
  const { number } = useFormats()
  if (attempts.length === 0) return <p className={styles.soft}>{words.noAttempts}</p>
  return (
    <ol className={styles.attempts} aria-label={words.attempts}>
      {attempts.map((attempt) => (
        <li key={attempt.number}>
          <span>{words.attempt(number(attempt.number))}</span>
          <Time at={attempt.at} />
          <span className={styles.soft}>{words.milliseconds(number(attempt.milliseconds))}</span>
          <code>{attempt.answer}</code>
        </li>
      ))}
    </ol>
  )
}
