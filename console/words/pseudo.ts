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

function strange(value: unknown, kept: readonly string[] = []): unknown {
  switch (typeof value) {
    case 'string':
      return strangeText(value, kept)
    case 'function':
      return (...given: readonly unknown[]) =>
        strange((value as (...all: unknown[]) => unknown)(...given), given.filter(isText))
    case 'object':
      if (value === null) return null
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, strange(one, kept)]))
    default:
      return value
  }
}

/** @param kept what the words are about, such as a name: that isn't theirs to change */
function strangeText(text: string, kept: readonly string[]): string {
  // Longer, too: German is a third longer than English.
  return `⟦${strangeAround(text, kept)}${'·'.repeat(Math.ceil(text.length / 4))}⟧`
}

function strangeAround(text: string, [name, ...more]: readonly string[]): string {
  if (name === undefined) return text.replaceAll(/[aceilnosuy]/g, (letter) => STRANGE[letter] ?? letter)
  if (name === '') return strangeAround(text, more)
  return text
    .split(name)
    .map((part) => strangeAround(part, more))
    .join(name)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** English in brackets and with strange letters: `⟦Péópłé⟧`. */
export const pseudo: Words = strange(en) as Words
