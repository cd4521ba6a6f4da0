import { Unzip, UnzipInflate } from 'fflate'
import { UnreadableFile } from './unreadable-file.ts'

/** A file within a ZIP. Its content is to be read before the next file is asked for. */
export interface ZippedFile {
  readonly name: string
  readonly content: AsyncIterable<Uint8Array>
}

const BROKEN = 'The ZIP file is damaged or incomplete.'
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
  let files = 0
  let open = 0
  const tail = new Tail()
  const unzip = new Unzip((file) => {
    files++
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
  // A file that ends before its directory may have lost whole files.
  if (open > 0 || tail.countFiles() !== files) throw new UnreadableFile(BROKEN)
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

/** The last bytes of a file. */
class Tail {
  static readonly #LENGTH = 66_000 // the longest comment, and the record that it stands in
  #last = Buffer.alloc(0)

  push(chunk: Uint8Array): void {
    this.#last = Buffer.concat([this.#last, chunk.subarray(-Tail.#LENGTH)])
    if (this.#last.length > 2 * Tail.#LENGTH) this.#last = Buffer.from(this.#last.subarray(-Tail.#LENGTH))
  }

  /** How many files the directory at the end names; undefined when there is none. */
  countFiles(): number | undefined {
    const at = this.#last.lastIndexOf('PK\u0005\u0006')
    return at === -1 || at + 12 > this.#last.length ? undefined : this.#last.readUInt16LE(at + 10)
  }
}
