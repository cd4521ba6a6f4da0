import type { Clock } from '../lib/clock.ts'

/** The answer to one request more: allowed, or to be sent again after so many seconds. */
export type Allowance = { readonly allowed: true } | { readonly allowed: false; readonly retryAfter: number }

/** How many requests a window of time may hold. */
export interface Quota {
  readonly requests: number
  /** Length of the window in milliseconds. */
  readonly window: number
}

/** Under what a door counts the requests of an academy against one of its quotas. */
export function quotaKey(door: string, accountId: number, quota: string): string {
  return `${door} ${accountId} ${quota}`
}

/** How long one has to wait after so many tries: the first few are free, then each one doubles the wait. */
export interface Patience {
  /** Tries without a wait. */
  readonly free: number
  /** The wait after those, in milliseconds. */
  readonly first: number
  /** No wait is longer than that, in milliseconds. */
  readonly longest: number
  /** How long after the last try all are forgotten, in milliseconds. */
  readonly memory: number
}

/** How many requests of a key count at the moment, and for how long: what other nodes want to know. */
export interface KeyCount {
  /** A short text. */
  readonly key: string
  readonly count: number
  /** Milliseconds from now on. */
  readonly remaining: number
}

/**
 * Counts requests by key, in memory: in fixed windows, in one that slides, or with a wait that grows. Time is what the
 * process has lived through: a clock that is set back blocks nobody, and one that is set forward lets nobody through.
 */
