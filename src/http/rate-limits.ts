import type { Clock } from '../lib/clock.ts'

/** The answer to one request more: allowed, or to be sent again after so many seconds. */
export type Allowance = { readonly allowed: true } | { readonly allowed: false; readonly retryAfter: number }

/** How many requests a window of time may hold. */
export interface Quota {
  readonly requests: number
  /** Length of the window in milliseconds. */
  readonly window: number
}

/** Counts requests by key in fixed windows, in memory. */
export class RateLimits {
  readonly #clock: Clock
  readonly #windows = new Map<string, { readonly ends: number; count: number }>()
  #nextSweep = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts one request, unless the window is full: a refused one doesn't count. */
  take(key: string, { requests, window }: Quota): Allowance {
    const now = this.#clock.now()
    this.#sweep(now)
    let current = this.#windows.get(key)
    if (current === undefined || current.ends <= now) {
      current = { ends: now + window, count: 0 }
      this.#windows.set(key, current)
    }
    if (current.count >= requests) {
      return { allowed: false, retryAfter: Math.max(1, Math.ceil((current.ends - now) / 1000)) }
    }
    current.count++
    return { allowed: true }
  }

  /** Forgets what was counted under the key. */
  forget(key: string): void {
    this.#windows.delete(key)
  }

  #sweep(now: number): void {
    if (now < this.#nextSweep) return
    this.#nextSweep = now + 60_000
    for (const [key, { ends }] of this.#windows) if (ends <= now) this.#windows.delete(key)
  }
}
