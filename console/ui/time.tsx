import { useEffect, useState, type ReactNode } from 'react'
import { useFormats } from '../lib/formats.ts'
import styles from './time.module.css'

const MINUTE_MS = 60_000

/** A time: how long ago, and the full instant on hover and on focus. */
export function Time({ at }: { readonly at: string }): ReactNode {
  const formats = useFormats()
  const now = useMinute()
  const full = formats.instant(at)
  return (
    <time dateTime={at} title={full} className={styles.time}>
      {formats.relative(at, now)}
      <span className="unseen"> ({full})</span>
    </time>
  )
}

/** A day: the day itself. */
export function Day({ day }: { readonly day: string }): ReactNode {
  return <time dateTime={day}>{useFormats().day(day)}</time>
}

const listeners = new Set<(now: number) => void>()
let timer: number | undefined

/** The time, renewed once a minute for all that is shown. */
function useMinute(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    listeners.add(setNow)
    timer ??= window.setInterval(() => {
      for (const listener of listeners) listener(Date.now())
    }, MINUTE_MS)
    return () => {
      listeners.delete(setNow)
    }
  }, [])
  return now
}
