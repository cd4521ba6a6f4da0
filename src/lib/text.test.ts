import fc from 'fast-check'
import { anyCharacter } from '../../test/support/any-character.ts'
import { describe, expect, it } from 'vitest'
import { characters, composed, fold, hasControl, isBlank, isStorable, spelledOut } from './text.ts'

// What makes two texts that look the same: marks, joiners, directions, fillers, blanks, letters that change when small.
const TRICKY = Array.from(
  'aAéÉıİΣςßǅ \t\u00a0\u3000' +
    '\u0301\u0316\u0307\u0334\u0345\u094d\u093c\u0915\u09cd\u09b0\u0d4d\u0d28' +
    '\u0627\u0628\u0646\u064b\u0654\u06cc\u0621' +
    '\u0000\u0007\u001b\u007f\u0085\u009b\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u202e\u2060\u2066\ufe0f\ufeff\ufff9' +
    '👩🏽🏫🏴\u{e0067}\u{e007f}\u1100\u1161\u11a8가',
)
const tricky = fc.array(fc.constantFrom(...TRICKY), { maxLength: 30 }).map((parts) => parts.join(''))

describe('fold', () => {
  it.each([
    ['  École\t', 'école'],
    ['e\u0301COLE', 'école'],
    ['\u00a0\ufeffx\u2028', 'x'],
    ['ΑΣ', 'ας'],
    ['STRASSE', 'strasse'],
    ['Straße', 'straße'],
    ['', ''],
    ['Ann\u00a0Lee', 'ann lee'],
    ['\u200b x', 'x'],
    ['e\u200b\u0301', 'é'],
    ['İ\u0316', 'i\u0316\u0307'],
  ])('makes %j %j', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  const invisible =
    '\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2064\u2066\u2067\u2068\u2069\u206f\u3164\ufe0e\ufe0f\ufeff\ufff9\u{e0001}\u{e0041}\u{e0100}\u0000\u0001\u0007\u001b\u007f\u0080\u009b'
  it.each(Array.from(invisible))('passes over %j', (character) => {
    for (const text of [
      `${character}ann`,
      `an${character}n`,
      `ann${character}`,
      `an${character.repeat(3)}n`,
    ]) {
      expect(fold(text)).toBe('ann')
    }
  })

  it.each([
    ['a non-joiner between letters that would join', 'می\u200cخواهم'],
    ['a joiner after a virama', 'ക്\u200dഷ'],
    ['a joiner after a virama at the end', 'അവന്\u200d'],
    ['a non-joiner after a virama', 'क्\u200cष'],
    ['a joiner before a virama', 'র\u200d্যাব'],
    ['the joiners of an emoji', '👩\u200d🏫'],
    ['the joiners of an emoji with a skin tone', '👩🏽\u200d🏫'],
    ['the tags of a flag', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ])('keeps %s', (_, text) => {
    expect(fold(text)).toBe(text)
    expect(fold(text.replace(/[\u200c\u200d]/, '$&$&'))).toBe(text) // and one of several
  })

  it.each([
    ['a non-joiner behind a letter that never joins', 'داد\u200cگاه', 'دادگاه'],
    ['a non-joiner at the end', 'می\u200c', 'می'],
    ['a joiner between letters that join anyway', 'می\u200dخ', 'میخ'],
    ['a joiner at the end of an emoji', '👩\u200d', '👩'],
    ['tags without a flag', 'a\u{e0067}\u{e007f}', 'a'],
  ])('passes over %s', (_, text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  it('gives spellings of one text one form', () => {
    const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: anyCharacter }), tricky)
    fc.assert(
      fc.property(texts, (text) => {
        expect(fold(text.normalize('NFD'))).toBe(fold(text))
        expect(fold(text.normalize('NFC'))).toBe(fold(text))
        expect(fold(` \u200b${text} `)).toBe(fold(text))
      }),
      { numRuns: 300 },
    )
  })

  it('is the same done twice', () => {
    fc.assert(
      fc.property(fc.oneof(tricky, fc.string({ unit: anyCharacter, maxLength: 50 })), (text) => {
        const once = fold(text)
        expect(fold(once)).toBe(once)
        expect(once).toBe(once.trim())
        expect(hasControl(once)).toBe(false)
        expect(once === '').toBe(isBlank(text) && !text.includes('\u2800'))
      }),
      { numRuns: 1_000 },
    )
  })

  it('is for plain text the small letters', () => {
    const plain = fc.string({
      unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
    })
    fc.assert(
      fc.property(plain, (text) => {
        expect(fold(text)).toBe(text.trim().toLowerCase())
      }),
    )
  })

  // The cost of a character doesn't grow with the text: each of these would take minutes if it did.
  it.each([
    '\u200d',
    '\u200c\u0628',
    '\u094d\u200d',
    '👩\u200d',
    '\u0301\u034f',
    '\u00ad\u0316',
    ' \u200b',
    'İ',
    '\u{e0067}',
  ])('takes a hundred thousand of %j in one go', (unit) => {
    const text = `a${unit.repeat(100_000 / unit.length)}z`
    expect(fold(text).startsWith('a')).toBe(true)
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
  for (const text of [
    '',
    ' \t\n',
    '\u00a0\u3000',
    '\u200b',
    '\u00ad \u2060',
    '\u202e\ufeff',
    '\u2800',
    '\u3164',
  ])
    expect(isBlank(text)).toBe(true)
  for (const text of ['x', '\u200bx', '.', '👩‍🏫', '\u0301']) expect(isBlank(text)).toBe(false)
})

it('knows what breaks a line or steers a terminal', () => {
  for (const text of ['a\nb', 'a\tb', '\u001b[31m', '\u009b31m', '\u0085', '\u2028', '\u007f'])
    expect(hasControl(text)).toBe(true)
  for (const text of ['', 'a b', 'é\u00a0ß', '\u200b', '👩‍🏫']) expect(hasControl(text)).toBe(false)
})

it('spells out what a terminal would act on', () => {
  expect(spelledOut('an\u200bn\u00ad@ex\u2060ample.com\ufeff')).toBe(
    'an\\u200bn\\u00ad@ex\\u2060ample.com\\ufeff',
  )
  expect(spelledOut('plain é 👩‍🏫')).toBe('plain é 👩‍🏫')
  expect(spelledOut('a\u001b[2Jb\u009b1m\r\n\tc\u202ed\u2066\u007f')).toBe(
    'a\\u001b[2Jb\\u009b1m\\r\\n\\tc\\u202ed\\u2066\\u007f',
  )
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      expect(hasControl(spelledOut(text))).toBe(false)
    }),
  )
})
