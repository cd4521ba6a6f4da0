import type { Cursor } from '../../domain/page.ts'
import { parseQuery } from '../../http/form.ts'
import { isStorable } from '../../lib/text.ts'
import { invalidData, OneRosterError } from './errors.ts'
import { type Condition, parseFilter, invalidFilter } from './filter.ts'

const DEFAULT_LIMIT = 100
const MOST = 1000
/** How far an offset may lead beyond what was read before. */
export const FARTHEST_OFFSET = 10_000

/** What a list is asked for. */
export interface ListRequest {
  readonly limit: number
  readonly offset: number
  /** Where the page before ended, from its next link; null: the offset alone says where the page begins. */
  readonly after: Cursor | null
  readonly sort: { readonly field: string; readonly descending: boolean } | undefined
  readonly conditions: readonly Condition[]
  /** The fields that are asked for; undefined: all. */
  readonly fields: ReadonlySet<string> | undefined
}

/** @throws OneRosterError */
export function parseListRequest(
  target: string,
  { fields, sorts }: { readonly fields: readonly string[]; readonly sorts: Readonly<Record<string, string>> },
): ListRequest {
  const query = new Map(parseQuery(target))
  const after = parseAfter(query.get('after'))
  const offset = wholeNumber(query, 'offset', 0, 0)
  return {
    limit: Math.min(wholeNumber(query, 'limit', 1, DEFAULT_LIMIT), MOST),
    offset,
    after,
    sort: parseSort(query, sorts),
    conditions: parseConditions(query.get('filter')),
    fields: parseFields(query.get('fields'), fields),
  }
}

/** The fields asked for of one record. @throws OneRosterError */
export function parseFieldsOf(target: string, known: readonly string[]): ReadonlySet<string> | undefined {
  return parseFields(new Map(parseQuery(target)).get('fields'), known)
}

function wholeNumber(query: ReadonlyMap<string, string>, name: string, least: number, usual: number): number {
  const text = query.get(name)
  if (text === undefined) return usual
  if (!/^\d{1,15}$/.test(text) || Number(text) < least) {
    throw invalidData(`The parameter ${name} must be a whole number, ${least} or more.`)
  }
  return Number(text)
}

function parseSort(
  query: ReadonlyMap<string, string>,
  sorts: Readonly<Record<string, string>>,
): ListRequest['sort'] {
  const order = query.get('orderBy') ?? 'asc'
  if (order !== 'asc' && order !== 'desc') throw invalidData('The parameter orderBy must be asc or desc.')
  const field = query.get('sort')
  if (field === undefined) return undefined
  if (!Object.hasOwn(sorts, field)) {
    const known = Object.keys(sorts)
    const hint = known.length === 0 ? 'This list has one order.' : `It can be sorted by: ${known.join(', ')}.`
    throw new OneRosterError(400, 'invalid_sort_field', `This list can't be sorted by that field. ${hint}`)
  }
  return { field, descending: order === 'desc' }
}

function parseConditions(text: string | undefined): readonly Condition[] {
  if (text === undefined) return []
  if (!isStorable(text)) throw invalidFilter('The filter has characters that no record has.')
  return parseFilter(text)
}

function parseFields(text: string | undefined, known: readonly string[]): ReadonlySet<string> | undefined {
  if (text === undefined) return undefined
  const asked = text.split(',').map((field) => field.trim())
  const unknown = asked.find((field) => !known.includes(field))
  if (unknown !== undefined) {
    throw new OneRosterError(
      400,
      'invalid_selection_field',
      `The parameter fields may name: ${known.join(', ')}.`,
    )
  }
  return new Set(asked)
}

/** A cursor as a next link carries it. */
export function presentAfter({ values, id }: Cursor): string {
  return Buffer.from(JSON.stringify([...values, id])).toString('base64url')
}

function parseAfter(text: string | undefined): Cursor | null {
  if (text === undefined) return null
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const id: unknown = Array.isArray(parts) ? parts.pop() : undefined
    if (Array.isArray(parts) && Number.isSafeInteger(id) && parts.every(isValue)) {
      return { values: parts, id: id as number } // a safe integer
    }
  } catch {
    // Refused below.
  }
  throw invalidData('The parameter after must come from a link with rel="next".')
}

function isValue(value: unknown): value is string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number'
}
