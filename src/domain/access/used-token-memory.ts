import type { Clock } from '../../lib/clock.ts'

/**
 * How long a token that works once is remembered beyond its end, in milliseconds: so far may the machine's clock be set back,
 * or a longer age be allowed, without a used token being new again.
 */
const REMEMBERED_MS = 2 * 60 * 60_000

/** Up to when used tokens may be forgotten. Make it when the process starts. */
export class UsedTokenMemory {
  readonly #clock: Clock
  readonly #started: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#started = clock.now() - clock.elapsed()
  }

  /**
   * Tokens that ended before that instant may be forgotten. By the time that this process has lived through where that is
   * less than the clock says: one that was set ahead makes nothing old.
   */
  before(): number {
    return Math.min(this.#clock.now(), this.#started + this.#clock.elapsed()) - REMEMBERED_MS
  }
}
