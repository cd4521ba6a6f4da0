import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseCode, parseKey, presentCode } from './verification-code.ts'

const CODE = '3f9a0c1d7e2288ab123456789abcdef0'
const PRINTED = '42-3F9A-0C1D-7E22-88AB-1234-5678-9ABC-DEF0'

it('is printed in groups', () => {
  expect(presentCode({ id: 42 as never, code: CODE })).toBe(PRINTED)
})

it.each([
  PRINTED,
  `42${CODE}`,
  ` 42 ${CODE} `,
  '42 3f9a 0c1d 7e22 88ab 1234 5678 9abc def0',
  '42–3F9A—0C1D‑7E22-88ab.1234_5678\u00a09ABC\tDEF0',
  `00${PRINTED}`,
])('%s is read', (text) => expect(parseCode(text)).toEqual({ id: 42, code: CODE }))

it.each([
  '',
  '42',
  CODE,
  CODE.slice(1),
  `42-${CODE}x`,
  `0-${CODE}`,
  `42-${CODE.replace('0', 'O')}`,
  'x'.repeat(9999),
])('%s is none', (text) => expect(parseCode(text)).toBeUndefined())

it('reads whatever it prints', () => {
  const hex = fc.string({
    minLength: 32,
    maxLength: 32,
    unit: fc.constantFrom(...'0123456789abcdef'.split('')),
  })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 53 - 1 }), hex, (id, code) => {
      const key = { id: id as never, code }
      expect(parseCode(presentCode(key))).toEqual(key)
      expect(parseKey(`${id}-${code}`)).toEqual(key)
    }),
  )
})

it.each([`42-${CODE.toUpperCase()}`, `042-${CODE}`, `42${CODE}`, `42-${CODE} `, ''])(
  '%s is no address',
  (text) => expect(parseKey(text)).toBeUndefined(),
)
