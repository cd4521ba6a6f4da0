import type { ChangedWithin } from '../../domain/page.ts'
import { type Condition, invalidFilter } from './filter.ts'

/** The values of a condition that must be an equality. @throws OneRosterError */
export function equalTo({ field, predicate, values }: Condition): readonly string[] {
  if (predicate === '=') return values
  throw invalidFilter(`The field ${field} can be filtered by = only.`)
}

/** The chosen words out of all, by = or !=. @throws OneRosterError */
export function chosen<Word extends string>(
  { field, predicate, values }: Condition,
  words: readonly Word[],
): readonly Word[] {
  const unknown = values.find((value) => !words.some((word) => word === value))
  if (unknown !== undefined) {
    throw invalidFilter(`The field ${field} has no such value. It has: ${words.join(', ')}.`)
  }
  if (predicate === '=') return words.filter((word) => values.includes(word))
  if (predicate === '!=') return words.filter((word) => !values.includes(word))
  throw invalidFilter(`The field ${field} can be filtered by = and != only.`)
}

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/

/** A condition on when a record was last changed. @throws OneRosterError */
export function changedWithin({ field, predicate, values: [value = '', ...more] }: Condition): ChangedWithin {
  const at = INSTANT.test(value) ? Date.parse(value) : NaN
  if (Number.isNaN(at) || more.length > 0) {
    throw invalidFilter(`The field ${field} takes one time, such as 2026-01-31T12:00:00.000Z.`)
  }
  switch (predicate) {
    case '>':
      return { modifiedFrom: at + 1 }
    case '>=':
      return { modifiedFrom: at }
    case '<':
      return { modifiedBefore: at }
    case '<=':
      return { modifiedBefore: at + 1 }
    case '=':
      return { modifiedFrom: at, modifiedBefore: at + 1 }
    default:
      throw invalidFilter(`The field ${field} can be filtered by =, >, >=, < and <= only.`)
  }
}

/** A filter for which both hold. */
export function both<Filter extends object>(one: Filter, other: Filter): Filter {
  const made = new Map<string, unknown>(Object.entries(one))
  for (const [name, value] of Object.entries(other)) made.set(name, joined(name, made.get(name), value))
  return Object.fromEntries(made) as Filter // each field keeps its type
}

function joined(name: string, one: unknown, other: unknown): unknown {
  if (one === undefined) return other
  if (Array.isArray(one) && Array.isArray(other)) {
    const held: readonly unknown[] = one
    const values: readonly unknown[] = other
    return name === 'withoutRole'
      ? [...new Set([...held, ...values])]
      : held.filter((value) => values.includes(value))
  }
  if (typeof one === 'number' && typeof other === 'number') {
    return name.endsWith('From') ? Math.max(one, other) : Math.min(one, other)
  }
  if (typeof one === 'boolean' && one !== other) throw invalidFilter('The conditions exclude each other.')
  return other
}

/** Whether a presented record fulfils the conditions: for the few records that aren't rows of a list. */
export function fulfils(
  record: Readonly<Record<string, unknown>>,
  conditions: readonly Condition[],
): boolean {
  return conditions.every((condition) => {
    const { field, predicate, values } = condition
    const held = record[field]
    if (field === 'dateLastModified') {
      const { modifiedFrom = -Infinity, modifiedBefore = Infinity } = changedWithin(condition)
      const at = Date.parse(String(held))
      return modifiedFrom <= at && at < modifiedBefore
    }
    if (typeof held !== 'string') throw invalidFilter(`There is no filter for the field ${field} here.`)
    return values.some((value) => compares(held, predicate, value))
  })
}

function compares(held: string, predicate: Condition['predicate'], value: string): boolean {
  switch (predicate) {
    case '=':
      return held === value
    case '!=':
      return held !== value
    case '>':
      return held > value
    case '>=':
      return held >= value
    case '<':
      return held < value
    case '<=':
      return held <= value
    case '~':
      return held.toLowerCase().includes(value.toLowerCase())
  }
}
