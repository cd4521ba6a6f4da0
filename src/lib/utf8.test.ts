import { describe, expect, it } from 'vitest'
import { textInUtf8 } from './utf8.ts'

describe('text in UTF-8', () => {
  it.each([
    ['é', 'é'],
    ['\ufeffé', 'é'],
    ['\ufffd', '\ufffd'],
    ['', ''],
  ])('%j is %j', (text, read) => expect(textInUtf8(Buffer.from(text))).toBe(read))

  it.each([
    ['Latin 1', 'e9'],
    ['UTF-16', 'fffe4100'],
    ['half a pair', 'eda080'],
  ])('is not %s', (_, bytes) => expect(textInUtf8(Buffer.from(bytes, 'hex'))).toBeUndefined())
})
