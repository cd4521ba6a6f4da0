import { setTimeout as pause } from 'node:timers/promises'

/** A rest is so many times as long as the portion before it: the work gets a quarter of the time at most. */
const RESTS = 3
/** A portion that had to wait, for a slow disk perhaps, makes no longer rest than that. */
const LONGEST_REST_MS = 1_000

/**
 * Work in the background, portion by portion, with rests that leave the server to everybody else. It can be asked to end: then
 * the rest that is going on ends at once, and whoever does the work looks before each portion.
 */
export class BackgroundPace {
  readonly #ending = new AbortController()
  readonly #rest: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
  readonly #now: () => number

  /** @param rest waits that long, or rejects when the signal ends it; both are for tests */
  constructor(
    rest: (milliseconds: number, signal: AbortSignal) => Promise<unknown> = (milliseconds, signal) =>
      pause(milliseconds, undefined, { signal }),
    now: () => number = () => performance.now(),
  ) {
    this.#rest = rest
    this.#now = now
  }

  /** Whether the work is to end before its next portion. */
  get isEnding(): boolean {
    return this.#ending.signal.aborted
  }

  end(): void {
    this.#ending.abort()
  }

  /** Does a portion, then rests. @throws what the portion throws, at once */
  async portion<T>(work: () => Promise<T>): Promise<T> {
    const begun = this.#now()
    const result = await work()
    const rest = Math.min(LONGEST_REST_MS, RESTS * (this.#now() - begun))
    if (!this.isEnding) await this.#rest(rest, this.#ending.signal).catch(() => undefined)
    return result
  }
}
