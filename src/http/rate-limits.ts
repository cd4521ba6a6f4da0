import type { Clock } from '../lib/clock.ts'

/** The answer to one request more: allowed, or to be sent again after so many seconds. */
export type Allowance = { readonly allowed: true } | { readonly allowed: false; readonly retryAfter: number }

/** How many requests a window of time may hold. */
export interface Quota {
  readonly requests: number
  /** Length of the window in milliseconds. */
  readonly window: number
}

/** How many requests of a key count at the moment, and until when: what other nodes want to know. */
export interface KeyCount {
  /** A short text. */
  readonly key: string
  readonly count: number
  readonly until: number
}

/** Counts requests by key, in memory: in fixed windows, or in one that slides. */
export class RateLimits {
  readonly #clock: Clock
  readonly #windows = new Map<string, { readonly ends: number; count: number }>()
  readonly #sliding = new Map<string, Recent>()
  /** What other nodes have counted, where there are any. */
  #elsewhere: ReadonlyMap<string, KeyCount> = new Map()
  #nextSweep = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts one request, unless the window is full: a refused one doesn't count. */
  take(key: string, { requests, window }: Quota): Allowance {
    const now = this.#clock.now()
    this.#sweep(now)
    let current = this.#windows.get(key)
    const elsewhere = this.#countedElsewhere(key, now)
    if (current === undefined || current.ends <= now) {
      // A window that another node has opened is this one's, too.
      current = { ends: elsewhere?.until ?? now + window, count: 0 }
      this.#windows.set(key, current)
    }
    if (current.count + (elsewhere?.count ?? 0) >= requests) {
      return { allowed: false, retryAfter: Math.max(1, Math.ceil((current.ends - now) / 1000)) }
    }
    current.count++
    return { allowed: true }
  }

  /** Counts one request, unless the window that ends now is full: a refused one doesn't count. */
  takeSliding(key: string, { requests, window }: Quota): Allowance {
    const now = this.#clock.now()
    this.#sweep(now)
    let recent = this.#sliding.get(key)
    if (recent === undefined) this.#sliding.set(key, (recent = new Recent(requests, window)))
    const elsewhere = this.#countedElsewhere(key, now)
    const free =
      elsewhere !== undefined && elsewhere.count >= requests
        ? elsewhere.until
        : recent.take(now, elsewhere?.count ?? 0)
    return free === undefined
      ? { allowed: true }
      : { allowed: false, retryAfter: Math.max(1, Math.ceil((free - now) / 1000)) }
  }

  /** Takes back one request that `take` has counted: it turned out to be none of those that are limited. */
  giveBack(key: string): void {
    const current = this.#windows.get(key)
    if (current !== undefined && current.count > 0) current.count--
  }

  /** Forgets what was counted under the key. */
  forget(key: string): void {
    this.#windows.delete(key)
  }

  /** What counts of this process at the moment. */
  counts(): KeyCount[] {
    const now = this.#clock.now()
    const fixed = [...this.#windows].map(([key, { ends, count }]) => ({ key, count, until: ends }))
    const sliding = [...this.#sliding].map(([key, recent]) => ({ key, ...recent.counted(now) }))
    return [...fixed, ...sliding].filter(({ count, until }) => count > 0 && until > now)
  }

  /** Takes what other nodes have counted into account, in place of what was learnt before. */
  learn(counts: readonly KeyCount[]): void {
    const elsewhere = new Map<string, KeyCount>()
    for (const one of counts) {
      const known = elsewhere.get(one.key)
      const count = one.count + (known?.count ?? 0)
      const until = Math.min(one.until, known?.until ?? Infinity)
      elsewhere.set(one.key, { key: one.key, count, until })
    }
    this.#elsewhere = elsewhere
  }

  #countedElsewhere(key: string, now: number): KeyCount | undefined {
    const counted = this.#elsewhere.get(key)
    return counted !== undefined && counted.until > now ? counted : undefined
  }

  #sweep(now: number): void {
    if (now < this.#nextSweep) return
    this.#nextSweep = now + 60_000
    for (const [key, { ends }] of this.#windows) if (ends <= now) this.#windows.delete(key)
    for (const [key, recent] of this.#sliding) if (recent.isOver(now)) this.#sliding.delete(key)
  }
}

/** When the last requests came, as many as the window may hold: the oldest tells whether one more may come. */
class Recent {
  readonly #times: Float64Array
  readonly #window: number
  #oldest = 0
  #latest = -Infinity

  constructor(requests: number, window: number) {
    this.#times = new Float64Array(requests).fill(-Infinity)
    this.#window = window
  }

  /**
   * Counts one at that instant; when there are too many, the instant from which on there won't be.
   * @param elsewhere how many more count, fewer than the window may hold
   */
  take(now: number, elsewhere: number): number | undefined {
    const decisive = (this.#oldest + elsewhere) % this.#times.length
    const free = (this.#times[decisive] ?? -Infinity) + this.#window
    if (free > now) return free
    this.#times[this.#oldest] = now
    this.#latest = now
    this.#oldest = (this.#oldest + 1) % this.#times.length
    return undefined
  }

  counted(now: number): { readonly count: number; readonly until: number } {
    const count = this.#times.reduce((sum, time) => sum + (time + this.#window > now ? 1 : 0), 0)
    return { count, until: this.#latest + this.#window }
  }

  isOver(now: number): boolean {
    return this.#latest + this.#window <= now
  }
}
