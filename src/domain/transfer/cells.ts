import { isDay } from '../../lib/day.ts'

// The cells of files in and out: what a value looks like in a cell, and what a cell says.

/** What a cell holds. */
export type Cell =
  /** `tight`: no blank may stand around it: nobody sees one, and it would make another code of it. */
  | { readonly is: 'text'; readonly tight?: true }
  /** Several texts, with `|` between them. `of`: each is one of these words. */
  | { readonly is: 'list'; readonly of?: readonly string[] }
  /** Names from the top of a tree down, with `>` between them. */
  | { readonly is: 'path' }
  | { readonly is: 'boolean' }
  /** Whole, unless `decimals` says how many there may be; not negative, unless `signed`. */
  | { readonly is: 'number'; readonly decimals?: number; readonly signed?: boolean }
  /** `2026-11-28` */
  | { readonly is: 'day' }
  /** In milliseconds; in the cell by ISO 8601. */
  | { readonly is: 'instant' }
  /** One of some words. `also`: what other products call them, in lower case. */
  | {
      readonly is: 'choice'
      readonly of: readonly string[]
      readonly also?: Readonly<Record<string, string>>
    }

/** The value of each kind of cell. */
interface Values {
  readonly text: string
  readonly list: readonly string[]
  readonly path: readonly string[]
  readonly boolean: boolean
  readonly number: number
  readonly day: string
  readonly instant: number
}

/** The value of a cell. */
export type ValueOf<C extends Cell> = C extends {
  readonly is: 'choice'
  readonly of: readonly (infer Word)[]
}
  ? Word
  : C extends { readonly is: 'list'; readonly of: readonly (infer Word)[] }
    ? readonly Word[]
    : C['is'] extends keyof Values
      ? Values[C['is']]
      : never

/** What a cell says: nothing (the value stays as it is), that the value goes, a value, or something unreadable. */
export type Read<C extends Cell = Cell> =
  | { readonly says: 'nothing' }
  | { readonly says: 'clear' }
  | { readonly says: 'value'; readonly value: ValueOf<C> }
  /** `reason`: a sentence for the person who mends the file. */
  | { readonly says: 'fault'; readonly reason: string }

const CLEAR = '<clear>'

/**
 * The cell that shows a value; empty for null and for an empty list.
 * `readCell` reads the same value from it.
 */
export function showCell<C extends Cell>(cell: C, value: ValueOf<C> | null): string {
  return value === null ? '' : guarded(textOf(cell, value))
}

/** What a cell says. */
export function readCell<C extends Cell>(cell: C, content: string): Read<C> {
  if (content.trim() === '') return { says: 'nothing' }
  if (content.trim().toLowerCase() === CLEAR) return { says: 'clear' }
  return read(cell, unguarded(content)) as Read<C>
}

// A spreadsheet runs a cell that begins like this as a formula, and import takes `<clear>` for an order and blanks for
// nothing. An apostrophe before them makes them texts. A text that already looks like that gets one more, so that one can always be taken off.
const NEEDS_GUARD = /^'*(?:[=+\-@\t\r]|\s*<clear>\s*$|\s+$)/i

function guarded(text: string): string {
  return NEEDS_GUARD.test(text) ? `'${text}` : text
}

function unguarded(content: string): string {
  return content.startsWith("'") && NEEDS_GUARD.test(content) ? content.slice(1) : content
}

function textOf(cell: Cell, value: unknown): string {
  switch (cell.is) {
    case 'text':
    case 'day':
    case 'choice':
      return value as string
    case 'list':
      return joined(value as readonly string[], '|', '|')
    case 'path':
      return joined(value as readonly string[], '>', ' > ')
    case 'boolean':
      return (value as boolean) ? 'yes' : 'no'
    case 'number':
      return String(Number(Number(value).toFixed(cell.decimals ?? 0)))
    case 'instant':
      return new Date(value as number).toISOString()
  }
}

const NUMBER = /^-?\d{1,16}(?:\.\d+)?$/
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i
const YES = new Set(['yes', 'true', '1'])
const NO = new Set(['no', 'false', '0'])

