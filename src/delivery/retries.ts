import type { Settlement } from '../domain/delivery/delivery.ts'

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

/** How long a receiver may put us off: as long as the longest gap of the schedule. */
const LONGEST_WAIT = 24 * HOUR

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
  /** Nobody was asked: what kept the delivery from going out lies with us, and says nothing of the receiver. */
  readonly ours?: true
  /** The receiver asks not to be called before that instant. */
  readonly notBefore?: number
}

/**
 * What follows for a delivery. A receiver that asks for time gets it, within bounds: never an attempt earlier than the
 * schedule has it, since what failed would fail again, and none later than after a day, since a wrong date or a number
 * of milliseconds would hold up the whole line for ever.
 * @param failures attempts that had failed before this one
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
 * The instant that the header `Retry-After` names, by seconds from now or by a date (RFC 9110, 10.2.3); undefined when it
 * names none.
 */
export function parseRetryAfter(text: string, now: number): number | undefined {
  if (/^\d+$/.test(text)) return now + Number(text) * SECOND
  const instant = /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(instant) ? undefined : instant
}
