import type { FastifyRequest } from 'fastify'
import { HttpFault } from '../../http/faults.ts'
import { mediaType, parsePairs, queryText } from '../../http/form.ts'

// Rev's clients spell keys and query names in every casing (docs/contracts/rev.md A7): here they become lower case, so
// `Name`, `name` and `NAME` are `name`. Unknown keys are ignored by whoever reads.

/** A JSON object of a request with lower-cased keys. */
export type Fields = Readonly<Record<string, unknown>>

/** Deeper bodies than this are no request of any client. */
const MAX_DEPTH = 64

/** The value of a request's body: JSON, or a form as an object of strings. @throws HttpFault malformed_body */
export function parseRevBody(body: Buffer, contentType: string | undefined): unknown {
  const text = decoded(body)
  if (text.trim() === '') return undefined
  if (mediaType(contentType) === 'application/x-www-form-urlencoded') {
    return foldKeys(Object.fromEntries(parsePairs(text)), 0)
  }
  // Whatever else it says it is, a body is tried as JSON (A7.6).
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new HttpFault('malformed_body', { cause: error })
  }
  return foldKeys(value, 0)
}

// Strict, so that a name in another encoding is refused instead of being stored with its letters lost.
function decoded(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body) // takes a byte order mark away
  } catch (error) {
    throw new HttpFault('malformed_body', { cause: error })
  }
}

/** The body as an object; no body is an empty one (A7.7), anything but an object likewise has no fields. */
export function fieldsOf(request: FastifyRequest): Fields {
  return asFields(request.body) ?? {}
}

/** The value as an object with lower-cased keys; undefined when it is something else. */
export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

/** The query's values by lower-cased name; of a repeated one, all in order. */
export function queryOf(request: FastifyRequest): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, string[]>()
  for (const [name, value] of parsePairs(queryText(request.raw.url ?? ''))) {
    const key = name.toLowerCase()
    query.set(key, [...(query.get(key) ?? []), value])
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

function foldKeys(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) throw new HttpFault('malformed_body')
  if (Array.isArray(value)) return value.map((one) => foldKeys(one, depth + 1))
  const folded = Object.create(null) as Record<string, unknown> // so that `__proto__` is a key like any other
  for (const [key, member] of Object.entries(value)) folded[key.toLowerCase()] = foldKeys(member, depth + 1)
  return folded
}
