import { closeSync, createReadStream, ftruncateSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Answers older than this say nothing about the source any more. */
const GOOD_FOR_MS = 60 * 60_000

/**
 * The answers of a source in a file, so that a run that was interrupted goes on where it stood. A reader asks the same
 * things in the same order: the answers are given back one by one, until something is asked that the file doesn't have.
 */
export class Journal {
  readonly #path: string
  readonly #file: number
  /** The answers of the earlier run that weren't asked for yet. */
  #earlier: AsyncIterator<string> | undefined
  /** Where the last answer that was given back ends, in bytes. */
  #end = 0

  /**
   * @param path a file of this source alone, made if it isn't there
   * @param now in milliseconds
   */
  constructor(path: string, now: number) {
    this.#path = path
    this.#file = openSync(path, 'a', 0o600)
    const { size, mtimeMs } = statSync(path)
    if (size > 0 && now - mtimeMs < GOOD_FOR_MS) {
      const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })
      this.#earlier = lines[Symbol.asyncIterator]()
    } else ftruncateSync(this.#file, 0)
  }

  /** The answer to that request in the earlier run; undefined when that run didn't get so far. */
  async replay(key: string): Promise<string | undefined> {
    if (this.#earlier === undefined) return undefined
    const line = await this.#earlier.next()
    const entry = line.done === true ? undefined : entryOf(line.value)
    if (entry?.key === key) {
      this.#end += Buffer.byteLength(String(line.value)) + 1
      return entry.answer
    }
    this.#earlier = undefined // another order, half a line, or the end of what there is
    ftruncateSync(this.#file, this.#end)
    return undefined
  }

  record(key: string, answer: string): void {
    writeSync(this.#file, `${JSON.stringify([key, answer])}\n`)
  }

  /** Keeps the file for the next run. */
  close(): void {
    closeSync(this.#file)
  }

  /** Removes the file: everything was read. */
  done(): void {
    this.close()
    rmSync(this.#path, { force: true })
  }
}

function entryOf(line: string): { readonly key: string; readonly answer: string } | undefined {
  try {
    const [key, answer] = JSON.parse(line) as [string, string] // as `record` wrote it
    return { key, answer }
  } catch {
    return undefined // the run ended while it was written
  }
}
