import { readFileSync } from 'node:fs'
import Schema from 'typebox/schema'
import { makeDocument } from '../../src/api/openapi/make-document.ts'
import { API_ROOT } from '../../src/api/api-services.ts'
import { operations } from '../../src/api/operations.ts'
import { dialects } from '../../src/dialects/dialects.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'

// Which document an instance's answers are held against.

/** An OpenAPI document, as far as it is looked at here. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** An operation. */
export interface Described {
  readonly responses: Readonly<Record<string, Response | Reference>>
}

export interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}

interface Reference {
  readonly $ref: string
}

/** What a document is of: where its paths begin. */
interface Documented {
  readonly root: string
  readonly load: () => Document
}

/** The doors that have a document, which stands beside the dialect. */
export const documentedDoors = dialects.flatMap(({ name, document }: Dialect) =>
  document === undefined ? [] : [{ name, file: document.file }],
)

const documented: Readonly<Record<string, Documented>> = {
  api: { root: API_ROOT, load: () => makeDocument(operations, 'test') as unknown as Document },
  ...Object.fromEntries(
    documentedDoors.map(({ name, file }) => [
      name,
      { root: '', load: () => closed(JSON.parse(readFileSync(file, 'utf8'))) as Document },
    ]),
  ),
}

/**
 * The same schemas, but with no other properties than they name. The documents leave it open what a later version adds; tests
 * must see what this one doesn't say.
 */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const made = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]))
  const isClosable = made.type === 'object' && 'properties' in made && !('additionalProperties' in made)
  return isClosable ? { ...made, additionalProperties: false } : made
}

const loaded = new Map<string, Document>()
const validators = new Map<
  string,
  { check(value: unknown): boolean; errors(value: unknown): readonly unknown[] }
>()

/** Longer answers are looked into only once for each operation and status: the rest of them is alike, and takes its time. */
const LONG = 200_000
const longOnes = new Set<string>()

/** An answer that somebody got. */
export interface Answered {
  readonly door: string
  readonly method: string
  /** As the router has it: `/topics/:topic`; undefined where there is no route. */
  readonly route: string | undefined
  readonly target: string
  readonly status: number
  readonly contentType: string | undefined
  readonly body: string | undefined
}

/** In what an answer differs from its document; undefined when it fits, or has no document. */
export function differenceOf(answer: Answered): string | undefined {
  const { door, method, route, target, status, contentType, body } = answer
  const known = Object.hasOwn(documented, door) ? documented[door] : undefined
  if (known === undefined || route === undefined || method === 'OPTIONS' || status === 405) return undefined
  const document = documentOf(door, known)
  const path = route === '/*' ? pathOf(document, target) : withBraces(route.slice(known.root.length))
  const where = `${method} ${path} ${status}`
  const described = document.paths[path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
  if (described === undefined) {
    // Addresses refuse methods that they don't take, by routes of their own.
    return status >= 400 ? undefined : `${where}: not in the document`
  }
  const response = resolved(document, described.responses[String(status)])
  if (response === undefined) return `${where}: a status that is not in the document: ${body ?? ''}`
  const type = contentType?.split(';', 1)[0]
  if (response.content === undefined) return body ? `${where}: a body that is not in the document` : undefined
  if (method === 'HEAD' || status === 304) return undefined
  const media = response.content[type ?? '']
  if (media === undefined) return `${where}: ${type ?? 'no type'} is not in the document`
  if (
    !/^application\/([\w.-]+\+)?json$/.test(type ?? '') ||
    body === undefined ||
    /[?&](fields|dryRun)=/.test(target)
  )
    return undefined
  const key = `${door} ${where} ${type}`
  if (body.length > LONG) {
    if (longOnes.has(key)) return undefined
    longOnes.add(key)
  }
  let validator = validators.get(key)
  if (validator === undefined) {
    const compiled = Schema.Compile({ ...media.schema, components: document.components } as never)
    validator = {
      check: (value) => compiled.Check(value),
      errors: (value) => compiled.Errors(value)[1],
    }
    validators.set(key, validator)
  }
  const value: unknown = JSON.parse(body)
  if (validator.check(value)) return undefined
  return `${where}: ${JSON.stringify(validator.errors(value).slice(0, 5))} in ${body.slice(0, 500)}`
}

/** The router's `:id` as a document writes it. */
export function withBraces(route: string): string {
  return route.replace(/:(\w+)/g, '{$1}')
}

/** The path of a target whose route says nothing of it, as the document has it; as it is, where the document has none. */
function pathOf({ paths }: Document, target: string): string {
  const [sent = ''] = target.replace(/\/{2,}/g, '/').split('?', 1)
  const plain = sent.replace(/(?<=.)\/$/, '')
  const known = Object.keys(paths).find((path) =>
    new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(plain),
  )
  return known ?? plain
}

/** The document of a door that has one. Its answers' shapes are closed. */
export function documentOfDoor(door: string): Document {
  const known = documented[door]
  if (known === undefined) throw new Error(`${door} has no document`)
  return documentOf(door, known)
}

function documentOf(door: string, known: Documented): Document {
  let document = loaded.get(door)
  if (document === undefined) loaded.set(door, (document = known.load()))
  return document
}

/** What stands behind a reference to one of the document's components, or the thing itself. */
export function resolved<T extends object>(
  document: Document,
  found: T | Reference | undefined,
): T | undefined {
  if (found === undefined || !('$ref' in found)) return found
  const [kind = '', name = ''] = found.$ref.replace('#/components/', '').split('/')
  return document.components?.[kind]?.[name] as T | undefined
}
