import {
  closeSync,
  createReadStream,
  existsSync,
  ftruncateSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SealedBox } from '../lib/sealed-box.ts'

/** Answers older than this say nothing about the source any more. */
const GOOD_FOR_MS = 60 * 60_000
const NAME = /^pull-.+\.journal$/

/** Deletes the journals in a data folder whose run was interrupted, and that nobody has taken up within an hour. */
export function removeOldJournals(folder: string, now: number): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (!NAME.test(name)) continue
    const path = join(folder, name)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats !== undefined && now - stats.mtimeMs >= GOOD_FOR_MS) rmSync(path, { force: true })
  }
}

/**
 * The answers of a source in a file, so that a run that was interrupted goes on where it stood. They are encrypted: without
 * the key, which an erasure deletes from the store, nobody reads what they say of people. A reader asks the same
 * things in the same order: the answers are given back one by one, until something is asked that the file doesn't have.
 */
export class Journal {
  readonly #path: string
  readonly #file: number
  readonly #box: SealedBox
  /** The answers of the earlier run that weren't asked for yet. */
  #earlier: AsyncIterator<string> | undefined
  /** Where the last answer that was given back ends, in bytes. */
  #end = 0

  /**
   * @param path a file of this source alone, made if it isn't there
   * @param now in milliseconds
   * @param key at least 32 random bytes; with another than before, the earlier run is lost
   */
  constructor(path: string, now: number, key: Uint8Array) {
    this.#path = path
    this.#box = new SealedBox(key)
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
    const entry = line.done === true ? undefined : this.#entryOf(line.value)
    if (entry?.key === key) {
      this.#end += Buffer.byteLength(String(line.value)) + 1
      return entry.answer
    }
    this.#earlier = undefined // another order, half a line, or the end of what there is
    ftruncateSync(this.#file, this.#end)
    return undefined
  }

  record(key: string, answer: string): void {
    writeSync(this.#file, `${this.#box.seal(JSON.stringify([key, answer]))}\n`)
  }

  #entryOf(line: string): { readonly key: string; readonly answer: string } | undefined {
    const opened = this.#box.open(line) // half a line isn't opened: the run ended while it was written
    if (opened === undefined) return undefined
    const [key, answer] = JSON.parse(opened) as [string, string] // as `record` wrote it
    return { key, answer }
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
