import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import Schema from 'typebox/schema'
import { anyCharacter } from './any-character.ts'
import { resolved, type Described, type Document, type Response as Answer } from './documents.ts'

// Requests made of a document's shapes, good ones and bad ones, as `fast-check` draws them.

type Json = Readonly<Record<string, unknown>>

/** A schema, as far as requests are made of it. */
interface Shape {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
  readonly allOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Shape | boolean
  readonly items?: Shape
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
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

/** A request before it is known what its ids are. */
export interface Draft {
  readonly method: string
  readonly path: string
  readonly places: Json
  readonly query: Json
  /** Of a text: as it goes. undefined: none. */
  readonly body: unknown
  /** Whether a body is as the document says. */
  readonly isGood: (body: unknown) => boolean
}

/** Stands where an id belongs that the server has told. */
class Known {
  readonly #turn: number

  constructor(turn: number) {
    this.#turn = turn
  }

  among(ids: readonly unknown[]): unknown {
    return ids.length === 0 ? 1 : ids[this.#turn % ids.length]
  }
}

/** The ids that answers have told, by the last word of the path: those of `/groups` are groups. */
export class KnownIds {
  readonly #byPlace = new Map<string, unknown[]>()

  learn(path: string, answer: unknown): void {
    const place = path.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? ''
    const lists = [answer, ...(isMapping(answer) ? Object.values(answer) : [])].filter(Array.isArray)
    for (const one of [answer, ...lists.flat()].filter(isMapping)) {
      const id = Object.entries(one).find(([key]) => /^(id|guid|reference|.*Id|.*_id)$/i.test(key))?.[1]
      if (typeof id === 'string' || typeof id === 'number') this.#add(place, id)
    }
  }

  /** Puts ids where they belong. */
  resolve(value: unknown, place?: string): unknown {
    if (value instanceof Known) return value.among(this.#of(place))
    if (Array.isArray(value)) return value.map((one) => this.resolve(one, place))
    if (!isMapping(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, this.resolve(one, placeOf(key))]),
    )
  }

  /** The values of a path's places: of `/groups/{id}` the id of a group. */
  resolvePlaces({ path, places }: Draft): Json {
    return Object.fromEntries(
      Object.entries(places).map(([name, value]) => [
        name,
        this.resolve(value, new RegExp(`([^/]+)/\\{${name}\\}`).exec(path)?.[1]),
      ]),
    )
  }

  #of(place: string | undefined): readonly unknown[] {
    const there = place === undefined ? undefined : this.#byPlace.get(place)
    return there ?? [...this.#byPlace.values()].flat()
  }

  #add(place: string, id: unknown): void {
    const ids = this.#byPlace.get(place) ?? []
    this.#byPlace.set(place, ids)
    if (ids.includes(id)) return
    ids.push(id)
    if (ids.length > 40) ids.shift()
  }
}

/** Where things live that a key names: `groupIds` are of `groups`, `category_id` and `parentCategoryId` of `categories`. */
function placeOf(key: string): string | undefined {
  const [, word] = /([A-Za-z]+?)(?:_?ids?)?$/i.exec(key.replace(/^parent_?/i, '')) ?? []
  const known = word?.toLowerCase() ?? ''
  return (
    { category: 'categories', user: 'users', key: 'users', categorizable: 'courses' }[known] ?? `${known}s`
  )
}

/** Any request of the document, but of those whose answer never ends. */
export function requestsOf(document: Document): fc.Arbitrary<Draft> {
  const drafts = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
      .filter(([, { responses }]) => !isEndless(resolved(document, responses['200'])))
      .map(([method, operation]) => requestOf(document, path, method, operation as Operation, item as never)),
  )
  return fc.oneof(...drafts)
}

function isEndless(answer: Answer | undefined): boolean {
  return Object.keys(answer?.content ?? {}).includes('text/event-stream')
}

function requestOf(
  document: Document,
  path: string,
  method: string,
  operation: Operation,
  item: Pick<Operation, 'parameters'>,
): fc.Arbitrary<Draft> {
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(
    (one) => resolved(document, one) as Parameter,
  )
  const drawn = (where: 'path' | 'query', chance: number) => {
    const here = parameters.filter((one) => one.in === where)
    const required = here.filter((one) => one.required)
    const values = (some: readonly Parameter[]) =>
      fc.record(
        Object.fromEntries(
          some.map(({ name, schema }) => [
            name,
            fc.oneof(
              { weight: where === 'path' ? 5 : 0, arbitrary: known },
              { weight: 3, arbitrary: valueOf(document, schema, name) },
              { weight: 1, arbitrary: word },
            ),
          ]),
        ),
        { requiredKeys: required.map(({ name }) => name) },
      )
    return fc.oneof(
      { weight: chance, arbitrary: values(here) },
      { weight: 10 - chance, arbitrary: values(required) },
    )
  }
  const schema = operation.requestBody?.content['application/json']?.schema
  return fc.record({
    method: fc.constant(method.toUpperCase()),
    path: fc.constant(path),
    places: drawn('path', 10),
    query: drawn('query', 4),
    body: schema === undefined ? fc.constant(undefined) : bodyOf(document, schema),
    isGood: fc.constant(schema === undefined ? () => true : checker(document, schema)),
  })
}

