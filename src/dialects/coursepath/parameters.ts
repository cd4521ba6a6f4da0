import type { FastifyRequest } from 'fastify'
import { isMapping } from '../../http/bracketed-parameters.ts'
import { HttpFault } from '../../http/faults.ts'
import { mediaType, parseForm, parseQuery } from '../../http/form.ts'
import { parseJsonBody } from '../../http/json-body.ts'
import { parseMultipart } from '../../http/multipart.ts'
import { parseNumbersAsText } from '../../lib/json-source.ts'
import { composed, isStorable } from '../../lib/text.ts'
import { invalidParameter } from './errors.ts'

/**
 * An unparsed body. It is parsed when a handler asks for it, after permission and existence
 * (docs/contracts/coursepath.md 2.2).
 */
export interface Body {
  readonly bytes: Buffer
  readonly contentType: string
}

const MOST_PAIRS = 2000
const MOST_IN_JSON = { values: 60_000, members: 2000 }

/** Marks a value that is a list or an object. It matters only if it is read: unknown names are ignored. */
const NO_TEXT = Symbol('no text')

type Values = Map<string, (string | typeof NO_TEXT)[]>

/** The values of each name, in order; `roles`, `roles[]` and `roles[0]` are the same name. */
export class Parameters {
  readonly #values: () => Values

  /** @param values may throw the request's error, which appears when the first parameter is read */
  constructor(values: () => Values) {
    this.#values = values
  }

  /** For calls without parameters: an unreadable body is refused all the same. @throws HttpFault */
  demandReadable(): void {
    this.#values()
  }

  /** Whether the name is anywhere in the request, even with a value that isn't accepted, such as a file. */
  has(name: string): boolean {
    return this.#values().has(name)
  }

  /** @throws CoursepathError for a list or an object instead of a text */
  all(name: string): readonly string[] {
    return (this.#values().get(name) ?? []).map((value) => {
      if (value !== NO_TEXT) return value
      throw invalidParameter(name, `The parameter ${name} must be one text, not a list or an object.`)
    })
  }

  /** The last value. @throws CoursepathError */
  last(name: string): string | undefined {
    return this.all(name).at(-1)
  }

  /**
   * The last value in its stored form: trimmed, NFC. @throws CoursepathError for control characters other than line
   * breaks
   */
  text(name: string): string | undefined {
    const said = this.last(name)
    const value = said === undefined ? undefined : composed(said.trim())
    if (value !== undefined && (hasControl(value) || !isStorable(value))) {
      throw invalidParameter(
        name,
        `The parameter ${name} holds characters that no text has: control characters other than line breaks, or halves of characters.`,
      )
    }
    return value
  }

  /** `true`, `false`, `1` or `0`. @throws CoursepathError */
  flag(name: string): boolean | undefined {
    return this.flags(name).at(-1)
  }

  /** All values of a flag, each `true`, `false`, `1` or `0`. @throws CoursepathError */
  flags(name: string): readonly boolean[] {
    return this.all(name).map((value) => {
      const flag = FLAGS.get(value.trim().toLowerCase())
      if (flag !== undefined) return flag
      throw invalidParameter(name, `The parameter ${name} must be true or false.`)
    })
  }
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

/** The parameters of the query string. */
export function queryOf(request: FastifyRequest): Parameters {
  let values: Values | undefined
  return new Parameters(() => (values ??= queryValues(request)))
}

function queryValues(request: FastifyRequest): Values {
  return gathered(parseQuery(request.raw.url ?? ''))
}

/**
 * The parameters of a POST or DELETE: those of the query string and those of the body, which take precedence (3.1). An
 * unreadable body is reported when a parameter is read: permission and existence come first (2.2).
 */
export async function parametersOf(request: FastifyRequest): Promise<Parameters> {
  const body = request.body as Body | undefined // created by the instance's parseBody
  if (body === undefined) return queryOf(request)
  try {
    const values = new Map([...queryValues(request), ...(await read(body))])
    return new Parameters(() => values)
  } catch (error) {
    return new Parameters(() => {
      throw error
    })
  }
}

async function read({ bytes, contentType }: Body): Promise<Values> {
  const type = mediaType(contentType)
  if (type === 'application/x-www-form-urlencoded') {
    return gathered(await parseForm(bytes, contentType, MOST_PAIRS))
  }
  if (type === 'multipart/form-data') return ofMultipart(bytes, contentType)
  if (type === 'application/json' || /^application\/[^/]+\+json$/.test(type)) {
    return ofJson(await parseJsonBody(bytes, contentType, MOST_IN_JSON, withNumbersAsText))
  }
  throw new HttpFault('unsupported_media_type')
}

function gathered(pairs: Iterable<readonly [name: string, value: string]>): Values {
  const values: Values = new Map()
  for (const [name, value] of pairs) add(values, name, [value])
  return values
}

/** Files are skipped, but their names are kept: such a name counts as present (contract 7.6). */
async function ofMultipart(bytes: Buffer, contentType: string): Promise<Values> {
  const files: string[] = []
  const pairs = await parseMultipart(bytes, contentType, MOST_PAIRS, (name) => files.push(name))
  const values = gathered(pairs)
  for (const name of files) if (!values.has(name)) values.set(name, [])
  return values
}

/** One object, nested or flat. Numbers and booleans become their JSON text, null and an empty list an empty text. */
function ofJson(object: unknown): Values {
  if (!isMapping(object)) throw new HttpFault('malformed_body')
  const values: Values = new Map()
  for (const [name, value] of Object.entries(object)) {
    if (!isMapping(value)) add(values, name, textsOf(value))
    else {
      values.set(name, [NO_TEXT])
      for (const [inner, one] of Object.entries(value)) add(values, `${name}[${inner}]`, textsOf(one))
    }
  }
  return values
}

/** A name with further brackets isn't a value of the shorter name: `name[is]` gives no value for `name`. */
function add(values: Values, written: string, more: (string | typeof NO_TEXT)[]): void {
  const name = written.replace(/\[\d*\]$/, '')
  const held = values.get(name)
  if (held === undefined) values.set(name, more)
  else for (const value of more) held.push(value) // there may be more than a call can take as arguments
  const outer = /^([^[]+)\[/.exec(name)?.[1]
  if (outer !== undefined) values.set(outer, [NO_TEXT])
}

function textsOf(value: unknown): (string | typeof NO_TEXT)[] {
  if (Array.isArray(value)) return value.length === 0 ? [''] : value.map(textOf)
  return [textOf(value)]
}

function textOf(value: unknown): string | typeof NO_TEXT {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return typeof value === 'boolean' ? String(value) : NO_TEXT
}

function withNumbersAsText(text: string): unknown {
  return parseNumbersAsText(text, () => true)
}

function hasControl(text: string): boolean {
  return /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text)
}
