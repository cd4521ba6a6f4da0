import { en, type Words } from './en.ts'

const STRANGE: Readonly<Record<string, string>> = {
  a: 'á',
  c: 'ç',
  e: 'é',
  i: 'í',
  l: 'ł',
  n: 'ñ',
  o: 'ó',
  s: 'š',
  u: 'ú',
  y: 'ý',
}

function strange(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return strangeText(value)
    case 'function':
      return (...given: readonly unknown[]) => strange((value as (...all: unknown[]) => unknown)(...given))
    case 'object':
      if (value === null) return null
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, strange(one)]))
    default:
      return value
  }
}

function strangeText(text: string): string {
  // Longer, too: German is a third longer than English.
  const letters = text.replaceAll(/[aceilnosuy]/g, (letter) => STRANGE[letter] ?? letter)
  return `⟦${letters}${'·'.repeat(Math.ceil(text.length / 4))}⟧`
}

/** English in brackets and with strange letters: `⟦Péópłé⟧`. */
export const pseudo: Words = strange(en) as Words