function read(cell: Cell, text: string): Read {
  const bare = text.trim()
  switch (cell.is) {
    case 'text':
      return cell.tight === true && text !== bare
        ? fault(text, 'has a blank at its beginning or end: take it away')
        : { says: 'value', value: text }
    case 'list':
      return cell.of === undefined ? listOf(parted(text, '|')) : wordsOf(parted(text, '|'), cell.of)
    case 'path':
      return listOf(parted(text, '>'))
    case 'boolean': {
      const word = bare.toLowerCase()
      if (YES.has(word)) return { says: 'value', value: true }
      if (NO.has(word)) return { says: 'value', value: false }
      return fault(bare, 'is neither yes nor no')
    }
    case 'number': {
      const { decimals = 0, signed = false } = cell
      const places = bare.split('.')[1]?.length ?? 0
      const isNumber = NUMBER.test(bare) && Math.abs(Number(bare)) <= Number.MAX_SAFE_INTEGER
      if (!isNumber || (bare.startsWith('-') && !signed)) return fault(bare, 'is not a number such as 90')
      if (places > decimals) {
        return fault(
          bare,
          decimals === 0 ? 'is not a whole number' : `has more than ${decimals} digits behind the point`,
        )
      }
      return { says: 'value', value: Number(bare) + 0 }
    }
    case 'day':
      return isDay(bare) ? { says: 'value', value: bare } : fault(bare, 'is not a day such as 2026-11-28')
    case 'instant': {
      const instant = instantOf(bare)
      return instant === undefined
        ? fault(bare, 'is not a time such as 2026-11-28T09:30:00Z')
        : { says: 'value', value: instant }
    }
    case 'choice': {
      const chosen = wordAmong(cell.of, bare) ?? cell.also?.[bare.toLowerCase()]
      return chosen === undefined
        ? fault(bare, `is none of ${cell.of.join(', ')}`)
        : { says: 'value', value: chosen }
    }
  }
}

function fault(content: string, what: string): Read {
  const shown = content.length > 60 ? `${content.slice(0, 60)}…` : content
  return { says: 'fault', reason: `“${shown}” ${what}.` }
}

/** The word that is meant, without regard to case, and with blanks or `-` for `_`. */
function wordAmong(words: readonly string[], text: string): string | undefined {
  const word = text.toLowerCase().replace(/[\s-]+/g, '_')
  return words.find((one) => one === word)
}

function wordsOf(parts: readonly string[], words: readonly string[]): Read {
  const chosen: string[] = []
  for (const part of parts) {
    const word = wordAmong(words, part)
    if (word === undefined) return fault(part, `is none of ${words.join(', ')}`)
    chosen.push(word)
  }
  return listOf(chosen)
}

function listOf(parts: readonly string[]): Read {
  return parts.length === 0 ? { says: 'nothing' } : { says: 'value', value: parts }
}

/** Milliseconds; a time without a zone is in UTC, a day is its first moment. */
function instantOf(text: string): number | undefined {
  if (!INSTANT.test(text) || !isDay(text.slice(0, 10))) return undefined
  const time = text.slice(11)
  const zoned = time === '' ? 'T00:00Z' : `T${time}${/(?:Z|[+-]\d{2}:?\d{2})$/i.test(time) ? '' : 'Z'}`
  const instant = Date.parse(text.slice(0, 10) + zoned.toUpperCase().replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isNaN(instant) ? undefined : instant
}

/**
 * Parts with a separator between them. A separator within a part has a backslash before it, and so has a backslash that
 * would otherwise be taken for such a one; all other backslashes stand as they are.
 */
function joined(parts: readonly string[], separator: string, between: string): string {
  const special = separator === '|' ? /\\(?=[\\|]|$)|\|/g : /\\(?=[\\>]|\s*$)|>/g
  return parts.map((part) => part.replace(special, '\\$&')).join(between)
}

function parted(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    const next = text[at + 1]
    if (character === '\\' && (next === '\\' || next === separator)) {
      part += text.slice(from, at) + next
      from = ++at + 1
    } else if (character === separator) {
      parts.push(part + text.slice(from, at))
      part = ''
      from = at + 1
    }
  }
  parts.push(part + text.slice(from))
  return parts.map((one) => one.trim()).filter((one) => one !== '')
}
