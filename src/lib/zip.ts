import { Zip, ZipDeflate } from 'fflate'

/** A file in a ZIP, whose content is made while it is written. */
export interface ZippedFile {
  readonly name: string
  readonly content: AsyncIterable<string | Uint8Array>
}

// The same files make the same bytes whenever they are written. ZIP knows no earlier day; its times are local ones.
const NO_TIME = new Date(1980, 0, 1)

/**
 * A ZIP of files, written part by part: nothing is held whole. A file may have up to 4 GiB.
 * @throws what a file's content throws
 */
export async function* zipOf(
  files: AsyncIterable<ZippedFile> | Iterable<ZippedFile>,
): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  const zip = new Zip((error, part) => {
    if (error !== null) throw error
    ready.push(part)
  })
  const taken = () => {
    const parts = ready
    ready = []
    return parts
  }
  for await (const { name, content } of files) {
    const file = new ZipDeflate(name)
    file.mtime = NO_TIME
    zip.add(file)
    for await (const part of content) {
      file.push(typeof part === 'string' ? Buffer.from(part) : part)
      yield* taken()
    }
    file.push(new Uint8Array(), true)
    yield* taken()
  }
  zip.end()
  yield* taken()
}
