import type { ReactNode } from 'react'
import type { Door } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useWords } from '../words/words.ts'
import styles from './doors.module.css'

/** How many requests a door takes, and how many of them the academy has sent. */
export function Quotas({ quotas }: Pick<Door, 'quotas'>): ReactNode {
  const { doors: words } = useWords()
  const { number } = useFormats()
  if (quotas.length === 0) return words.noQuotas
  return (
    <ul>
      {quotas.map(({ name, requests, per, used }) => (
        <li key={name}>
          {words.quota(name, number(requests))} {words.quotaPer[per]}
          {used !== null && (
            <span className={styles.soft}> · {words.quotaUsed(number(used), number(requests))}</span>
          )}
        </li>
      ))}
    </ul>
  )
}
