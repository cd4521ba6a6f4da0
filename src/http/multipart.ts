import { decoderOf, decodeUtf8, LONGEST_HEADER, parameterOf, withoutMark } from './body-text.ts'
import { HttpFault } from './faults.ts'
import { mediaType, type Pair } from './form.ts'
import { PORTION, turn } from '../lib/turns.ts'

const LINE_END = Buffer.from('\r\n')
const HEADERS_END = Buffer.from('\r\n\r\n')
const LAST = Buffer.from('--')
const LONGEST_BOUNDARY = 200

/**
 * Name and value pairs of the plain fields of a multipart body, in order. Files are passed over.
 * @param most how many parts it may have, files included
 * @param onFile is told the name of each
 * @throws HttpFault malformed_body, too_many_values, wrong_encoding
 */
export async function parseMultipart(
  body: Buffer,
  contentType: string,
  most: number,
  onFile?: (name: string) => void,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  let count = 0
  let done = 0
  for (const { headers, content } of partsOf(withoutMark(body), boundaryOf(contentType))) {
    if (count++ === most) throw new HttpFault('too_many_values')
    const part = describe(headers)
    if (part === undefined) continue
    if (part.isFile) onFile?.(part.name)
    else pairs.push([part.name, decoderOf(part.type)(content)])
    done += content.length
    if (done < PORTION) continue
    done = 0
    await turn()
  }
  return pairs
}

interface Part {
  readonly headers: Buffer
  readonly content: Buffer
}

/** Each part is found by one search for the delimiter; text before the first and after the last delimiter isn't a part. */
function* partsOf(body: Buffer, boundary: string): Generator<Part> {
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  const opening = delimiter.subarray(LINE_END.length)
  const before = startsWith(body, opening, 0) ? -LINE_END.length : body.indexOf(delimiter)
  if (before === -1) throw new HttpFault('malformed_body')
  let at = before + delimiter.length
  while (!startsWith(body, LAST, at)) {
    const lineEnd = body.indexOf(LINE_END, at)
    if (lineEnd === -1 || !isBlank(body, at, lineEnd)) throw new HttpFault('malformed_body')
    // The line end before the headers may be the one that ends them: a part may have none.
    const headersEnd = body.indexOf(HEADERS_END, lineEnd)
    if (headersEnd === -1) throw new HttpFault('malformed_body')
    const start = headersEnd + HEADERS_END.length
    const end = body.indexOf(delimiter, start - LINE_END.length)
    if (end === -1 || headersEnd - lineEnd > LONGEST_HEADER) throw new HttpFault('malformed_body')
    yield { headers: body.subarray(lineEnd, headersEnd), content: body.subarray(start, Math.max(start, end)) }
    at = end + delimiter.length
  }
}

/** The name and value of a part; undefined if it isn't a form field. */
function describe(headers: Buffer): { name: string; isFile: boolean; type: string | undefined } | undefined {
  const lines = decodeUtf8(headers).split('\r\n')
  const disposition = headerOf(lines, 'content-disposition')
  if (disposition === undefined || mediaType(disposition) !== 'form-data') return undefined
  const name = parameterOf(disposition, 'name')
  if (name === undefined) return undefined
  const type = headerOf(lines, 'content-type')
  const isFile =
    parameterOf(disposition, 'filename') !== undefined ||
    parameterOf(disposition, 'filename*') !== undefined ||
    mediaType(type) === 'application/octet-stream'
  return { name, isFile, type }
}

function headerOf(lines: readonly string[], name: string): string | undefined {
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (line.slice(0, colon).trim().toLowerCase() === name) return line.slice(colon + 1).trim()
  }
  return undefined
}

function boundaryOf(contentType: string): string {
  const boundary = parameterOf(contentType, 'boundary')?.trim() ?? ''
  if (boundary === '' || boundary.length > LONGEST_BOUNDARY) throw new HttpFault('malformed_body')
  return boundary
}

function startsWith(bytes: Buffer, start: Buffer, at: number): boolean {
  return bytes.subarray(at, at + start.length).equals(start)
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false
  return true
}
