import type { Logger } from 'pino'
import type { Store } from '../domain/store.ts'
import type { SharedCount } from '../domain/shared-counts.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import type { Clock } from '../lib/clock.ts'
import { Rounds } from './rounds.ts'

const EVERY = 1_000
const SWEEP_EVERY = 60_000

export interface ExchangeSurroundings {
  readonly store: Store
  readonly rateLimits: RateLimits
  readonly clock: Clock
  readonly log: Logger
  /** Which of the nodes this is: a text that no other has. */
  readonly node: string
}

/**
 * Lets the nodes of one deployment limit rates together: once a second each tells what it has counted, and learns what the
 * others have. Between two exchanges a node knows only of its own requests, so all together may let through what arrives
 * in about a second beyond the quota. Without the database each counts for itself.
 */
export class CountExchange {
  readonly #with: ExchangeSurroundings
  readonly #rounds = new Rounds(EVERY, () => this.#attempt())
  /** What the others know of this node. */
  #told: ReadonlyMap<string, SharedCount> = new Map()
  #nextSweep = 0

  constructor(surroundings: ExchangeSurroundings) {
    this.#with = surroundings
  }

  start(): void {
    this.#rounds.start()
  }

  async stop(): Promise<void> {
    await this.#rounds.stop()
  }

  /** Tells and learns once. */
  async exchange(): Promise<void> {
    const { store, rateLimits, clock, node } = this.#with
    const now = clock.now()
    const sweeps = clock.elapsed() >= this.#nextSweep
    // Nodes share no clock but the machines'. What hasn't changed keeps the end that was told: it isn't told again.
    const own = new Map(
      rateLimits.counts().map(({ key, count, remaining }) => {
        const told = this.#told.get(key)
        const until = Math.round(now + remaining)
        const same = told?.count === count && Math.abs(told.until - until) < EVERY
        return [key, same ? told : { key, count, until }]
      }),
    )
    const news = [
      ...[...own.values()].filter((one) => !isSame(one, this.#told.get(one.key))),
      ...[...this.#told.keys()].filter((key) => !own.has(key)).map((key) => ({ key, count: 0, until: now })),
    ]
    const others = await store.write(async (tx) => {
      await tx.sharedCounts.set(node, news)
      if (sweeps) await tx.sharedCounts.sweep(now - SWEEP_EVERY)
      return tx.sharedCounts.listOfOthers(node)
    })
    rateLimits.learn(others.map(({ key, count, until }) => ({ key, count, remaining: until - now })))
    this.#told = own
    if (sweeps) this.#nextSweep = clock.elapsed() + SWEEP_EVERY
  }

  async #attempt(): Promise<void> {
    try {
      await this.exchange()
    } catch (error) {
      this.#with.log.warn({ err: error }, 'failed to exchange request counts between nodes')
    }
  }
}

function isSame(one: SharedCount, other: SharedCount | undefined): boolean {
  return one.count === other?.count && one.until === other.until
}
