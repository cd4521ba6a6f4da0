import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { characters, fold, isBlank, isStorable } from './text.ts'

describe('fold', () => {
  it.each([
    ['  École\t', 'école'],
    ['e\u0301COLE', 'école'],
    ['\u00a0\ufeffx\u2028', 'x'],
    ['ΑΣ', 'ας'],
    ['STRASSE', 'strasse'],
    ['Straße', 'straße'],
    ['', ''],
  ])('makes %j %j', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  it('gives spellings of one text one form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')))
        expect(fold(` ${text} `)).toBe(fold(text))
      }),
    )
  })
})

it('counts characters as SQL does', () => {
  expect(characters('')).toBe(0)
  expect(characters('äb')).toBe(2)
  expect(characters('👩‍🏫𝒳')).toBe(4)
  const codePoint = fc.integer({ min: 1, max: 0x10ffff }).filter((point) => point < 0xd800 || point > 0xdfff)
  fc.assert(
    fc.property(fc.array(codePoint), (points) => {
      expect(characters(String.fromCodePoint(...points))).toBe(points.length)
    }),
  )
})

it('knows what both engines can store', () => {
  for (const text of ['', 'a\u0001', '\uffff', '👩‍🏫']) expect(isStorable(text)).toBe(true)
  for (const text of ['\u0000', 'a\u0000b', '\ud800', '\udc00\ud800', 'x\udfff'])
    expect(isStorable(text)).toBe(false)
})

it('knows what is blank', () => {
  expect(['', ' \t\n', '\u00a0\u3000', 'x', '\u200b'].map(isBlank)).toEqual([true, true, true, false, false])
})
