import type { ReactNode } from 'react'
import styles from './state-mark.module.css'

/** A state in words, with a mark whose shape and colour say whether it is good, waiting or bad. */
export function StateMark({
  kind,
  children,
}: {
  readonly kind: 'good' | 'waiting' | 'bad' | 'plain'
  readonly children: ReactNode
}): ReactNode {
  return (
    <span className={styles.state} data-kind={kind}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        {kind === 'good' && <circle cx="5" cy="5" r="4" />}
        {kind === 'waiting' && <path d="M5 1a4 4 0 0 1 0 8z M5 1a4 4 0 0 0 0 8" className={styles.half} />}
        {kind === 'bad' && <path d="M5 0.500 9.500 9h-9z" />}
        {kind === 'plain' && <circle cx="5" cy="5" r="3.500" className={styles.ring} />}
      </svg>
      {children}
    </span>
  )
}
