import { crc32, inflateSync } from 'node:zlib'

/** What every place can show where a picture stands: pages, mails and certificates. */
export type PictureType = 'image/png' | 'image/jpeg'

/** Width times height of the largest picture: a small file may hold a huge one, which takes long to put on a certificate. */
const MOST_PIXELS = 1_000_000

/**
 * What kind of picture the bytes are, whatever they are called. undefined: neither PNG nor JPEG, too many pixels, or
 * damaged: cut off, with wrong checksums, or with data that no picture of that size has.
 */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isPng(data)) return 'image/png'
  return isJpeg(data) ? 'image/jpeg' : undefined
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Samples of a pixel, and the depths that they may have, by colour type. */
const COLOURS: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}
const INDEXED = 3
/** Where the passes of an interlaced picture begin, and their steps. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const
const LAST_FILTER = 4

interface Header {
  readonly width: number
  readonly height: number
  readonly bitsPerPixel: number
  readonly indexed: boolean
  readonly interlaced: boolean
}

function isPng(data: Buffer): boolean {
  if (!data.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return false
  let header: Header | undefined
  let palette = false
  const parts: Buffer[] = []
  let at = SIGNATURE.length
  while (at + 12 <= data.length) {
    const end = at + 8 + data.readUInt32BE(at)
    if (end + 4 > data.length) return false
    const name = data.toString('latin1', at + 4, at + 8)
    const content = data.subarray(at + 8, end)
    if (crc32(data.subarray(at + 4, end)) !== data.readUInt32BE(end)) return false
    if ((header === undefined) !== (name === 'IHDR')) return false
    if (name === 'IHDR') {
      header = pngHeader(content)
      if (header === undefined) return false
    }
    if (name === 'PLTE') {
      if (content.length === 0 || content.length % 3 !== 0 || content.length > 768) return false
      palette = true
    }
    if (name === 'IDAT') parts.push(content)
    if (name === 'IEND') {
      if (header === undefined || (header.indexed && !palette)) return false
      return holdsRows(Buffer.concat(parts), header)
    }
    at = end + 4
  }
  return false
}

function pngHeader(content: Buffer): Header | undefined {
  if (content.length !== 13) return undefined
  const [width, height] = [content.readUInt32BE(0), content.readUInt32BE(4)]
  const [depth = 0, colour = -1, compression, filter, interlace] = content.subarray(8)
  const kind = COLOURS[colour]
  if (!isSize(width, height) || kind?.depths.includes(depth) !== true) return undefined
  if (compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) return undefined
  return {
    width,
    height,
    bitsPerPixel: kind.samples * depth,
    indexed: colour === INDEXED,
    interlaced: interlace === 1,
  }
}

/** Whether the compressed data holds each row of the picture, and nothing else. */
function holdsRows(compressed: Buffer, { width, height, bitsPerPixel, interlaced }: Header): boolean {
  const rows: { readonly length: number; readonly count: number }[] = []
  for (const [x, y, dx, dy] of interlaced ? PASSES : WHOLE) {
    const [columns, count] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)]
    if (columns > 0 && count > 0) rows.push({ length: 1 + Math.ceil((columns * bitsPerPixel) / 8), count })
  }
  const size = rows.reduce((sum, { length, count }) => sum + length * count, 0)
  let data: Buffer
  try {
    data = inflateSync(compressed, { maxOutputLength: size })
  } catch {
    return false
  }
  if (data.length !== size) return false
  let at = 0
  for (const { length, count } of rows) {
    for (let row = 0; row < count; row++, at += length) {
      if ((data[at] ?? 0) > LAST_FILTER) return false
    }
  }
  return true
}

/** Segments with the size of the picture: baseline, extended and progressive, which is what a PDF can hold. */
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2])
/** Segments with the size in other ways of writing a JPEG. */
const OTHER_FRAMES: ReadonlySet<number> = new Set([
  0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
])
const SCAN = 0xda

function isJpeg(data: Buffer): boolean {
  if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8) return false
  let framed = false
  let at = 2
  while (at + 4 <= data.length) {
    if (data[at] !== 0xff) return false
    const marker = data[at + 1] ?? 0
    if (marker === 0xff) {
      at++ // a byte that fills
      continue
    }
    const length = data.readUInt16BE(at + 2)
    const end = at + 2 + length
    if (length < 2 || end > data.length || OTHER_FRAMES.has(marker)) return false
    if (FRAMES.has(marker)) {
      if (framed || !isFrame(data.subarray(at + 4, end))) return false
      framed = true
    }
    if (marker === SCAN) return framed && data.lastIndexOf(Buffer.from([0xff, 0xd9])) >= end
    at = end
  }
  return false
}

function isFrame(content: Buffer): boolean {
  if (content.length < 6) return false
  const channels = content[5] ?? 0
  return (
    content[0] === 8 &&
    isSize(content.readUInt16BE(3), content.readUInt16BE(1)) &&
    [1, 3, 4].includes(channels) &&
    content.length === 6 + 3 * channels
  )
}

function isSize(width: number, height: number): boolean {
  return width > 0 && height > 0 && width * height <= MOST_PIXELS
}
