import { inflateSync } from 'node:zlib'

const WOFF_HEADER = 44
const WOFF_ENTRY = 20
const SFNT_HEADER = 12
const SFNT_ENTRY = 16

/**
 * Extracts the TrueType font from a WOFF file (W3C WOFF 1.0): the same tables, each decompressed. pdfkit's font reader
 * can decompress them itself, but fails on some.
 */
export function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const head = Buffer.alloc(SFNT_HEADER + SFNT_ENTRY * count)
  woff.copy(head, 0, 4, 8) // the kind of font
  head.writeUInt16BE(count, 4)
  const pieces: Buffer[] = [head]
  let offset = head.length
  for (let index = 0; index < count; index++) {
    const from = WOFF_HEADER + WOFF_ENTRY * index
    const to = SFNT_HEADER + SFNT_ENTRY * index
    const start = woff.readUInt32BE(from + 4)
    const packed = woff.readUInt32BE(from + 8)
    const length = woff.readUInt32BE(from + 12)
    const table = woff.subarray(start, start + packed)
    woff.copy(head, to, from, from + 4) // its name
    woff.copy(head, to + 4, from + 16, from + 20) // its checksum
    head.writeUInt32BE(offset, to + 8)
    head.writeUInt32BE(length, to + 12)
    const filled = Buffer.alloc(length + ((4 - (length % 4)) % 4)) // tables start at multiples of four
    ;(packed < length ? inflateSync(table) : table).copy(filled)
    pieces.push(filled)
    offset += filled.length
  }
  return Buffer.concat(pieces)
}
