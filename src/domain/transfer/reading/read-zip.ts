import { crc32 } from 'node:zlib'
import { Unzip, UnzipInflate } from 'fflate'
import { UnreadableFile } from './unreadable-file.ts'

/** A file within a ZIP. Its content is to be read before the next file is asked for. */
export interface ZippedFile {
  readonly name: string
  readonly content: AsyncIterable<Uint8Array>
}

const BROKEN = 'The ZIP file is damaged or incomplete. Make or download it again.'
const NO_ZIP = 'This is no ZIP file.'
/** Input is unpacked in such pieces: one of them grows to 16 MB at most. */
const PIECE = 16 * 1024

type Event = { readonly begins: string } | { readonly data: Uint8Array } | 'ends'

/**
 * The files of a ZIP as a stream: nothing is held but a piece of one.
 * @param most how many bytes all files may have together, unpacked
 * @throws UnreadableFile, also while files are read
 */
export async function* readZip(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<ZippedFile> {
  const events = eventsOf(bytes, most)
  for (;;) {
    const event = await events.next()
    if (event.done === true) return
    if (event.value === 'ends' || !('begins' in event.value)) continue
    const content = contentOf(events)
    yield { name: event.value.begins, content }
    for await (const _ of content); // what nobody wanted to read
  }
}

async function* contentOf(events: AsyncGenerator<Event, undefined>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { value, done } = await events.next()
    if (done === true || value === 'ends') return
    if ('data' in value) yield value.data
  }
}

async function* eventsOf(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Event, undefined> {
  const events: Event[] = []
  let failure: unknown
  let unpacked = 0
  const checksums: number[] = []
  let open = 0
  const tail = new Tail()
  const unzip = new Unzip((file) => {
    const at = checksums.push(0) - 1
    open++
    events.push({ begins: file.name })
    file.ondata = (error, data, final) => {
      if (error !== null) failure ??= error
      unpacked += data.length
      if (unpacked > most) {
        failure ??= new UnreadableFile(
          `The files in the ZIP are larger than ${String(Math.round(most / 1024 / 1024))} MB together. Send them one by one.`,
        )
        return
      }
      checksums[at] = crc32(data, checksums[at])
      events.push({ data })
      if (final) {
        open--
        events.push('ends')
      }
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  for await (const chunk of bytes) {
    tail.push(chunk)
    for (let from = 0; from < chunk.length; from += PIECE) {
      attempt(() => unzip.push(chunk.subarray(from, from + PIECE)))
      if (failure !== undefined) throw unreadable(failure)
      yield* events.splice(0)
    }
  }
  attempt(() => unzip.push(new Uint8Array(), true))
  if (failure !== undefined) throw unreadable(failure)
  yield* events.splice(0)
  // A ZIP that ends before its directory may have lost whole files.
  const promised = tail.readChecksums()
  if (promised === undefined && !tail.isZip) throw new UnreadableFile(NO_ZIP)
  if (open > 0 || promised === undefined || !isSame(promised, checksums)) throw new UnreadableFile(BROKEN)
  return undefined

  function attempt(step: () => void): void {
    try {
      step()
    } catch (error) {
      failure ??= error
    }
  }
}

function unreadable(error: unknown): UnreadableFile {
  return error instanceof UnreadableFile ? error : new UnreadableFile(BROKEN, { cause: error })
}

/** Whether the files came out as they went in; the directory may name them in another order. */
function isSame(promised: readonly number[], found: readonly number[]): boolean {
  const [one, other] = [promised, found].map((checksums) => checksums.toSorted((a, b) => a - b))
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The directory at the end of a ZIP. */
class Tail {
  /** A directory of some 10,000 files, and the longest comment behind it. */
  static readonly #LENGTH = 1024 * 1024
  #last = Buffer.alloc(0)
  #isZip: boolean | undefined
  #waiting: Uint8Array[] = []
  #length = 0

  push(chunk: Uint8Array): void {
    this.#waiting.push(chunk)
    this.#length += chunk.length
    if (this.#length > Tail.#LENGTH) this.#join()
  }

  /** Whether the file begins as a ZIP does. */
  get isZip(): boolean {
    this.#join()
    return this.#isZip === true
  }

  /** The checksum of each file that the directory names; undefined when it isn't there as a whole. */
  readChecksums(): readonly number[] | undefined {
    this.#join()
    const end = this.#last.lastIndexOf('PK\u0005\u0006')
    if (end === -1 || end + 22 > this.#last.length) return undefined
    const count = this.#last.readUInt16LE(end + 10)
    const checksums: number[] = []
    let at = end - this.#last.readUInt32LE(end + 12)
    for (let n = 0; n < count; n++) {
      if (at < 0 || at + 46 > end || this.#last.readUInt32LE(at) !== DIRECTORY_ENTRY) return undefined
      checksums.push(this.#last.readUInt32LE(at + 16))
      at += 46 + [28, 30, 32].reduce((sum, field) => sum + this.#last.readUInt16LE(at + field), 0)
    }
    return checksums
  }

  #join(): void {
    const all = Buffer.concat([this.#last, ...this.#waiting])
    this.#isZip ??= all.toString('latin1', 0, 2) === 'PK'
    this.#last = Buffer.from(all.subarray(-Tail.#LENGTH))
    this.#waiting = []
    this.#length = 0
  }
}

const DIRECTORY_ENTRY = 0x02014b50
