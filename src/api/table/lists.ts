import Type, { type TProperties } from 'typebox'
import type { ChangedWithin, Cursor, CursorQuery, CursorRequest, Page, SortKey } from '../../domain/page.ts'
import { parseQuery } from '../../http/form.ts'
import { sha256 } from '../../lib/digest.ts'
import { Problem } from '../problems/problem.ts'
import type { Answer } from './answer.ts'
import type { Call } from './call.ts'
import { Instant } from './shapes.ts'

const USUAL_LIMIT = 50
const MOST = 500
const LONGEST_CURSOR = 4000

/** The parameters of every list. */
const pageParameters = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MOST,
      description: `Items on a page; ${USUAL_LIMIT} unless said.`,
    }),
  ),
  cursor: Type.Optional(
    Type.String({ maxLength: LONGEST_CURSOR, description: '`next` of the page before.' }),
  ),
} as const satisfies TProperties

/** The parameters of a list that has one order. */
export const unsortedParameters = {
  ...pageParameters,
  total: Type.Optional(Type.Boolean({ description: 'Whether to count all, on the first page.' })),
} as const satisfies TProperties

/**
 * The parameters of a resource's lists besides its own filters.
 * @param sorts the fields that it can be sorted by
 */
export function listParameters(sorts: readonly [string, ...string[]]) {
  return {
    ...unsortedParameters,
    sort: Type.Optional(
      Type.Array(Type.Enum(sorts.flatMap((name) => [name, `-${name}`])), {
        minItems: 1,
        maxItems: 4,
        description: 'Fields to sort by; `-` before one turns it round. The id breaks ties.',
      }),
    ),
  } as const satisfies TProperties
}

/** The time ranges that every list of things can be filtered by. With `modifiedFrom`, what changed first comes first. */
export const whenChanged = {
  createdFrom: Type.Optional(Instant),
  createdBefore: Type.Optional(Instant),
  modifiedFrom: Type.Optional(Instant),
  modifiedBefore: Type.Optional(Instant),
} as const satisfies TProperties

/** The requested time ranges, in milliseconds. */
export function whenChangedFilter(
  query: Readonly<Partial<Record<keyof typeof whenChanged, string>>>,
): ChangedWithin {
  const names = ['createdFrom', 'createdBefore', 'modifiedFrom', 'modifiedBefore'] as const
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query[name]
      return value === undefined ? [] : [[name, Date.parse(value)]]
    }),
  )
}

/** A search by words. */
export const searched = {
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Words, or parts of words, that must all fit.',
    }),
  ),
} as const satisfies TProperties

/** What lists are asked with, besides their filters. */
export interface ListQuery {
  readonly limit?: number
  readonly cursor?: string
  readonly total?: boolean
  readonly sort?: readonly string[]
  readonly q?: string
  readonly modifiedFrom?: string
}

/** The domain's query without the filter: the start of the page, its size, the order, the search words. */
type ListRequest<Sort extends string> = Omit<CursorQuery<unknown, Sort>, 'filter'>

/**
 * Reads a list's own parameters. What was changed since a time is in the order of changes, unless said otherwise: so whoever
 * follows a list goes on from the last change that they know.
 * @param sorts the fields that the list can be sorted by, as given to `listParameters`
 * @throws Problem cursor_mismatch
 */
export function listRequest<const S extends readonly string[]>(
  call: Call<ListQuery>,
  sorts: S,
): ListRequest<S[number]> {
  const { total = false, q, modifiedFrom } = call.query
  const isFollowed = modifiedFrom !== undefined && q === undefined && sorts.includes('modified')
  const { sort = isFollowed ? ['modified'] : undefined } = call.query
  const page = listPage(call)
  return {
    ...(sort !== undefined && { sort: sort.map((key) => sortKey<S[number]>(key)) }),
    ...(q !== undefined && { q }),
    page,
    total: total && page.after === null,
  }
}

/** The start of a page and its size. @throws Problem cursor_mismatch */
function listPage(call: Call<ListQuery>): CursorRequest {
  const { limit = USUAL_LIMIT, cursor } = call.query
  return { after: cursor === undefined ? null : openCursor(cursor, digestOf(call)), limit }
}

function sortKey<Sort extends string>(key: string): SortKey<Sort> {
  const descending = key.startsWith('-')
  return { by: (descending ? key.slice(1) : key) as Sort, descending } // checked by the parameter's shape
}

/** The answer for a page, with the link to the next one. */
export function listAnswer<T>(
  call: Call<ListQuery>,
  { items, next, total, totalIsCapped }: Page<T>,
  present: (item: T) => unknown,
): Answer {
  const cursor = next === null ? null : makeCursor(next, digestOf(call))
  return {
    status: 200,
    body: {
      items: items.map(present),
      next: cursor,
      ...(call.query.total === true &&
        total !== undefined && { total, totalIsCapped: totalIsCapped ?? false }),
    },
    ...(cursor !== null && { headers: { link: `<${linkTo(call, cursor)}>; rel="next"` } }),
  }
}

/**
 * A cursor contains the sort values of the last row and a digest of path, filters and order. It needs no signature: a
 * forged cursor only gives a page that its sender may read anyway.
 */
function makeCursor({ values, id }: Cursor, digest: string): string {
  return Buffer.from(JSON.stringify([digest, id, ...values])).toString('base64url')
}

function openCursor(cursor: string, digest: string): Cursor {
  const parts = partsOf(cursor)
  if (parts === undefined) {
    throw new Problem('invalid_parameters', { errors: [{ parameter: 'cursor', code: 'malformed' }] })
  }
  const [made, id, ...values] = parts
  if (made !== digest) throw new Problem('cursor_mismatch')
  return { values, id }
}

type CursorValue = string | number | null

function partsOf(cursor: string): readonly [string, number, ...CursorValue[]] | undefined {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
  if (!Array.isArray(parts)) return undefined
  const [digest, id, ...values] = parts as readonly unknown[]
  const isGood =
    typeof digest === 'string' &&
    Number.isSafeInteger(id) &&
    values.every((value) => value === null || typeof value === 'string' || Number.isFinite(value))
  return isGood ? [digest, id as number, ...(values as readonly CursorValue[])] : undefined
}

/** A digest of everything that must stay the same from page to page: all parameters except those for the amount of data. */
function digestOf({ path, query, target }: Call<ListQuery>): string {
  const {
    limit: _limit,
    cursor: _cursor,
    total: _total,
    fields: _fields,
    expand: _expand,
    ...rest
  } = query as ListQuery & {
    readonly fields?: unknown
    readonly expand?: unknown
  }
  const [place = ''] = target.split('?', 1)
  const named = Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1))
  return sha256(JSON.stringify([place, path, named])).slice(0, 12)
}

function linkTo({ target }: Call<ListQuery>, cursor: string): string {
  const [path = ''] = target.split('?', 1)
  // Read as the request was: a value may hold a question mark, too.
  const parameters = parseQuery(target).filter(([name]) => name !== 'cursor' && name !== 'total')
  return `${path}?${new URLSearchParams([...parameters, ['cursor', cursor]]).toString()}`
}
