import { UnreadableFile } from './unreadable-file.ts'

const OTHER_ENCODING =
  'The file is neither UTF-8 nor UTF-16 with a byte-order mark. In Excel, save it as “CSV UTF-8 (Comma delimited)”.'

const HAS_NUL =
  'The file has a NUL character in it: it is UTF-16 without a byte-order mark, or damaged. In Excel, save it as “CSV UTF-8 (Comma delimited)”.'

const NOT_TEXT =
  'The file is a workbook of a spreadsheet, or a ZIP. In Excel, save it as “CSV UTF-8 (Comma delimited)”; a ZIP of CSV files is of the kind zip.'

/**
 * The text of a file in pieces: UTF-8 with or without a byte-order mark, or UTF-16 with one.
 * @throws UnreadableFile for any other encoding; nothing is replaced by a question mark
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let head = new Uint8Array()
  let decoder: TextDecoder | undefined
  const decode = (chunk?: Uint8Array): string => {
    decoder ??= decoderFor(head)
    try {
      const text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
      // Text in UTF-16 without a mark is good UTF-8 with a NUL in it, and so is a file of another kind.
      if (text.includes('\u0000')) throw new UnreadableFile(HAS_NUL)
      return text
    } catch (error) {
      if (error instanceof UnreadableFile) throw error
      throw new UnreadableFile(OTHER_ENCODING, { cause: error })
    }
  }
  for await (const chunk of bytes) {
    let rest = chunk
    if (decoder === undefined) {
      head = joined(head, chunk)
      if (head.length < LONGEST_MARK) continue
      rest = head
    }
    const text = decode(rest)
    if (text !== '') yield text
  }
  const last = decoder === undefined ? decode(head) + decode() : decode()
  if (last !== '') yield last
}

const LONGEST_MARK = 3

function decoderFor([first, second, third]: Uint8Array): TextDecoder {
  if (first === 0x50 && second === 0x4b && third === 0x03) throw new UnreadableFile(NOT_TEXT)
  const fatal = { fatal: true } // the decoder takes its own mark off
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', fatal)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be', fatal)
  return new TextDecoder('utf-8', fatal)
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(one.length + other.length)
  whole.set(one)
  whole.set(other, one.length)
  return whole
}
