import { unavailable } from '../domain/errors.ts'

/** How much of all long lists together may be buffered for clients, in characters: one or two bytes each. */
const MOST_HELD = 48 * 1024 * 1024
/** How long a client may read nothing before its list is aborted to make room for others, in milliseconds. */
const STALLED_AFTER = 1_000
/** How long a list waits for room, in milliseconds: it holds a snapshot meanwhile. */
const LONGEST_WAIT = 5_000
const PAUSE_BETWEEN_LOOKS = 100
/** How much is passed on at once, in characters: what is queued behind it is counted here, not in the socket. */
const PIECE = 64 * 1024

/**
 * The rows of a long list on their way to a client that may be slow: they are drained to memory as fast as the engine
 * produces them, so that a slow client never holds a snapshot.
 */
export interface Sink {
  /**
   * Adds to the list. If all lists together are too large, it waits for room; meanwhile the list of a stalled client is
   * aborted.
   * @throws unavailable
   */
  put(text: string): Promise<void>
  /** The client doesn't want the rest. */
  readonly left: boolean
}

/** The buffered text of all long lists of one store. */
export class ListMemory {
  readonly #most: number
  readonly #stalledAfter: number
  readonly #lists = new Set<DrainedList>()
  #held = 0
  #released: PromiseWithResolvers<void> = Promise.withResolvers()

  /**
   * @param most in characters
   * @param stalledAfter in milliseconds
   */
  constructor(most = MOST_HELD, stalledAfter = STALLED_AFTER) {
    this.#most = most
    this.#stalledAfter = stalledAfter
  }

  /** In characters. */
  get held(): number {
    return this.#held
  }

  /**
   * The texts that a drain writes to its sink, as they arrive.
   * @param drain runs independently; its error is thrown here after the texts before it were read
   */
  async *texts(drain: (sink: Sink) => Promise<void>): AsyncGenerator<string> {
    const list = new DrainedList(this)
    this.#lists.add(list)
    const drained = drain(list)
    drained.then(
      () => list.end(),
      () => list.end(),
    )
    try {
      while (await list.filled()) yield list.take()
      await drained // throws the drain's error
    } finally {
      list.leave()
      this.#lists.delete(list)
    }
  }

  /** Adjusts the count of buffered characters. */
  count(characters: number): void {
    this.#held += characters
    if (characters >= 0) return
    this.#released.resolve()
    this.#released = Promise.withResolvers()
  }

  get isFull(): boolean {
    return this.#held > this.#most
  }

  /** Waits until the list may grow. @throws unavailable */
  async room(list: DrainedList): Promise<void> {
    const until = performance.now() + LONGEST_WAIT
    // A client that keeps up buffers almost nothing, and never waits for others.
    const mustWait = () => this.isFull && !list.left && list.held > PIECE
    while (mustWait()) {
      if (performance.now() > until) list.giveUp()
      else this.#giveUpStalled()
      if (mustWait()) await this.#release()
    }
    list.refuseIfGivenUp()
  }

  /** Aborts the list whose client has read nothing for the longest time, if that is long enough. */
  #giveUpStalled(): void {
    let stalled: DrainedList | undefined
    for (const list of this.#lists) {
      if (list.held > 0 && (stalled === undefined || list.lastTaken < stalled.lastTaken)) stalled = list
    }
    if (stalled !== undefined && performance.now() - stalled.lastTaken > this.#stalledAfter) stalled.giveUp()
  }

  async #release(): Promise<void> {
    const pause: PromiseWithResolvers<void> = Promise.withResolvers()
    const timer = setTimeout(pause.resolve, PAUSE_BETWEEN_LOOKS)
    await Promise.race([this.#released.promise, pause.promise])
    clearTimeout(timer)
  }
}

/** The buffered text of one list. */
class DrainedList implements Sink {
  readonly #memory: ListMemory
  readonly #texts: string[] = []
  #held = 0
  #ended = false
  #left = false
  #givenUp = false
  #lastTaken = performance.now()
  #wake: () => void = () => undefined

  constructor(memory: ListMemory) {
    this.#memory = memory
  }

  get left(): boolean {
    return this.#left
  }

  get held(): number {
    return this.#held
  }

  /** When the client last read something, or could start to. */
  get lastTaken(): number {
    return this.#lastTaken
  }

  async put(text: string): Promise<void> {
    this.refuseIfGivenUp()
    if (this.#left) return
    if (this.#held === 0) this.#lastTaken = performance.now() // until now there was nothing to read
    this.#texts.push(text)
    this.#count(text.length)
    this.#wake()
    if (this.#memory.isFull) await this.#memory.room(this)
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  /** Waits until there is something to read; false when the list has ended. @throws unavailable */
  async filled(): Promise<boolean> {
    while (this.#texts.length === 0 && !this.#ended && !this.#givenUp) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    this.refuseIfGivenUp()
    return this.#texts.length > 0
  }

  /** As much as is passed on at once; the buffer must not be empty. */
  take(): string {
    let count = 0
    for (let length = 0; count < this.#texts.length && length < PIECE; count++) {
      length += this.#texts[count]?.length ?? 0
    }
    const text = this.#texts.splice(0, count).join('')
    this.#lastTaken = performance.now()
    this.#count(-text.length)
    return text
  }

  /** The client doesn't want the rest. */
  leave(): void {
    this.#left = true
    this.#texts.length = 0
    this.#count(-this.#held)
  }

  /** The rest can't be buffered. */
  giveUp(): void {
    this.#givenUp = true
    this.leave()
    this.#wake()
  }

  refuseIfGivenUp(): void {
    if (this.#givenUp) throw unavailable(new Error('The client of a long list was too slow.'))
  }

  #count(characters: number): void {
    this.#held += characters
    this.#memory.count(characters)
  }
}