export class RateLimits {
  readonly #clock: Pick<Clock, 'elapsed'>
  readonly #windows = new Map<string, { readonly ends: number; count: number }>()
  readonly #sliding = new Map<string, Recent>()
  readonly #waits = new Map<string, Wait>()
  /** What other nodes have counted, where there are any. */
  #elsewhere: ReadonlyMap<string, Counted> = new Map()
  #nextSweep = 0
  #changes = 0

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock
  }

  /** Grows whenever something was counted: others want to know no more than that. */
  get changes(): number {
    return this.#changes
  }

  /** Counts one request, unless the window is full: a refused one doesn't count. */
  take(key: string, { requests, window }: Quota): Allowance {
    const now = this.#clock.elapsed()
    this.#sweep(now)
    let current = this.#windows.get(key)
    const elsewhere = this.#countedElsewhere(key, now, window)
    if (current === undefined || current.ends <= now) {
      // A window that another node has opened is this one's, too.
      current = { ends: elsewhere?.until ?? now + window, count: 0 }
      this.#windows.set(key, current)
    }
    if (current.count + (elsewhere?.count ?? 0) >= requests) {
      return { allowed: false, retryAfter: Math.max(1, Math.ceil((current.ends - now) / 1000)) }
    }
    current.count++
    this.#changes++
    return { allowed: true }
  }

  /** Counts one request, unless the window that ends now is full: a refused one doesn't count. */
  takeSliding(key: string, { requests, window }: Quota): Allowance {
    const now = this.#clock.elapsed()
    this.#sweep(now)
    let recent = this.#sliding.get(key)
    if (recent === undefined) this.#sliding.set(key, (recent = new Recent(requests, window)))
    const elsewhere = this.#countedElsewhere(key, now, window)
    const free =
      elsewhere !== undefined && elsewhere.count >= requests
        ? elsewhere.until
        : recent.take(now, elsewhere?.count ?? 0)
    if (free === undefined) this.#changes++
    return free === undefined
      ? { allowed: true }
      : { allowed: false, retryAfter: Math.max(1, Math.ceil((free - now) / 1000)) }
  }

  /** Counts one try, unless there is a wait: a refused one neither counts nor lengthens it. */
  takePatiently(key: string, { free, first, longest, memory }: Patience): Allowance {
    const now = this.#clock.elapsed()
    this.#sweep(now)
    const before = this.#waits.get(key)
    const known = before !== undefined && before.until > now ? before : undefined
    if (known !== undefined && known.ends > now) {
      return { allowed: false, retryAfter: Math.max(1, Math.ceil((known.ends - now) / 1000)) }
    }
    this.#changes++
    const count = (known?.count ?? 0) + 1
    const beyond = count + (this.#countedElsewhere(key, now, memory)?.count ?? 0) - free
    const ends = beyond < 0 ? now : now + Math.min(longest, first * 2 ** beyond)
    this.#waits.set(key, { count, ends, endedBefore: known?.ends ?? now, until: now + memory })
    return { allowed: true }
  }

  /** How many requests `take` has counted in the window that is open, here and elsewhere. */
  counted(key: string, { window }: Pick<Quota, 'window'>): number {
    const now = this.#clock.elapsed()
    const current = this.#windows.get(key)
    const here = current === undefined || current.ends <= now ? 0 : current.count
    return here + (this.#countedElsewhere(key, now, window)?.count ?? 0)
  }

  /** Takes back one request that `take` has counted: it turned out to be none of those that are limited. */
  giveBack(key: string): void {
    const current = this.#windows.get(key)
    if (current !== undefined && current.count > 0) current.count--
  }

  /** Takes back one try that `takePatiently` has counted: it turned out to be none of those that are limited. */
  giveBackTry(key: string): void {
    const current = this.#waits.get(key)
    if (current === undefined) return
    this.#changes++
    if (current.count === 1) this.#waits.delete(key)
    else this.#waits.set(key, { ...current, count: current.count - 1, ends: current.endedBefore })
  }

  /** Forgets the tries that `takePatiently` has counted. */
  forgetTries(key: string): void {
    this.#changes++
    this.#waits.delete(key)
  }

  /** What counts of this process at the moment. */
  counts(): KeyCount[] {
    const now = this.#clock.elapsed()
    const fixed = [...this.#windows].map(([key, { ends, count }]) => ({ key, count, until: ends }))
    const sliding = [...this.#sliding].map(([key, recent]) => ({ key, ...recent.counted(now) }))
    const waits = [...this.#waits].map(([key, { count, until }]) => ({ key, count, until }))
    return [...fixed, ...sliding, ...waits]
      .filter(({ count, until }) => count > 0 && until > now)
      .map(({ key, count, until }) => ({ key, count, remaining: until - now }))
  }

  /** Takes what other nodes have counted into account, in place of what was learnt before. */
  learn(counts: readonly KeyCount[]): void {
    const now = this.#clock.elapsed()
    const elsewhere = new Map<string, Counted>()
    for (const one of counts) {
      const known = elsewhere.get(one.key)
      const count = one.count + (known?.count ?? 0)
      const until = Math.min(now + one.remaining, known?.until ?? Infinity)
      elsewhere.set(one.key, { count, until })
    }
    this.#elsewhere = elsewhere
  }

  /** @param longest no count is good for longer, whatever another node's clock makes of it */
  #countedElsewhere(key: string, now: number, longest: number): Counted | undefined {
    const counted = this.#elsewhere.get(key)
    if (counted === undefined || counted.until <= now) return undefined
    return { count: counted.count, until: Math.min(counted.until, now + longest) }
  }

  #sweep(now: number): void {
    if (now < this.#nextSweep) return
    this.#nextSweep = now + 60_000
    for (const [key, { ends }] of this.#windows) if (ends <= now) this.#windows.delete(key)
    for (const [key, recent] of this.#sliding) if (recent.isOver(now)) this.#sliding.delete(key)
    for (const [key, { until }] of this.#waits) if (until <= now) this.#waits.delete(key)
  }
}

/** What was counted, and until when that counts. */
interface Counted {
  readonly count: number
  readonly until: number
}

/** Tries of one key, the end of the wait, the one that it had before the last try, and when all is forgotten. */
interface Wait extends Counted {
  readonly ends: number
  readonly endedBefore: number
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
