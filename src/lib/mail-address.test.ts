import fc from 'fast-check'
import { expect, it } from 'vitest'
import { foldAddress, isAddress, spellingsOf } from './mail-address.ts'
import { fold } from './text.ts'

it.each([
  'ann.lee@example.com',
  "o'brien+lms@example.co.uk",
  'a@b.de',
  '"john doe"@example.com',
  '"a@b"@example.com',
  '"a\\"b"@example.com',
  'élodie@example.com',
  'ann@münchen.de',
  'ann@xn--mnchen-3ya.de',
  'ann@MÜNCHEN.de',
  'δοκιμή@παράδειγμα.ελ',
  'ann@123.example',
  `${'a'.repeat(64)}@example.com`,
])('takes %j', (text) => {
  expect(isAddress(text)).toBe(true)
})

it.each([
  '',
  'ann',
  '@example.com',
  'ann@',
  'ann@example',
  'ann.lee@example.com,',
  'ann@example.com, eve@example.com',
  'mailto:ann@example.com',
  'x:y@example.com',
  'a(b)@example.com',
  'Ann <ann@example.com>',
  '<ann@example.com>',
  'a@b@example.com',
  '.ann@example.com',
  'ann.@example.com',
  'an..n@example.com',
  'ann@example..com',
  'ann@.example.com',
  'ann@example.com.',
  'ann@-example.com',
  'ann@example-.com',
  'ann@exa_mple.com',
  'ann@127.0.0.1',
  'ann@[127.0.0.1]',
  'ann lee@example.com',
  '"ann"lee@example.com',
  '"ann@example.com',
  '-oQ/tmp@example.com',
  'ann@ｅxample.com',
  'ann@example.com/x',
  'ann@example.com:25',
  'ann@xn--a.de',
  'ann@example.com\r\nRCPT TO:<eve@example.com>',
  '"a\r\nb"@example.com',
  `${'a'.repeat(65)}@example.com`,
  `ann@${'a'.repeat(64)}.com`,
  `ann@${'abcdefgh.'.repeat(30)}com`,
  '\ud800@example.com',
])('refuses %j', (text) => {
  expect(isAddress(text)).toBe(false)
})

it('refuses what nobody sees, wherever it stands', () => {
  const invisible =
    '\u0000\u0007\u001b\u007f\u0085\u009b\u00a0\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u202a\u202e\u2060\u2066\u2069\u3000\u3164\ufe0f\ufeff\ufff9\u{e0041}'
  for (const character of invisible) {
    for (const text of [
      `an${character}n@example.com`,
      `ann@exam${character}ple.com`,
      `"an${character}n"@example.com`,
    ])
      expect.soft(isAddress(text), JSON.stringify(text)).toBe(false)
    expect.soft(isAddress(`ann@example.com${character}`)).toBe(false)
  }
})

it('looks at any text in no time, and takes none for two', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 40 }), (text) => {
      if (isAddress(text)) expect(text).not.toMatch(/[\s,;<>]/)
    }),
  )
  for (const unit of ['a.', '"', '\\"', '@', 'a@', 'ä', '.', 'xn--', '\u0301'])
    expect(isAddress(`${unit.repeat(100_000)}@example.com`)).toBe(false)
})

it.each([
  ['ann@münchen.de', 'ann@xn--mnchen-3ya.de'],
  ['Ann@MÜNCHEN.de', 'ann@xn--mnchen-3ya.de'],
  ['ann@mu\u0308nchen.de', 'ann@xn--mnchen-3ya.de'],
  ['ANN@XN--MNCHEN-3YA.DE', 'ann@xn--mnchen-3ya.de'],
  ['Δοκιμή@παράδειγμα.ελ', 'δοκιμή@xn--hxajbheg2az3al.xn--qxam'],
  ['"Ann.Lee"@example.com', 'ann.lee@example.com'],
  ['"a\\nn"@example.com', 'ann@example.com'],
  ['"a nn"@münchen.de', '"a nn"@xn--mnchen-3ya.de'],
  ['ann.lee@example.com', 'ann.lee@example.com'],
  [' Ann Lee ', 'ann lee'],
  ['ann@ｅxample.com', 'ann@ｅxample.com'],
  ['München', 'münchen'],
  ['', ''],
])('compares %j as %j', (text, compared) => {
  expect(foldAddress(text)).toBe(compared)
  expect(foldAddress(compared)).toBe(compared)
})

it('compares all other text as it is folded, and in one form however often', () => {
  const part = fc.string({
    unit: fc.constantFrom('a', 'ü', 'u\u0308', '"', '\\', '.', '-', 'ß', 'İ', 'ｅ'),
    maxLength: 6,
  })
  fc.assert(
    fc.property(
      part,
      fc.oneof(part, fc.constantFrom('münchen.de', 'xn--mnchen-3ya.de', 'a.b')),
      (local, host) => {
        const text = `${local}@${host}`
        expect(foldAddress(foldAddress(text))).toBe(foldAddress(text))
        if (!isAddress(text)) expect(foldAddress(local)).toBe(fold(local))
      },
    ),
  )
})

it('finds an address by either spelling of its host', () => {
  const both = ['ann@münchen.de', 'ann@xn--mnchen-3ya.de']
  expect(spellingsOf('Ann@München.de')).toEqual(both)
  expect(spellingsOf('ann@xn--mnchen-3ya.de').toSorted()).toEqual(both.toSorted())
  expect(spellingsOf('ann@example.com')).toEqual(['ann@example.com'])
  expect(spellingsOf('München')).toEqual(['münchen'])
})
