/** Limits concurrency, first come, first served. Callers that have waited too long are refused. */
export class Turnstile {
  #free: number
  readonly #patience: number
  readonly #waiting = new Set<() => void>()

  /** @param patience the longest wait, in milliseconds */
  constructor(places: number, patience: number) {
    this.#free = places
    this.#patience = patience
  }

  /** Runs the work when there is room for it. @throws TurnedAway */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter()
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  #enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const letIn = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(letIn)
        reject(new TurnedAway('Too many wait for a connection to the database already.'))
      }, this.#patience)
      this.#waiting.add(letIn)
    })
  }

  #leave(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#free++
      return
    }
    this.#waiting.delete(next)
    next() // in the slot that became free
  }
}

export class TurnedAway extends Error {
  override readonly name = 'TurnedAway'
}
