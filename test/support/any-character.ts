import fc from 'fast-check'

/**
 * Any code point but halves of a pair, for `fc.string({ unit: anyCharacter })`. It is what fast-check calls `binary`, of
 * which it makes a table first that takes four seconds.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xff }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 0xd7ff }) },
    { weight: 4, arbitrary: fc.integer({ min: 0xe000, max: 0x10ffff }) },
  )
  .map((point) => String.fromCodePoint(point))
