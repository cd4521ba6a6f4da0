import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { operations } from '../../src/api/operations.ts'
import type { Operation } from '../../src/api/table/operation.ts'
import { whenChanged } from '../../src/api/table/lists.ts'

// The tables of docs/contracts/quadrivium.md, and what they must hold according to the code.

const CONTRACT = join(import.meta.dirname, '../../docs/contracts/quadrivium.md')

/** The rows of the table in the contract whose first column has that heading: their cells. */
export function contractTable(heading: string): readonly (readonly string[])[] {
  const lines = readFileSync(CONTRACT, 'utf8').split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`))
  if (start === -1) throw new Error(`The contract has no table of ${heading}.`)
  const rows = lines.slice(start + 2)
  const end = rows.findIndex((line) => !line.startsWith('|'))
  return rows.slice(0, end === -1 ? rows.length : end).map((line) =>
    line
      .replace(/^\| | \|$/g, '')
      .split(' | ')
      .map((cell) => cell.trim()),
  )
}

const USUAL: Readonly<Record<string, string>> = {
  GET: '200',
  POST: '201',
  PATCH: '200',
  PUT: '200',
  DELETE: '204',
}

/** The statuses of success of all operations: `GET /topics` is `200`. */
export function operationsInCode(): ReadonlyMap<string, string> {
  return new Map(
    operations.map(({ method, path, answers }) => [`${method} ${path}`, Object.keys(answers).join(', ')]),
  )
}

/**
 * Those of the contract: ``GET POST `/topics`, POST (200) `/topics/bulk` ``. Without a number the status is the usual one of the
 * method.
 */
export function operationsInContract(): ReadonlyMap<string, string> {
  const found = contractTable('resource').flatMap(([, cell = '']) =>
    [...cell.matchAll(/((?:[A-Z]+(?: \([\d, ]+\))? )+)`([^`]+)`/g)].flatMap(([, verbs = '', path = '']) =>
      [...verbs.matchAll(/([A-Z]+)(?: \(([\d, ]+)\))?/g)].map(
        ([, verb = '', statuses = USUAL[verb] ?? '']) => [`${verb} ${path}`, statuses] as const,
      ),
    ),
  )
  const addresses = found.map(([address]) => address)
  const twice = addresses.filter((address, at) => addresses.indexOf(address) !== at)
  if (twice.length > 0) throw new Error(`The contract has ${twice.join()} twice.`)
  return new Map(found)
}

/** What every list has. */
const OF_LISTS = new Set(['limit', 'cursor', 'total', 'sort', 'fields'])

/** The parameters, orders and embeddings of those operations that read: `/topics` is `q, times, parent; name, created; policy`. */
export function parametersInCode(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    operations
      .filter(({ method, query = {} }) => method === 'GET' && Object.keys(query).length > 0)
      .map((operation) => [
        `\`${operation.path}\``,
        [filtersOf(operation), sortsOf(operation), embedsOf(operation)],
      ]),
  )
}

export function parametersInContract(): ReadonlyMap<string, readonly string[]> {
  return new Map(contractTable('list').map(([path = '', ...cells]) => [path, cells]))
}

function filtersOf({ query = {} }: Operation): string {
  const names = Object.keys(query).filter((name) => !OF_LISTS.has(name))
  const times = Object.keys(whenChanged)
  const hasTimes = times.every((name) => names.includes(name))
  const own = names.filter((name) => !hasTimes || !times.includes(name))
  return [...own, ...(hasTimes ? ['times'] : [])].join(', ') || '–'
}

function sortsOf({ query = {} }: Operation): string {
  if (!('cursor' in query)) return '–'
  const { sort } = query as { readonly sort?: { readonly items: { readonly enum: readonly string[] } } }
  const fields = sort?.items.enum.filter((field) => !field.startsWith('-')) ?? []
  return fields.join(', ') || 'as they are'
}

function embedsOf(operation: Operation): string {
  return Object.keys(('read' in operation ? operation.expand : undefined) ?? {}).join(', ') || '–'
}

interface Shape {
  readonly $id?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly anyOf?: readonly Shape[]
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
}

/** The keys of every named thing in an answer, with their types as the contract writes them. */
export function shapesInCode(): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const look = (shape: Shape) => {
    const { $id, properties = {}, items, anyOf = [] } = shape
    if ($id !== undefined && !found.has($id)) found.set($id, keysOf(shape))
    for (const inner of [...Object.values(properties), ...(items ? [items] : []), ...anyOf]) look(inner)
  }
  for (const { answers } of operations) {
    for (const answer of Object.values(answers)) {
      if (answer !== null && typeof answer !== 'string') look(answer)
    }
  }
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)))
}

export function shapesInContract(): ReadonlyMap<string, string> {
  return new Map(contractTable('thing').map(([name = '', keys = '']) => [name, keys]))
}

function keysOf({ properties = {}, required = [] }: Shape): string {
  return Object.entries(properties)
    .map(([key, shape]) => `${key}${required.includes(key) ? '' : '*'} ${typeOf(shape)}`)
    .join(', ')
}

const FORMATS: Readonly<Record<string, string>> = { 'date-time': 'instant', date: 'day', uuid: 'guid' }

function typeOf(shape: Shape): string {
  const { $id, type, format = '', items, anyOf, properties } = shape
  if ($id !== undefined) return $id
  if (anyOf !== undefined) {
    const branches = anyOf.filter((branch) => branch.type !== 'null').map(typeOf)
    return `${branches.join(' or ')}${branches.length < anyOf.length ? '?' : ''}`
  }
  if (shape.enum !== undefined || shape.const !== undefined) return 'word'
  switch (type) {
    case 'string':
      return FORMATS[format] ?? 'text'
    case 'integer':
      return 'int'
    case 'boolean':
      return 'bool'
    case 'array':
      return `[${items === undefined ? 'any' : typeOf(items)}]`
    case 'object':
      return properties === undefined || Object.keys(properties).length === 0 ? 'map' : `{${keysOf(shape)}}`
    default:
      return type ?? 'any'
  }
}
