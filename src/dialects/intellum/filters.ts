// Filters of lists (docs/contracts/intellum.md 4.2, 6.1). A blank value is no filter; of several values any may match;
// a value that is invalid for its attribute matches nothing, and is not an error.
import type { InstantRange } from '../../domain/page.ts'
import { isStorable } from '../../lib/text.ts'
import { parseInstants } from './instants.ts'
import { readFlag, readInteger, readText } from './read-values.ts'
import { isBlankValue } from './read-request.ts'

/** The values of a filter; undefined: it isn't given; null: nothing can match it. */
export type Given<Wanted> = Wanted | null | undefined

/** The given filters; null when one of them can match nothing. */
export function combineFilters<Filter extends object>(filters: {
  readonly [Name in keyof Filter]-?: Given<Filter[Name]>
}): Filter | null {
  const entries = Object.entries(filters)
  if (entries.some(([, wanted]) => wanted === null)) return null
  // What remains has exactly the filter's given names.
  return Object.fromEntries(entries.filter(([, wanted]) => wanted !== undefined)) as Filter
}

export function integerFilter(value: unknown): Given<readonly number[]> {
  return anyOf(value, readInteger)
}

export function textFilter(value: unknown): Given<readonly string[]> {
  return anyOf(value, (one) => {
    const text = readText(one)
    return text !== undefined && isStorable(text) ? text : undefined
  })
}

/** Texts that are mapped to words of ours. */
export function wordFilter<Word>(value: unknown, words: ReadonlyMap<string, Word>): Given<readonly Word[]> {
  return anyOf(value, (one) => words.get(readText(one) ?? ''))
}

export function flagFilter(value: unknown): Given<boolean> {
  const flags = anyOf(value, readFlag)
  if (flags === undefined || flags === null) return flags
  return flags.length === 1 ? flags[0] : undefined // either
}

export function instantFilter(value: unknown): Given<InstantRange> {
  const ranges = anyOf(value, parseInstants)
  if (ranges === undefined || ranges === null) return ranges
  return ranges.length === 1 ? (ranges[0] ?? null) : null // several periods are not supported
}

function anyOf<Wanted>(
  value: unknown,
  read: (one: unknown) => Wanted | undefined,
): readonly Wanted[] | null | undefined {
  const values = Array.isArray(value) ? value : [value]
  const said = values.filter((one) => !isBlankValue(one))
  if (said.length === 0) return values.length === 0 ? null : undefined
  const wanted = new Set(said.map(read).filter((one) => one !== undefined))
  return wanted.size === 0 ? null : [...wanted]
}
