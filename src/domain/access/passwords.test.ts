import { expect, it } from 'vitest'
import { fold } from '../../lib/text.ts'
import { COMMON_PASSWORDS } from './common-passwords.ts'
import { checkPassword } from './passwords.ts'

const person = { username: 'Ada.Lovelace', email: 'ada@Analytical.example' }

it.each([
  ['', 'missing'],
  ['seven77', 'too_short'],
  ['😀😀😀😀😀😀😀', 'too_short'], // seven characters, however many bytes they take
  ['x'.repeat(300) + 'yz'.repeat(107), 'too_long'],
  ['password', 'common'],
  ['PassWord', 'common'],
  ['１２３４５６７８', 'common'], // full-width digits count as the same keys
  ['Passwort123', 'common'],
  ['qwertzuiop', 'common'],
  [' trustno1 ', 'common'],
  ['zzzzzzzzzz', 'common'],
  ['7373737373', 'common'],
  ['ada.lovelace', 'own_name'],
  ['ADA@analytical.EXAMPLE', 'own_name'],
  ['eightchr', undefined],
  ['ada.lovelace1', undefined],
  ['correct horse battery staple', undefined],
  ['Pa\u00dfwo\u0308rter', undefined],
])('of %j says %s', (password, problem) => {
  expect(checkPassword(password, person)).toBe(problem)
})

it('asks of a person without address only that it isn’t the username', () => {
  expect(checkPassword('ada.lovelace', { username: 'other', email: null })).toBeUndefined()
})

it('knows some thousands that are common, in the form in which they are compared', () => {
  expect(COMMON_PASSWORDS.size).toBeGreaterThan(5_000)
  for (const one of COMMON_PASSWORDS) {
    expect(fold(one)).toBe(one)
    expect(one.length).toBeGreaterThanOrEqual(8)
  }
})
