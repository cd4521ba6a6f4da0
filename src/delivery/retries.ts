import type { Settlement } from '../domain/delivery/delivery.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

// The schedule of the Standard Webhooks specification: the first attempt is immediate, the others follow these delays
// after each failure. No jitter is added: a webhook has only a few deliveries at a time, so simultaneous failures
// aren't retried all at once.
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

/** The longest delay that a receiver can request: the longest gap of the schedule. */
const LONGEST_WAIT = 24 * HOUR

/** How long a webhook may fail without a single success before it is switched off. */
export const LONGEST_FAILURE = 5 * 24 * HOUR

/** The result of an attempt. */
export interface AttemptResult {
  /** `failed` may succeed later, `refused` would be refused again. */
  readonly outcome: 'delivered' | 'failed' | 'refused'
  /** For the log. */
  readonly answer: string
  /** The receiver says that nothing may be sent there any more (410). */
  readonly gone?: true
  /** Nothing was sent: the problem is on our side, and says nothing about the receiver. */
  readonly ours?: true
  /** The receiver asks not to be called before that time. */
  readonly notBefore?: number
}

/**
 * The next step for a delivery. A receiver can request a delay within limits: an attempt is never earlier than the
 * schedule says, since it would fail again, and never later than after a day, since a wrong date or a number of
 * milliseconds would block the whole queue.
 * @param failures the number of attempts that had failed before this one
 */
export function settlementOf(
  { outcome, notBefore }: AttemptResult,
  failures: number,
  singleAttempt: boolean,
  now: number,
): Settlement {
  if (outcome === 'delivered') return { state: 'sent' }
  const delay = outcome === 'refused' || singleAttempt ? undefined : DELAYS[failures]
  if (delay === undefined) return { state: 'given_up' }
  const asked = Math.min(notBefore ?? now, now + LONGEST_WAIT)
  return { state: 'waiting', due: Math.max(now + delay, asked) }
}

/**
 * The time in the `Retry-After` header, given as seconds from now or as a date (RFC 9110, 10.2.3); undefined when it
 * contains neither.
 */
export function parseRetryAfter(text: string, now: number): number | undefined {
  if (/^\d+$/.test(text)) return now + Number(text) * SECOND
  const instant = /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(instant) ? undefined : instant
}
