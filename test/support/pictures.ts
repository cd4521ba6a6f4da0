import { crc32, deflateSync } from 'node:zlib'

/** What a PNG is made of; each part has a good value unless it is given. */
export interface PngParts {
  readonly width?: number
  readonly height?: number
  readonly depth?: number
  /** As in its header: 0 grey, 2 RGB, 3 indexed, 4 grey and alpha, 6 RGB and alpha. */
  readonly colour?: 0 | 2 | 3 | 4 | 6
  readonly interlaced?: boolean
  readonly palette?: boolean
  /** The compressed rows. */
  readonly data?: Uint8Array
}

const SAMPLES = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const

/** A PNG that is one colour, or what its parts make of it. */
export function png(parts: PngParts = {}): Buffer {
  const { width = 6, height = 4, depth = 8, colour = 6, interlaced = false } = parts
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8)
  const passes = interlaced ? PASSES : [[0, 0, 1, 1] as const]
  const rows = (parts.data === undefined ? passes : []).flatMap(([x, y, dx, dy]) => {
    const [columns, count] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)]
    const row = Buffer.alloc(1 + Math.ceil((columns * SAMPLES[colour] * depth) / 8), colour === 3 ? 0 : 0x7f)
    row[0] = 0
    return columns > 0 ? Array.from({ length: count }, () => row) : []
  })
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...((parts.palette ?? colour === 3) ? [chunk('PLTE', Buffer.from([1, 2, 3, 4, 5, 6]))] : []),
    chunk('IDAT', parts.data ?? deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** A part of a PNG, with its checksum. */
export function chunk(name: string, content: Uint8Array): Buffer {
  const inner = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const whole = Buffer.alloc(inner.length + 8)
  whole.writeUInt32BE(content.length, 0)
  whole.set(inner, 4)
  whole.writeUInt32BE(crc32(inner), inner.length + 4)
  return whole
}

/** A JPEG of two by two pixels. */
export const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAACAAIBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/ACv/2Q==',
  'base64',
)
