// The largest requests that each document allows: pages as long as they may be, in every order and by every filter, places far
// down a list, and bodies filled to their bounds.
import { resolved, type Described, type Document } from '../../test/support/documents.ts'
import { BEGINNING } from '../large-academy.ts'

/** A request before the credentials of its door are added. */
export interface Asked {
  readonly door: string
  readonly method: string
  /** Below the door's root, with its query. */
  readonly path: string
  readonly body?: unknown
}

interface Shape {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
  readonly allOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
  readonly maxItems?: number
  readonly maxLength?: number
  readonly maximum?: number
  readonly format?: string
  readonly $ref?: string
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: Shape
}

interface Operation extends Described {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Shape }>> }
}

/** What fits many rows of the large academy, by the name of a parameter or a place. */
export type Frequent = Readonly<Record<string, string | number>>

const LENGTHS = /^(limit|per_page|size|count)$/i
const PLACES = /^(page|offset)$/i
/** They say how an answer looks, not how much is read; and cursors are only good where they were given. */
const UNTRIED =
  /^(fields|dryRun|cursor|scrollId|token|bom|format|Idempotency-Key|If-Match|username|password|apiKey|secret)$/i
const LONGEST_BODY = 900_000

/** Every reading operation of a document, at its largest in each way, and every writing one with as much as it takes. */
export function largestRequests(door: string, document: Document, frequent: Frequent): Asked[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, described]) => {
      if (!['get', 'post', 'put', 'patch', 'delete'].includes(method)) return []
      const operation = described as Operation
      const shared = (item as { readonly parameters?: readonly Parameter[] }).parameters ?? []
      const parameters = [...shared, ...(operation.parameters ?? [])].map(
        (one) => resolved(document, one as never) as unknown as Parameter,
      )
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(frequent[name] ?? 1))
      const base = { door, method: method.toUpperCase() }
      if (method === 'get')
        return queriesOf(document, parameters, frequent).map((query) => ({
          ...base,
          path: `${filled}${query}`,
        }))
      const schema = operation.requestBody?.content['application/json']?.schema
      if (schema === undefined) return [] // deletions are named one by one: each goes only once
      return [{ ...base, path: filled, body: largestOf(document, schema, LONGEST_BODY) }]
    }),
  )
}

function queriesOf(document: Document, parameters: readonly Parameter[], frequent: Frequent): string[] {
  const query = parameters.filter((one) => one.in === 'query' && !UNTRIED.test(one.name))
  const always = new URLSearchParams()
  for (const { name, schema, required } of query) {
    const shape = wholeOf(document, schema)
    if (LENGTHS.test(name)) always.set(name, String(shape.maximum ?? 500))
    else if (required)
      for (const value of valuesOf(document, shape, name, frequent).slice(0, 1)) always.set(name, value)
  }
  const made = [new URLSearchParams(always)]
  for (const { name, schema } of query) {
    if (LENGTHS.test(name)) continue
    for (const value of valuesOf(document, wholeOf(document, schema), name, frequent)) {
      const more = new URLSearchParams(always)
      more.set(name, value)
      made.push(more)
    }
  }
  return [...new Set(made.map((one) => (one.size === 0 ? '' : `?${one.toString()}`)))]
}

/** What a parameter is tried with: each order, each of several words, one value that fits many. */
function valuesOf(document: Document, shape: Shape, name: string, frequent: Frequent): string[] {
  if (PLACES.test(name)) return ['2', name === 'page' ? '2000' : '900000']
  if (name === 'q') return ['a', 'example', 'ada bergarwal', 'nobody is called so']
  const items = shape.items === undefined ? shape : wholeOf(document, shape.items)
  if (name === 'sort') return (items.enum ?? []).map(String)
  if (name in frequent) return [String(frequent[name])]
  if (name === 'expand') return [(items.enum ?? []).join(',')]
  if (items.enum !== undefined) return items.enum.filter((one) => one !== null).map(String)
  const type = [items.type ?? 'string'].flat()[0]
  if (type === 'boolean') return ['true', 'false']
  if (items.format === 'date-time') return [new Date(BEGINNING + 86_400_000).toISOString()]
  if (items.format === 'date') return ['2024-06-01']
  if (type === 'integer') return ['1']
  return type === 'string' ? ['a'] : []
}

/** A body with every property, texts and lists as long as they may be, but not longer in all than the bytes. */
function largestOf(document: Document, given: Shape, bytes: number, depth = 0): unknown {
  const shape = wholeOf(document, given)
  const choice = (shape.anyOf ?? shape.oneOf)?.find((one) => wholeOf(document, one).type !== 'null')
  if (choice !== undefined) return largestOf(document, choice, bytes, depth + 1)
  if ('const' in shape) return shape.const
  if (shape.enum !== undefined) return shape.enum.find((one) => one !== null)
  if (depth > 8) return null
  const type = [shape.type ?? 'string'].flat().find((one) => one !== 'null')
  switch (type) {
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return 1
    case 'array': {
      const one = largestOf(document, shape.items ?? {}, Math.min(bytes, 2_000), depth + 1)
      const each = JSON.stringify(one).length + 1
      return Array(Math.min(shape.maxItems ?? 1_000, Math.max(1, Math.floor(bytes / each)))).fill(one)
    }
    case 'object': {
      const properties = Object.entries(shape.properties ?? {})
      const share = Math.floor(bytes / Math.max(1, properties.length))
      return Object.fromEntries(
        properties.map(([name, one]) => [name, largestOf(document, one, share, depth + 1)]),
      )
    }
    default: {
      if (shape.format === 'date-time') return new Date(BEGINNING).toISOString()
      if (shape.format === 'date') return '2027-01-01'
      if (shape.format === 'email') return 'somebody@example.com'
      return 'x'.repeat(Math.min(shape.maxLength ?? 1_000, Math.max(1, bytes)))
    }
  }
}

function wholeOf(document: Document, shape: Shape): Shape {
  const { $ref, allOf, ...own } = shape
  const behind = $ref === undefined ? [] : [wholeOf(document, resolved(document, { $ref }) as Shape)]
  const parts = [...behind, ...(allOf ?? []).map((part) => wholeOf(document, part)), own]
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Record<string, Shape>
  return {
    ...(Object.assign({}, ...parts) as Shape),
    ...(Object.keys(properties).length > 0 && { properties }),
  }
}
