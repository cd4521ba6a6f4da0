import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { characters, composed, fold, isBlank, isStorable } from './text.ts'

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

describe('composed', () => {
  it('is NFC, or NFKC where that is wanted', () => {
    expect(composed('e\u0301ﬁ')).toBe('éﬁ')
    expect(composed('e\u0301ﬁ', 'NFKC')).toBe('éfi')
    const long = 'e\u0301'.repeat(1_000)
    expect(composed(long)).toBe('é'.repeat(1_000))
  })

  // To order them would take hours: a request of 1 MiB would stop the server.
  it.each([
    ['\u0316\u0301', 'NFC'],
    ['\u0316\u0301', 'NFKC'],
    ['\u0334\uff9e', 'NFKC'], // the half-width sound mark is a letter that becomes a mark
  ] as const)('leaves a pile of %j as it is', (marks, form) => {
    const pile = `a${marks.repeat(500_000)}`
    expect(composed(pile, form)).toBe(pile)
    expect(fold(` ${pile}`)).toBe(pile)
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
