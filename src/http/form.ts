import { decoderOf, decodeUtf8, withoutMark, type Decode } from './body-text.ts'
import { HttpFault } from './faults.ts'
import { PORTION, turn } from '../lib/turns.ts'

/** A name and its value. */
export type Pair = [name: string, value: string]

/** More parameters than this are no client's. */
const MOST_IN_QUERY = 1000

const AMPERSAND = 0x26
const EQUALS = 0x3d
const PERCENT = 0x25
const PLUS = 0x2b
const BLANK = 0x20

/**
 * Name and value pairs of the query string of a request's target, decoded: `+` and `%20` are spaces, bad escapes stay as
 * they are.
 * @throws HttpFault malformed_request when there are too many, or they aren't UTF-8
 */
export function parseQuery(target: string): Pair[] {
  const text = queryText(target)
  if (text === '') return []
  try {
    // Node gives the target's bytes as one character each.
    const bytes = Buffer.from(text, /[^\u0000-\u00ff]/.test(text) ? 'utf8' : 'latin1')
    return piecesOf(bytes, MOST_IN_QUERY).map((piece) => pairOf(piece, decodeUtf8))
  } catch (error) {
    throw new HttpFault('malformed_request', { cause: error })
  }
}

/**
 * Name and value pairs of a form body, decoded likewise, in time that grows with its length alone. Long ones are decoded in
 * portions, between which others have their turn.
 * @param most how many pairs it may hold, empty ones included
 * @throws HttpFault too_many_values, wrong_encoding
 */
export async function parseForm(
  body: Buffer,
  contentType: string | undefined,
  most: number,
): Promise<Pair[]> {
  const decode = decoderOf(contentType)
  const pieces = piecesOf(withoutMark(body), most)
  if (body.length <= PORTION) return pieces.map((piece) => pairOf(piece, decode))
  const pairs: Pair[] = []
  for (const piece of pieces) {
    const [name, value] = splitPair(piece)
    pairs.push([decode(await unescapedInPortions(name)), decode(await unescapedInPortions(value))])
    await turn()
  }
  return pairs
}

/** The query string of a request's target, without its question mark. */
function queryText(target: string): string {
  const mark = target.indexOf('?')
  return mark === -1 ? '' : target.slice(mark + 1)
}

/** The media type in lower case, without its parameters; empty when there is none. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function piecesOf(bytes: Buffer, most: number): Buffer[] {
  const pieces: Buffer[] = []
  let count = 0
  for (let at = 0; at < bytes.length; count++) {
    if (count === most) throw new HttpFault('too_many_values')
    const ampersand = bytes.indexOf(AMPERSAND, at)
    const end = ampersand === -1 ? bytes.length : ampersand
    if (end > at) pieces.push(bytes.subarray(at, end))
    at = end + 1
  }
  return pieces
}

function pairOf(piece: Buffer, decode: Decode): Pair {
  const [name, value] = splitPair(piece)
  return [decode(unescaped(name)), decode(unescaped(value))]
}

function splitPair(piece: Buffer): [name: Buffer, value: Buffer] {
  const equals = piece.indexOf(EQUALS)
  return equals === -1
    ? [piece, piece.subarray(piece.length)]
    : [piece.subarray(0, equals), piece.subarray(equals + 1)]
}

function unescaped(bytes: Buffer): Buffer {
  if (!isEscaped(bytes)) return bytes
  const unescaping = new Unescaping(bytes)
  unescaping.goOn(bytes.length)
  return unescaping.result()
}

async function unescapedInPortions(bytes: Buffer): Promise<Buffer> {
  if (bytes.length <= PORTION) return unescaped(bytes)
  const unescaping = new Unescaping(bytes)
  while (unescaping.goOn(PORTION)) await turn()
  return unescaping.result()
}

function isEscaped(bytes: Buffer): boolean {
  return bytes.includes(PERCENT) || bytes.includes(PLUS)
}

/** Escapes being made bytes, as far as it has come. */
class Unescaping {
  readonly #from: Buffer
  readonly #to: Buffer
  #read = 0
  #written = 0

  constructor(bytes: Buffer) {
    this.#from = bytes
    this.#to = Buffer.allocUnsafe(bytes.length)
  }

  /** Goes on for about so many bytes, and says whether any are left. */
  goOn(bytes: number): boolean {
    const from = this.#from
    const to = this.#to
    const end = Math.min(this.#read + bytes, from.length)
    let at = this.#read
    let written = this.#written
    while (at < end) {
      const byte = from[at++] ?? 0
      if (byte === PLUS) to[written++] = BLANK
      else if (byte !== PERCENT) to[written++] = byte
      else {
        const high = digitOf(from[at])
        const low = digitOf(from[at + 1])
        const good = high !== -1 && low !== -1
        to[written++] = good ? high * 16 + low : PERCENT
        if (good) at += 2
      }
    }
    this.#read = at
    this.#written = written
    return at < from.length
  }

  result(): Buffer {
    return this.#to.subarray(0, this.#written)
  }
}

/** What a hexadecimal digit counts, -1 for any other byte. */
function digitOf(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
