/**
 * The rows of a long list on their way to a client that may be slow: they are drained to memory as fast as the engine
 * gives them, so that a slow client never holds a snapshot.
 */
export interface Sink {
  put(text: string): void
  /** Nobody wants the rest. */
  readonly left: boolean
}

/**
 * The texts that a drain puts into its sink, as they come.
 * @param drain runs on its own; what it throws is thrown here, when what came before has been taken
 */
export async function* drainedTexts(drain: (sink: Sink) => Promise<void>): AsyncGenerator<string> {
  const buffer = new Buffered()
  const drained = drain(buffer)
  drained.then(
    () => buffer.end(),
    () => buffer.end(),
  )
  try {
    while (await buffer.filled()) yield buffer.take()
    await drained // throws what went wrong
  } finally {
    buffer.left = true
  }
}

class Buffered implements Sink {
  readonly #text: string[] = []
  #ended = false
  #wake: () => void = () => undefined
  left = false

  put(text: string): void {
    this.#text.push(text)
    this.#wake()
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  /** Waits until there is something to take; false when nothing more will come. */
  async filled(): Promise<boolean> {
    while (this.#text.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return this.#text.length > 0
  }

  take(): string {
    return this.#text.splice(0).join('')
  }
}
