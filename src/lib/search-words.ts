import { characters, fold } from './text.ts'

// How things are found by words: case and accents don't count, and whatever is no letter, mark or digit keeps words apart.

const WORD = /[\p{L}\p{M}\p{N}]+/gu
/** Accents of Latin, Greek and Cyrillic letters. Marks of other scripts are parts of their words. */
const ACCENT = /[\u0300-\u036f]/g
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['ł', 'l'],
  ['ı', 'i'],
  ['þ', 'th'],
])
const UNPLAIN = /[ßæœøđðłıþ]/g
const BEYOND_ASCII = /[^ -~]/

/** The words of a text, each once, in the form in which they are compared. Takes linear time. */
export function searchWords(text: string): string[] {
  const folded = fold(text)
  const plain = BEYOND_ASCII.test(folded)
    ? fold(folded.normalize('NFD').replace(ACCENT, '')).replace(
        UNPLAIN,
        (letter) => PLAIN.get(letter) ?? letter,
      )
    : folded
  return [...new Set(plain.match(WORD))]
}

/** What is stored of several texts to find a thing by: each word with two blanks before it, and one at the end. */
export function searchText(texts: readonly (string | null)[]): string {
  const words = searchWords(texts.filter((text) => text !== null).join(' '))
  return words.length === 0 ? '' : `${words.map((word) => `  ${word}`).join('')} `
}

/** Tells whether texts hold every word of a search. Words of one or two letters match only at the beginning of words. */
export function matcherOf(q: string): (texts: readonly (string | null)[]) => boolean {
  const patterns = searchWords(q).map((word) => (characters(word) < 3 ? `  ${word}` : word))
  return (texts) => {
    const text = searchText(texts)
    return patterns.length > 0 && patterns.every((pattern) => text.includes(pattern))
  }
}
