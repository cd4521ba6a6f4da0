import { UnhurriedTime, type Clock } from '../../lib/clock.ts'

/**
 * How long a single-use token is remembered after it expires, in milliseconds: the machine's clock may be set back, or
 * the allowed age raised, by this much without a used token being accepted again.
 */
const REMEMBERED_MS = 2 * 60 * 60_000

/** Decides which used tokens may be deleted. Create it when the process starts. */
export class UsedTokenMemory {
  readonly #time: UnhurriedTime

  constructor(clock: Clock) {
    this.#time = new UnhurriedTime(clock)
  }

  /** Tokens that expired before this time may be deleted. A clock that was set ahead makes no token old. */
  before(): number {
    return this.#time.now() - REMEMBERED_MS
  }
}
