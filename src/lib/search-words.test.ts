import { expect, it } from 'vitest'
import { searchText, searchWords } from './search-words.ts'

it.each([
  ['Ann Lee', ['ann', 'lee']],
  ['  ', []],
  ['***', []],
  ["O'Brien-Müller", ['o', 'brien', 'muller']],
  ['ann.lee+x@Example.com', ['ann', 'lee', 'x', 'example', 'com']],
  ['Łódź Straße Ærø İstanbul', ['lodz', 'strasse', 'aero', 'istanbul']],
  ['Ελλάδα Ёлка', ['ελλαδα', 'елка']],
  ['東京 हिन्दी', ['東京', 'हिन्दी']],
  ['ann ANN Ánn', ['ann']],
])('the words of %j are %j', (text, words) => {
  expect(searchWords(text)).toEqual(words)
})

it('keeps words apart by two blanks', () => {
  expect(searchText(['Ann Lee', null, 'ann@example.com'])).toBe('  ann  lee  example  com ')
  expect(searchText([null, '-'])).toBe('')
})

it('takes no time over a pile of marks', () => {
  expect(searchWords('a\u0301'.repeat(20_000))).toEqual(['a'.repeat(20_000)])
})
