import type { Logger } from 'pino'
import type { Store } from '../domain/store.ts'
import type { SteadyClock } from '../lib/clock.ts'
import { Rounds } from './rounds.ts'

const EVERY = 1_000
/** What a time server corrects day by day; more is a clock that was set. */
const SMALL = 1_000
/** What two clocks differ by when they agree. */
const NOTHING = 20
const CLOCKS_DIFFER = "the clock of this machine differs from the database's, which is followed"

export interface ClockWatchContext {
  readonly store: Store
  readonly clock: SteadyClock
  readonly log: Logger
  /** Whether another process moves what waits in the file. */
  readonly onlyFollows?: boolean
}

/**
 * Follows the time that the store goes by: the database's, where several nodes share one, or else the machine's. When the
 * machine's clock is set, all that waits for an instant in a file of ours is moved with it (docs/decisions/0023).
 */
export class ClockWatch {
  readonly #with: ClockWatchContext
  readonly #rounds = new Rounds(EVERY, () => this.#attempt())

  constructor(context: ClockWatchContext) {
    this.#with = context
  }

  start(): void {
    this.#rounds.start()
  }

  async stop(): Promise<void> {
    await this.#rounds.stop()
  }

  /** Looks once. */
  async look(): Promise<void> {
    const { store, clock, log, onlyFollows = false } = this.#with
    const shared = await store.findSharedTime()
    const by = Math.round(shared === undefined ? clock.behind : shared - clock.now())
    if (Math.abs(by) < NOTHING) return
    if (Math.abs(by) > SMALL) {
      if (shared === undefined && !onlyFollows) await store.write((tx) => tx.times.shift(by))
      log.warn({ seconds: by / 1000 }, shared === undefined ? 'the clock was set' : CLOCKS_DIFFER)
    }
    clock.move(by)
  }

  async #attempt(): Promise<void> {
    try {
      await this.look()
    } catch (error) {
      this.#with.log.warn({ err: error }, 'failed to compare the clocks')
    }
  }
}
