import { charactersOf } from './visual-runs.ts'

/** The limits for a text. */
export interface Room {
  readonly width: number
  /** From the preferred size to the smallest; each with its maximum number of lines. */
  readonly sizes: readonly (readonly [size: number, lines: number])[]
}

export interface FittedText {
  readonly size: number
  readonly lines: readonly string[]
  /** Whether the text was truncated. */
  readonly cut: boolean
}

/**
 * Breaks a text into lines, in the largest size in which it fits: between words, or between the characters of a word
 * that is too long for a line. Lines are about equally long. A text that doesn't fit in the smallest size is truncated
 * with an ellipsis.
 * @param widthOf the width of a text in size 1
 */
export function fitText(text: string, { width, sizes }: Room, widthOf: (text: string) => number): FittedText {
  const words = wordsOf(charactersOf(text), widthOf)
  for (const [size, most] of sizes) {
    const room = width / size
    if (words.some((word) => word.width > room)) continue // a word is broken only if nothing else helps
    const lines = brokenInto(words, room)
    if (lines.length <= most) return { size, lines: balanced(words, room, lines.length), cut: false }
  }
  const [size, most] = sizes.at(-1) ?? [1, 1]
  const pieces = words.flatMap((word) =>
    word.width > width / size ? charactersAsWords(word.text, widthOf) : [word],
  )
  const lines = brokenInto(pieces, width / size)
  if (lines.length <= most) return { size, lines, cut: false }
  // A little less than the whole width, to leave room for the ellipsis.
  const shorter = brokenInto(pieces, width / size - 2).slice(0, most)
  return { size, lines: [...shorter.slice(0, -1), `${shorter.at(-1) ?? ''}…`], cut: true }
}

interface Word {
  readonly text: string
  readonly width: number
  /** The width without the trailing blank. */
  readonly bare: number
}

/** Words with their trailing blank or hyphen; each character of Chinese and Japanese is one. */
function wordsOf(characters: readonly string[], widthOf: (text: string) => number): Word[] {
  const words: string[] = []
  let open = ''
  for (const character of characters) {
    if (IDEOGRAPH.test(character)) {
      if (open !== '') words.push(open)
      words.push(character)
      open = ''
    } else {
      open += character
      if (/^[ \-–—/]$/.test(character)) {
        words.push(open)
        open = ''
      }
    }
  }
  if (open !== '') words.push(open)
  return words.map((text) => wordOf(text, widthOf))
}

const IDEOGRAPH = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

function wordOf(text: string, widthOf: (text: string) => number): Word {
  return { text, width: widthOf(text), bare: widthOf(text.trimEnd()) }
}

function charactersAsWords(text: string, widthOf: (text: string) => number): Word[] {
  return charactersOf(text).map((one) => wordOf(one, widthOf))
}

function brokenInto(words: readonly Word[], room: number): string[] {
  const lines: string[] = []
  let line = ''
  let taken = 0
  for (const { text, width, bare } of words) {
    if (line !== '' && taken + bare > room) {
      lines.push(line.trimEnd())
      line = ''
      taken = 0
    }
    line += text
    taken += width
  }
  return [...lines, line.trimEnd()]
}

/** The same number of lines in less width: the narrowest that still fits them. */
function balanced(words: readonly Word[], room: number, count: number): string[] {
  let narrow = room / count / 2
  let wide = room
  for (let step = 0; step < 12; step++) {
    const middle = (narrow + wide) / 2
    if (brokenInto(words, middle).length > count || words.some((word) => word.bare > middle)) narrow = middle
    else wide = middle
  }
  return brokenInto(words, wide)
}