const word = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 12 }),
  fc.constantFrom('', '0', '-1', 'null', '1e9'),
)

function bodyOf(document: Document, schema: Shape): fc.Arbitrary<unknown> {
  const good = valueOf(document, schema, '')
  const spoiled = fc.tuple(good, fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([body, turn, value]) => {
    if (!isMapping(body)) return value
    const keys = Object.keys(body)
    return { ...body, [keys[turn % keys.length] ?? 'surplus']: value }
  })
  return fc.oneof(
    { weight: 7, arbitrary: good },
    { weight: 3, arbitrary: spoiled },
    { weight: 1, arbitrary: fc.constantFrom<unknown>('{', '', '[]', 'null', '{"a":', '"text"') },
  )
}

/** A value as the schema describes it; now and then the id of something that is there. */
function valueOf(document: Document, given: Shape, name: string, depth = 0): fc.Arbitrary<unknown> {
  const shape = wholeOf(document, given)
  const plain = plainValueOf(document, shape, name, depth)
  const namesSomething = /(^|[a-z_])(id|ids|key|reference)$/i.test(name) && !/^client/i.test(name)
  const isSingle = shape.type !== 'array' && shape.type !== 'object'
  return namesSomething && isSingle ? fc.oneof({ weight: 3, arbitrary: known }, plain) : plain
}

const known = fc.nat().map((turn) => new Known(turn))

function plainValueOf(document: Document, shape: Shape, name: string, depth: number): fc.Arbitrary<unknown> {
  const choices = shape.anyOf ?? shape.oneOf
  if (depth > 6) return fc.constant(null)
  if (choices !== undefined) {
    return fc.oneof(
      ...choices.map((one) => valueOf(document, { ...shapeAlone(shape), ...one }, name, depth + 1)),
    )
  }
  if ('const' in shape) return fc.constant(shape.const)
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum)
  const types = [shape.type ?? 'any'].flat()
  return fc.oneof(...types.map((type) => ofType(document, type, shape, name, depth)))
}

/** What stands beside a choice holds for each. */
function shapeAlone({ anyOf: _any, oneOf: _one, ...rest }: Shape): Shape {
  return rest
}

function ofType(
  document: Document,
  type: string,
  shape: Shape,
  name: string,
  depth: number,
): fc.Arbitrary<unknown> {
  const { minimum = -10, maximum = 1_000_000 } = shape
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: minimum, max: Math.max(minimum, maximum) })
    case 'number':
      return fc.double({ min: minimum, max: Math.max(minimum, maximum), noNaN: true })
    case 'string':
      return textOf(shape)
    case 'array':
      return fc.array(valueOf(document, shape.items ?? {}, name, depth + 1), {
        minLength: shape.minItems ?? 0,
        maxLength: Math.min(shape.maxItems ?? 3, 3),
      })
    case 'object':
      return objectOf(document, shape, depth)
    default:
      return fc.jsonValue({ maxDepth: 1 })
  }
}

function objectOf(document: Document, shape: Shape, depth: number): fc.Arbitrary<Json> {
  const { properties = {}, required = [], additionalProperties } = shape
  const members = fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([key, one]) => [key, valueOf(document, one, key, depth + 1)]),
    ),
    { requiredKeys: required.filter((key) => key in properties) },
  )
  if (typeof additionalProperties !== 'object') return members
  const more = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 8 }),
    valueOf(document, additionalProperties, '', depth + 1),
    { maxKeys: 2 },
  )
  return fc.tuple(members, more).map(([one, other]) => ({ ...other, ...one }))
}

function textOf({ minLength = 0, maxLength = 24, pattern, format }: Shape): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).map((text) => text.slice(0, 100))
  switch (format) {
    case 'uuid':
      return fc.nat().map(() => randomUUID())
    case 'email':
      return fc.nat().map((n) => `person${n}@example.com`)
    case 'date-time':
      return fc.integer({ min: 0, max: 4e9 }).map((s) => new Date(s * 1000).toISOString())
    case 'date':
      return fc.integer({ min: 0, max: 4e9 }).map((s) => new Date(s * 1000).toISOString().slice(0, 10))
    default: {
      const length = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 24)) }
      return fc.oneof(
        fc.string(length),
        fc.string({ unit: anyCharacter, ...length }),
        fc.nat().map((n) => `name ${n}`.padEnd(minLength, 'x').slice(0, maxLength)),
      )
    }
  }
}

/** The shape behind references, with what it consists of in one. */
function wholeOf(document: Document, shape: Shape): Shape {
  const { $ref, allOf, ...own } = shape
  const behind = $ref === undefined ? {} : (resolved(document, { $ref }) as Shape)
  const parts = [...($ref === undefined ? [] : [wholeOf(document, behind)]), own]
  for (const part of allOf ?? []) parts.unshift(wholeOf(document, part))
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Record<string, Shape>,
    required: parts.flatMap((part) => part.required ?? []),
  } as Shape
}

function checker(document: Document, schema: Shape): (body: unknown) => boolean {
  let check: ((body: unknown) => boolean) | undefined
  return (body) => {
    if (check === undefined) {
      const compiled = Schema.Compile({ ...schema, components: document.components } as never)
      check = (value) => compiled.Check(value)
    }
    return check(body)
  }
}

function isMapping(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Known)
}
