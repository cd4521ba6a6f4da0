/** Repeats work at intervals in the background. A round starts only when the one before has ended. */
export class Rounds {
  readonly #every: number
  readonly #round: () => Promise<void>
  #timer: NodeJS.Timeout | undefined
  #underWay: Promise<void> = Promise.resolve()

  /** @param round must not reject */
  constructor(every: number, round: () => Promise<void>) {
    this.#every = every
    this.#round = round
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#underWay = this.#round().then(() => {
        if (this.#timer !== undefined) this.start()
      })
    }, this.#every)
    this.#timer.unref()
  }

  /** Starts no further round, and waits for the current one. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    await this.#underWay
  }
}
