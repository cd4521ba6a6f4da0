// Puts text into visual order. A short form of the Unicode bidirectional algorithm (UAX 9): names and titles have no
// embeddings, so three levels are enough.
import { once } from '../../lib/once.ts'
import type { Face, FaceFor } from './fonts.ts'

/** A piece of a line in one font and one direction. Its text is in logical order; the font engine reverses it. */
export interface Run {
  readonly text: string
  readonly face: Face
}

export interface VisualLine {
  /** From left to right. */
  readonly runs: readonly Run[]
  /** Whether every character could be drawn; the others are replaced by an ellipsis. */
  readonly complete: boolean
}

/** A line in visual order. */
export function visualLine(text: string, faceFor: FaceFor): VisualLine {
  const groups: Group[] = []
  let complete = true
  for (const { text: character, level } of levelled(charactersOf(text))) {
    const drawn = level % 2 === 1 ? (MIRRORED[character] ?? character) : character
    // A blank uses the font of the character before it.
    const face = (drawn === ' ' ? groups.at(-1)?.face : undefined) ?? faceFor(drawn)
    if (face !== undefined) append(groups, { text: drawn, face, level })
    else {
      complete = false
      const substitute = faceFor(ELLIPSIS)
      if (substitute !== undefined && groups.at(-1)?.text !== ELLIPSIS) {
        groups.push({ text: ELLIPSIS, face: substitute, level })
      }
    }
  }
  const runs = inVisualOrder(groups).map(({ text, face, level }) => ({ text: turned(text, level), face }))
  return { runs, complete }
}

interface Group extends Run {
  readonly level: number
}

const ELLIPSIS = '…'

/** Appends a character to its neighbours with the same font and direction. */
function append(groups: Group[], next: Group): void {
  const last = groups.at(-1)
  const fits =
    last?.face === next.face &&
    last.level === next.level &&
    last.text !== ELLIPSIS &&
    !areOtherScripts(last.text, next.text)
  if (fits) groups[groups.length - 1] = { ...last, text: last.text + next.text }
  else groups.push(next)
}

/** User-perceived characters: composed, with runs of blanks collapsed, and without direction controls. */
export function charactersOf(text: string): string[] {
  const plain = text
    .normalize('NFC')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  // In these scripts each code point is a separate character; full segmentation costs a hundred times as much.
  if (/^[ -\u02ff]*$/.test(plain)) return plain.split('')
  return Array.from(graphemes().segment(plain), ({ segment }) => segment)
}

const graphemes = once(() => new Intl.Segmenter('en', { granularity: 'grapheme' }))

type Direction = 'left' | 'right' | 'number' | 'neutral'

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}]/u

function directionOf(character: string): Direction {
  if (/^\p{Nd}/u.test(character)) return 'number'
  if (RIGHT_TO_LEFT.test(character)) return 'right'
  return /^[\p{L}\p{M}\p{N}]/u.test(character) ? 'left' : 'neutral'
}

interface Levelled {
  readonly text: string
  readonly level: number
}

function levelled(characters: readonly string[]): Levelled[] {
  const directions = characters.map(directionOf)
  const base = directions.find((one) => one === 'left' || one === 'right') ?? 'left'
  const numbered = withSeparators(characters, directions)
  const settled = numbered.map((direction, at) => settle(numbered, direction, at, base))
  return characters.map((text, at) => ({ text, level: levelOf(settled[at] ?? base, base) }))
}

/** A point or colon between two digits is part of the number (W4). */
function withSeparators(characters: readonly string[], directions: readonly Direction[]): Direction[] {
  return directions.map((direction, at) =>
    /^[.,:/+-]$/.test(characters[at] ?? '') &&
    directions[at - 1] === 'number' &&
    directions[at + 1] === 'number'
      ? 'number'
      : direction,
  )
}

type Settled = 'left' | 'right' | 'number'

/**
 * A number after a left-to-right word takes its direction (W7); neutral characters take that of their neighbours if
 * these agree (N1).
 */
function settle(
  directions: readonly Direction[],
  direction: Direction,
  at: number,
  base: 'left' | 'right',
): Settled {
  const strong = (one: Direction | undefined) => one === 'left' || one === 'right'
  if (direction === 'number')
    return (directions.slice(0, at).findLast(strong) ?? base) === 'left' ? 'left' : 'number'
  if (direction !== 'neutral') return direction
  const known = (one: Direction) => one !== 'neutral'
  const side = (index: number): 'left' | 'right' => {
    const one = directions[index]
    if (index === -1 || one === undefined) return base
    return one === 'neutral' || settle(directions, one, index, base) === 'left' ? 'left' : 'right'
  }
  const before = side(directions.slice(0, at).findLastIndex(known))
  const after = directions.slice(at + 1).findIndex(known)
  return before === (after === -1 ? base : side(at + 1 + after)) ? before : base
}

function levelOf(direction: Settled, base: 'left' | 'right'): number {
  if (direction === 'right') return 1
  return direction === 'number' || base === 'right' ? 2 : 0
}

/** Fonts are requested for one script at a time: Arabic letters change form where they join, Hebrew letters don't. */
function areOtherScripts(before: string, text: string): boolean {
  const script = (one: string) =>
    /\p{Script=Arabic}/u.test(one) ? 'arabic' : RIGHT_TO_LEFT.test(one) ? 'other' : ''
  return script(text) !== '' && script(before) !== '' && script(text) !== script(before)
}

// The font engine reverses a text according to its letters; a text without letters is reversed here.
function turned(text: string, level: number): string {
  return level % 2 === 1 && !RIGHT_TO_LEFT.test(text) ? Array.from(text).toReversed().join('') : text
}

/** L2: everything at a level or above is reversed, from the highest level down to the lowest odd one. */
function inVisualOrder(groups: readonly Group[]): Group[] {
  let order = [...groups]
  for (const level of [2, 1]) {
    const next: Group[] = []
    for (let at = 0; at < order.length;) {
      const end = order.findIndex((one, index) => index >= at && one.level < level)
      const stop = end === -1 ? order.length : end
      next.push(...order.slice(at, stop).toReversed())
      const passed = order[stop]
      if (passed !== undefined) next.push(passed)
      at = stop + 1
    }
    order = next
  }
  return order
}

const MIRRORED: Readonly<Record<string, string>> = {
  '(': ')',
  ')': '(',
  '[': ']',
  ']': '[',
  '{': '}',
  '}': '{',
  '<': '>',
  '>': '<',
  '«': '»',
  '»': '«',
}
