const WIDTH = 30
const EVERY_MS = 100

/** A bar on a terminal that tells how far something is. Elsewhere it is silent. */
export class ProgressBar {
  readonly #out: NodeJS.WriteStream
  #shown = false
  #last = 0

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.#out = out
  }

  /** @param of how many there are; null: nobody knows */
  show(what: string, done: number, of: number | null = null): void {
    if (!this.#out.isTTY) return
    const now = performance.now()
    if (now - this.#last < EVERY_MS && done !== of) return
    this.#last = now
    this.#shown = true
    if (of === null) {
      this.#out.write(`\r\u001b[K${what} ${String(done)}`)
      return
    }
    const full = of === 0 ? WIDTH : Math.min(WIDTH, Math.round((done / of) * WIDTH))
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full)
    this.#out.write(`\r\u001b[K${what} ${bar} ${String(done)} of ${String(of)}`)
  }

  end(): void {
    if (this.#shown) this.#out.write('\r\u001b[K')
    this.#shown = false
  }
}
