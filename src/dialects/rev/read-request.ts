import type { FastifyRequest } from 'fastify'
import { mediaType, parseForm, parseQuery } from '../../http/form.ts'
import { parseJsonBody } from '../../http/json-body.ts'

// Rev's clients write keys and query names in any case (docs/contracts/rev.md A7). They are converted to lower case
// here, so `Name`, `name` and `NAME` are `name`. Parsers ignore unknown keys.

/** A JSON object of a request with lower-cased keys. */
export type Fields = Readonly<Record<string, unknown>>

/** Of a form. */
const MOST_PAIRS = 1000
/** The longest lists are the members of a group. */
const MOST_IN_JSON = { values: 50_000, members: 20_000 }

/**
 * The value of a request's body: JSON, or a form as an object of strings.
 * @throws HttpFault malformed_body, too_many_values, wrong_encoding
 */
export async function parseRevBody(body: Buffer, contentType: string | undefined): Promise<unknown> {
  if (mediaType(contentType) === 'application/x-www-form-urlencoded') {
    return foldKeys(Object.fromEntries(await parseForm(body, contentType, MOST_PAIRS)))
  }
  // Whatever its declared type, a body is parsed as JSON (A7.6).
  return foldKeys(await parseJsonBody(body, contentType, MOST_IN_JSON, parseUnlessBlank))
}

function parseUnlessBlank(text: string): unknown {
  return text.trim() === '' ? undefined : JSON.parse(text)
}

/** The body as an object; an absent body is an empty one (A7.7), anything but an object likewise has no fields. */
export function fieldsOf(request: FastifyRequest): Fields {
  return asFields(request.body) ?? {}
}

/** The value as an object with lower-cased keys; undefined when it isn't an object. */
export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

/** The query's values by lower-cased name; all values of a repeated name, in order. */
export function queryOf(request: FastifyRequest): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, string[]>()
  for (const [name, value] of parseQuery(request.raw.url ?? '')) {
    const key = name.toLowerCase()
    const values = query.get(key)
    if (values === undefined) query.set(key, [value])
    else values.push(value)
  }
  return query
}

/** A boolean in a query: `True`, `false`, `1`, `0`; anything else counts as absent (A7.4). */
export function queryFlag(values: readonly string[] | undefined): boolean | undefined {
  switch (values?.at(-1)?.trim().toLowerCase()) {
    case 'true':
    case '1':
      return true
    case 'false':
    case '0':
      return false
    default:
      return undefined
  }
}

/** Goes no deeper than parseJsonBody allows. */
function foldKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(foldKeys)
  const folded = Object.create(null) as Record<string, unknown> // so that `__proto__` is a key like any other
  for (const [key, member] of Object.entries(value)) folded[key.toLowerCase()] = foldKeys(member)
  return folded
}
