import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { JPEG, png, type PngParts } from '../../test/support/pictures.ts'
import { pictureType } from './picture.ts'

describe('a PNG', () => {
  it.each<PngParts>([
    { colour: 0, depth: 1 },
    { colour: 0, depth: 16 },
    { colour: 2 },
    { colour: 3, depth: 4 },
    { colour: 4 },
    { colour: 6 },
    { colour: 6, interlaced: true },
    { colour: 2, width: 1, height: 1, interlaced: true },
    { width: 1000, height: 1000 },
  ])('with %j is one', (parts) => {
    expect(pictureType(png(parts))).toBe('image/png')
  })

  it.each<PngParts>([
    { width: 1001, height: 1000 },
    { width: 0 },
    { height: 0 },
    { width: 0xffff_ffff, height: 1, data: deflateSync(Buffer.alloc(10)) },
    { depth: 3 },
    { colour: 6, depth: 4 },
    { colour: 3, palette: false },
    { data: Buffer.from('not compressed') },
    { data: deflateSync(Buffer.alloc(10)) },
    { data: deflateSync(Buffer.alloc(1_000_000)) },
    { data: deflateSync(Buffer.alloc(4 * (1 + 6 * 4), 9)) }, // no such filter
  ])('with %j is none', (parts) => {
    expect(pictureType(png(parts))).toBeUndefined()
  })

  it('that is cut off, or has one byte changed, is none', () => {
    const whole = png()
    for (let length = 0; length < whole.length; length++) {
      expect(pictureType(whole.subarray(0, length)), `of ${length} bytes`).toBeUndefined()
    }
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      expect(pictureType(damaged), `at ${at}`).toBeUndefined()
    }
  })
})

describe('a JPEG', () => {
  const without = (marker: number) => {
    const copy = Buffer.from(JPEG)
    copy[copy.indexOf(Buffer.from([0xff, marker])) + 1] = 0xe9 // a segment that is passed over
    return copy
  }

  it('is one', () => {
    expect(pictureType(JPEG)).toBe('image/jpeg')
  })

  it('that is cut off, is none', () => {
    for (let length = 0; length < JPEG.length; length++) {
      expect(pictureType(JPEG.subarray(0, length)), `of ${length} bytes`).toBeUndefined()
    }
  })

  it('without a size or a scan is none, and neither is one too large or of a kind that no PDF holds', () => {
    expect(pictureType(without(0xc0))).toBeUndefined()
    expect(pictureType(without(0xda))).toBeUndefined()
    const frame = JPEG.indexOf(Buffer.from([0xff, 0xc0]))
    const huge = Buffer.from(JPEG)
    huge.writeUInt32BE(0xffff_ffff, frame + 5)
    expect(pictureType(huge)).toBeUndefined()
    const lossless = Buffer.from(JPEG)
    lossless[frame + 1] = 0xc3
    expect(pictureType(lossless)).toBeUndefined()
  })
})

it.each([[[]], [[0]], [[0xff, 0xd8, 0xff]], [[...Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')]]])(
  'other bytes are no picture: %j',
  (bytes) => {
    expect(pictureType(Uint8Array.from(bytes))).toBeUndefined()
  },
)
