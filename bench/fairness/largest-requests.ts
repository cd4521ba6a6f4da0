// What each document lets be read, at its largest: pages as long as they may be, in every order and by every filter, and places far
// down a list.
import { resolved, type Described, type Document } from '../../test/support/documents.ts'
import { BEGINNING } from '../large-academy.ts'
import { asker, type Asked, type Places } from './asked.ts'

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
  readonly minimum?: number
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
}

const LENGTHS = /^(limit|per_page|size|count)$/i
const PLACES = /^(page|offset)$/i
/** They say how an answer looks, not how much is read; and cursors are only good where they were given. */
const UNTRIED =
  /^(fields|dryRun|cursor|after|scrollId|token|bom|format|Idempotency-Key|If-Match|username|password|apiKey|secret)$/i

/**
 * Every reading operation of a document, at its largest in each way.
 * @param places what stands in the places of paths, and what fits many rows, by the name of a parameter
 */
export function largestReads(door: string, document: Document, places: Places): Asked[] {
  const of = asker(door, places)
  return Object.entries(document.paths).flatMap(([path, item]) => {
    const operation = item.get as Operation | undefined
    if (operation === undefined) return []
    const shared = (item as { readonly parameters?: readonly Parameter[] }).parameters ?? []
    const parameters = [...shared, ...(operation.parameters ?? [])].map(
      (one) => resolved(document, one as never) as unknown as Parameter,
    )
    return queriesOf(document, parameters, places).map((query) => of(`GET ${path}`, {}, { query }))
  })
}

function queriesOf(document: Document, parameters: readonly Parameter[], places: Places): string[] {
  const query = parameters.filter((one) => one.in === 'query' && !UNTRIED.test(one.name))
  const always = new URLSearchParams()
  for (const { name, schema, required } of query) {
    const shape = wholeOf(document, schema)
    if (LENGTHS.test(name)) always.set(name, String(shape.maximum ?? places[name] ?? 500))
    else if (required)
      for (const value of valuesOf(document, shape, name, places).slice(0, 1)) always.set(name, value)
  }
  const made = [new URLSearchParams(always)]
  for (const { name, schema } of query) {
    if (LENGTHS.test(name)) continue
    for (const value of valuesOf(document, wholeOf(document, schema), name, places)) {
      const more = new URLSearchParams(always)
      more.set(name, value)
      made.push(more)
    }
  }
  return [...new Set(made.map((one) => (one.size === 0 ? '' : `?${one.toString()}`)))]
}

/** What a parameter is tried with: each order, each of several words, one value that fits many. */
function valuesOf(document: Document, shape: Shape, name: string, places: Places): string[] {
  if (PLACES.test(name)) return ['2', String(places[name] ?? (name === 'page' ? 2_000 : 900_000))]
  if (name === 'q') return ['a', 'example', 'ada bergarwal', 'nobody is called so']
  const items = shape.items === undefined ? shape : wholeOf(document, shape.items)
  if (name === 'sort') return (items.enum ?? []).map(String)
  const [type] = [items.type ?? 'string'].flat()
  const usual = places[name]
  if (
    usual !== undefined &&
    (items.enum?.includes(usual) ?? (type === 'string' || typeof usual === 'number'))
  )
    return [String(usual)]
  if (name === 'expand') return [(items.enum ?? []).join(',')]
  if (items.enum !== undefined) return items.enum.filter((one) => one !== null).map(String)
  if (type === 'boolean') return ['true', 'false']
  if (items.format === 'date-time') return [new Date(BEGINNING + 86_400_000).toISOString()]
  if (items.format === 'date') return ['2024-06-01']
  if (type === 'integer') return [String(items.minimum ?? 1)]
  return type === 'string' ? ['a'] : []
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
