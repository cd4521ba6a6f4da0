import { pipeline, Readable } from 'node:stream'
import { parse, CsvError } from 'csv-parse'
import { decodeText } from './decode-text.ts'
import { UnreadableFile } from './unreadable-file.ts'
import { counted } from '../../../lib/counted.ts'

/** A record of a file: its number, the header being 1, and its cells as they stand. */
export interface CsvRecord {
  readonly row: number
  readonly cells: readonly string[]
}

export interface CsvFile {
  readonly header: readonly string[]
  /** In order; to be read once. Records without any content are left out, and counted. */
  readonly records: AsyncIterable<CsvRecord>
}

const MOST_COLUMNS = 10_000
/** In characters. */
const LONGEST_HEADER = 4 * 1024 * 1024
/** In bytes. */
const LONGEST_RECORD = 16 * 1024 * 1024

/**
 * Reads a CSV file (RFC 4180) as a stream. Commas, semicolons and tabs are told apart by the header; lines may end in any
 * way, even in several.
 * @throws UnreadableFile, also while records are read: the file is not CSV, or nobody could tell what is meant
 */
export async function readCsv(bytes: AsyncIterable<Uint8Array>): Promise<CsvFile> {
  const pieces = decodeText(bytes)
  const head = await readHead(pieces)
  const { delimiter, from } = delimiterOf(head)
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
  })
  const text = async function* () {
    yield head.slice(from)
    yield* pieces
  }
  pipeline(Readable.from(text()), parser, () => undefined) // an error comes out where records are read
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<string[], undefined>
  const first = await next(records)
  if (first === undefined)
    throw new UnreadableFile('The file is empty. Its first line must name the columns.')
  if (first.length > MOST_COLUMNS) {
    throw new UnreadableFile(
      `The file has ${counted(first.length, 'column')}. It may have ${MOST_COLUMNS} at most.`,
    )
  }
  return { header: first.map((name) => name.trim()), records: numbered(records) }
}

async function* numbered(records: AsyncIterator<string[], undefined>): AsyncGenerator<CsvRecord> {
  for (let row = 2; ; row++) {
    const cells = await next(records)
    if (cells === undefined) return
    if (cells.some((cell) => cell !== '')) yield { row, cells }
  }
}

async function next(records: AsyncIterator<string[], undefined>): Promise<string[] | undefined> {
  try {
    const { value, done } = await records.next()
    return done === true ? undefined : value
  } catch (error) {
    if (error instanceof CsvError) throw new UnreadableFile(sentenceOf(error), { cause: error })
    throw error
  }
}

function sentenceOf({ code, lines, records }: CsvError): string {
  const line = String(lines)
  const record = String(Number(records) + 1)
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `In row ${record}, the header being 1, a quotation mark that opens a cell is never closed.`
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `In line ${line} a quotation mark stands within a cell. Put the whole cell in quotation marks, and write each one in it twice.`
    case 'CSV_MAX_RECORD_SIZE':
      return `The row that ends in line ${line} or later is longer than 16 MB. Perhaps a quotation mark is missing.`
    default:
      return `The file is not CSV: line ${line} can't be read.`
  }
}

/** The beginning of the text, with the whole first record in it. */
async function readHead(pieces: AsyncIterator<string>): Promise<string> {
  const read: string[] = []
  let length = 0
  let quoted = false
  for (;;) {
    const { value, done } = (await pieces.next()) as IteratorResult<string, undefined>
    if (done === true) return read.join('')
    read.push(value)
    length += value.length
    for (const character of value) {
      if (character === '"') quoted = !quoted
      else if (!quoted && (character === '\n' || character === '\r') && length > MOST_OF_SEP)
        return read.join('')
    }
    if (length > LONGEST_HEADER) {
      throw new UnreadableFile('The first line, which names the columns, is longer than 4 MB.')
    }
  }
}

/** Excel may write a line `sep=;` before the header. */
const SEP = /^sep=(.)(?:\r\n|\n|\r)/i
const MOST_OF_SEP = 8
const DELIMITERS = [',', ';', '\t'] as const

/** What stands between the cells of the header, and where the header begins. */
function delimiterOf(head: string): { readonly delimiter: string; readonly from: number } {
  const said = SEP.exec(head)
  if (said?.[1] !== undefined) return { delimiter: said[1], from: said[0].length }
  const counts = new Map<string, number>(DELIMITERS.map((one) => [one, 0]))
  let quoted = false
  for (const character of head.trimStart()) {
    if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '\n' || character === '\r') break
    else if (counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  const [[delimiter] = [',']] = [...counts].sort(([, one], [, other]) => other - one)
  return { delimiter, from: 0 }
}
