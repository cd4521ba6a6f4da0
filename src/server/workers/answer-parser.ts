/** The beginning of an answer. */
export interface AnswerHead {
  readonly status: number
  readonly reason: string
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[]
}

/** Who takes an answer as it comes. */
export interface AnswerTaker {
  begin(head: AnswerHead): void
  /** @param bytes belong to the taker only until it returns */
  write(bytes: Buffer): void
  /** @param bytes the last of them, as in `write`; undefined: all have come */
  end(bytes: Buffer | undefined): void
}

/** What comes next: a line with its end, so many bytes, or nothing. */
type Part = 'head' | 'body' | 'chunk_size' | 'chunk' | 'chunk_end' | 'trailer' | 'nothing'

const NOTHING = Buffer.alloc(0)
const LINE_END = '\r\n'
const HEAD_END = '\r\n\r\n'

/**
 * Reads the answers of one connection, one after another. Only our own server speaks at its other end, so it knows what Node's
 * server writes, and no more: an answer has a length or comes in chunks, and there is none that nobody asked for.
 */
export class AnswerParser {
  #part: Part = 'nothing'
  #hasNoBody = false
  #taker: AnswerTaker | undefined
  /** How many bytes of the body, or of the chunk, are missing. */
  #missing = 0
  /** The beginning of a head or a line whose end has not come. */
  #kept: Buffer = NOTHING

  /** @param hasNoBody whatever its headers say, as the answer to a HEAD */
  expect(taker: AnswerTaker, hasNoBody: boolean): void {
    this.#taker = taker
    this.#hasNoBody = hasNoBody
    this.#part = 'head'
  }

  /** @throws when it is not what our server writes */
  take(bytes: Buffer): void {
    const all = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes])
    let at = 0
    while (at < all.length) {
      const next = this.#step(all, at)
      if (next === at) break
      at = next
    }
    this.#kept = at === all.length ? NOTHING : Buffer.from(all.subarray(at))
  }

  /** Returns where the next part begins; the same place: more has to come first. */
  #step(all: Buffer, at: number): number {
    switch (this.#part) {
      case 'nothing':
        throw new Error('An answer came that nobody waits for.')
      case 'head':
        return this.#readHead(all, at)
      case 'body':
      case 'chunk':
        return this.#readBytes(all, at)
      case 'chunk_size':
      case 'chunk_end':
      case 'trailer':
        return this.#readLine(all, at)
    }
  }

  #readHead(all: Buffer, at: number): number {
    const end = all.indexOf(HEAD_END, at)
    if (end === -1) return at
    const [first = '', ...lines] = all.toString('latin1', at, end).split(LINE_END)
    const status = Number(first.slice(9, 12))
    if (!first.startsWith('HTTP/1.1 ') || !(status >= 100)) throw new Error('The answer is not HTTP/1.1.')
    const next = end + HEAD_END.length
    if (status < 200) return next // the answer itself follows
    const rawHeaders: string[] = []
    let length: number | undefined
    let isChunked = false
    for (const line of lines) {
      const colon = line.indexOf(':')
      const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()]
      rawHeaders.push(name, value)
      if (isNamed(name, 'content-length')) length = Number(value)
      else if (isNamed(name, 'transfer-encoding')) isChunked = true
    }
    this.#taker?.begin({ status, reason: first.slice(13), rawHeaders })
    if (this.#hasNoBody || status === 204 || status === 304 || length === 0) this.#end(undefined)
    else if (isChunked) this.#part = 'chunk_size'
    else if (length !== undefined && length > 0) {
      this.#part = 'body'
      this.#missing = length
    } else throw new Error('The answer has no length.')
    return next
  }

  #readBytes(all: Buffer, at: number): number {
    const bytes = all.subarray(at, at + this.#missing)
    this.#missing -= bytes.length
    if (this.#missing > 0) this.#taker?.write(bytes)
    else if (this.#part === 'body') this.#end(bytes)
    else {
      this.#part = 'chunk_end'
      this.#taker?.write(bytes)
    }
    return at + bytes.length
  }

  #readLine(all: Buffer, at: number): number {
    const end = all.indexOf(LINE_END, at)
    if (end === -1) return at
    if (this.#part === 'chunk_end') this.#part = 'chunk_size'
    else if (this.#part === 'chunk_size') {
      this.#missing = Number.parseInt(all.toString('latin1', at, end), 16)
      if (!(this.#missing >= 0)) throw new Error('A chunk of the answer has no length.')
      this.#part = this.#missing === 0 ? 'trailer' : 'chunk'
    } else if (end === at) this.#end(undefined)
    return end + LINE_END.length
  }

  #end(bytes: Buffer | undefined): void {
    const taker = this.#taker
    this.#taker = undefined
    this.#part = 'nothing'
    taker?.end(bytes)
  }
}

/** @param folded in lower case */
function isNamed(name: string, folded: string): boolean {
  return name.length === folded.length && name.toLowerCase() === folded
}
