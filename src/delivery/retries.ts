import type { Settlement } from '../domain/delivery.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

// The schedule of the Standard Webhooks specification: the first attempt at once, then so long after each failure. No
// jitter is added: a webhook takes a few deliveries at a time, so those that fail together don't come back together.
const DELAYS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/** How long a webhook may fail without a single success before it is switched off. */
export const LONGEST_FAILURE = 5 * 24 * HOUR

/** How an attempt went. */
export interface AttemptResult {
  /** `failed` may go through later, `refused` would be refused again. */
  readonly outcome: 'delivered' | 'failed' | 'refused'
  /** For the log. */
  readonly answer: string
  /** The receiver says that nothing must be sent there any more (410). */
  readonly gone?: true
}

/** What follows for a delivery. @param failures attempts that had failed before this one */
export function settlementOf(
  { outcome }: AttemptResult,
  failures: number,
  singleAttempt: boolean,
  now: number,
): Settlement {
  if (outcome === 'delivered') return { state: 'sent' }
  const delay = outcome === 'refused' || singleAttempt ? undefined : DELAYS[failures]
  return delay === undefined ? { state: 'given_up' } : { state: 'waiting', due: now + delay }
}
