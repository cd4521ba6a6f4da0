import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

/** Teaches where there is nothing: what would be here, why one wants it, and what to do about it. */
export function EmptyState({
  heading,
  text,
  children,
}: {
  readonly heading: string
  readonly text: string
  readonly children?: ReactNode
}): ReactNode {
  return (
    <div className={styles.empty}>
      <h2>{heading}</h2>
      <p>{text}</p>
      {children !== undefined && <div className={styles.acts}>{children}</div>}
    </div>
  )
}
