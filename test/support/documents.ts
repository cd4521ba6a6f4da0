import Schema from 'typebox/schema'
import { makeDocument } from '../../src/api/openapi/make-document.ts'
import { API_ROOT } from '../../src/api/api-instance.ts'
import { operations } from '../../src/api/operations.ts'

// Which document an instance's answers are held against.

/** An OpenAPI document, as far as it is looked at here. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components?: unknown
}

interface Described {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >
}

/** What a document is of: where its paths begin. */
interface Documented {
  readonly root: string
  readonly load: () => Document
}

const documented: Readonly<Record<string, Documented>> = {
  api: { root: API_ROOT, load: () => makeDocument(operations, 'test') as unknown as Document },
}

const loaded = new Map<string, Document>()
const validators = new Map<
  string,
  { check(value: unknown): boolean; errors(value: unknown): readonly unknown[] }
>()

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
  let document = loaded.get(door)
  if (document === undefined) loaded.set(door, (document = known.load()))
  const path = route.slice(known.root.length).replace(/:(\w+)/g, '{$1}')
  const where = `${method} ${path} ${status}`
  const described = document.paths[path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
  if (described === undefined) return `${where}: not in the document`
  const response = described.responses[String(status)]
  if (response === undefined) return `${where}: a status that is not in the document: ${body ?? ''}`
  const type = contentType?.split(';', 1)[0]
  if (response.content === undefined) return body ? `${where}: a body that is not in the document` : undefined
  if (method === 'HEAD' || status === 304) return undefined
  const media = response.content[type ?? '']
  if (media === undefined) return `${where}: ${type ?? 'no type'} is not in the document`
  if (!type?.includes('json') || body === undefined || /[?&](fields|dryRun)=/.test(target)) return undefined
  const key = `${door} ${where} ${type}`
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
