import type { Logger } from 'pino'
import type { Clock } from '../lib/clock.ts'

const MINUTE_MS = 60_000

/** So many keys are kept before those whose minute is over are forgotten. */
const KEYS_BEFORE_SWEEP = 1_000

/** Runs the work for a key, unless it was started for that key within the last minute. Nothing waits for it. */
export type Occasionally = (key: number, work: () => Promise<unknown>) => void

/**
 * Work behind an answer that is needed now and then only: moving the end of a session, marking a key as used, sweeping what
 * is remembered. It goes by the time that the process has lived through: a clock that is set back stops nothing.
 * @param failure what to log when the work fails; it is tried again a minute later
 */
export function atMostOnceAMinute(clock: Clock, log: Logger, failure: string): Occasionally {
  const next = new Map<number, number>()
  return (key, work) => {
    const elapsed = clock.elapsed()
    if ((next.get(key) ?? 0) > elapsed) return
    if (next.size >= KEYS_BEFORE_SWEEP) {
      for (const [known, until] of next) if (until <= elapsed) next.delete(known)
    }
    next.set(key, elapsed + MINUTE_MS)
    work().catch((error: unknown) => log.warn({ err: error }, failure))
  }
}
