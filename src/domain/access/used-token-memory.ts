import type { Clock } from '../../lib/clock.ts'

/**
 * How long a single-use token is remembered after it expires, in milliseconds: the machine's clock may be set back, or
 * the allowed age raised, by this much without a used token being accepted again.
 */
const REMEMBERED_MS = 2 * 60 * 60_000

/** Decides which used tokens may be deleted. Create it when the process starts. */
export class UsedTokenMemory {
  readonly #clock: Clock
  readonly #started: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#started = clock.now() - clock.elapsed()
  }

  /**
   * Tokens that expired before this time may be deleted. If less time has passed by the process's own timer than by the
   * clock, the timer counts: a clock that was set ahead makes no token old.
   */
  before(): number {
    return Math.min(this.#clock.now(), this.#started + this.#clock.elapsed()) - REMEMBERED_MS
  }
}
