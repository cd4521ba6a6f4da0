import type { FastifyRequest } from 'fastify'
import { isMapping } from '../../http/bracketed-parameters.ts'
import { HttpFault } from '../../http/faults.ts'
import { mediaType, parsePairs, queryText } from '../../http/form.ts'
import { parseMultipart } from '../../http/multipart.ts'
import { parseJson } from '../../lib/json-source.ts'
import { isStorable } from '../../lib/text.ts'
import { invalidParameter } from './errors.ts'

/** A body as it came. It is read when a handler asks, after permission and existence (contracts/coursepath.md 2.2). */
export interface Body {
  readonly bytes: Buffer
  readonly contentType: string
}

/** The values of each name, in order; `roles[]` and `roles` are one name. */
export class Parameters {
  readonly #values: () => ReadonlyMap<string, readonly string[]>

  /** @param values may throw what is wrong with the request: it shows when the first parameter is asked for */
  constructor(values: () => ReadonlyMap<string, readonly string[]>) {
    this.#values = values
  }

  has(name: string): boolean {
    return this.#values().has(name)
  }

  all(name: string): readonly string[] {
    return this.#values().get(name) ?? []
  }

  /** The last value. */
  last(name: string): string | undefined {
    return this.all(name).at(-1)
  }

  /** The last value as it is stored: trimmed, NFC. @throws CoursepathError for control characters but line breaks */
  text(name: string): string | undefined {
    const value = this.last(name)?.trim().normalize('NFC')
    if (value !== undefined && (hasControl(value) || !isStorable(value))) {
      throw invalidParameter(name, `The parameter ${name} holds characters that no text has.`)
    }
    return value
  }

  /** `true`, `false`, `1` or `0`. @throws CoursepathError */
  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase()
    switch (value) {
      case undefined:
        return undefined
      case 'true':
      case '1':
        return true
      case 'false':
      case '0':
        return false
      default:
        throw invalidParameter(name, `The parameter ${name} must be true or false.`)
    }
  }
}

/** The parameters of the query string. */
export function queryOf(request: FastifyRequest): Parameters {
  const query = gathered(parsePairs(queryText(request.raw.url ?? '')))
  return new Parameters(() => query)
}

/**
 * The parameters of a POST or DELETE: those of the query string and those of the body, which count more (3.1). A body
 * that can't be read shows when a parameter is asked for: permission and existence come first (2.2).
 */
export async function parametersOf(request: FastifyRequest): Promise<Parameters> {
  const query = gathered(parsePairs(queryText(request.raw.url ?? '')))
  const body = request.body as Body | undefined // the instance's parseBody made it
  if (body === undefined) return new Parameters(() => query)
  try {
    const values = new Map([...query, ...(await read(body))])
    return new Parameters(() => values)
  } catch (error) {
    return new Parameters(() => {
      throw error
    })
  }
}

async function read({ bytes, contentType }: Body): Promise<Map<string, string[]>> {
  const type = mediaType(contentType)
  if (type === 'application/x-www-form-urlencoded') return gathered(parsePairs(utf8(bytes)))
  if (type === 'multipart/form-data') return gathered(await parseMultipart(bytes, contentType))
  if (type === 'application/json' || /^application\/[^/]+\+json$/.test(type)) return ofJson(utf8(bytes))
  throw new HttpFault('unsupported_media_type')
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new HttpFault('malformed_body', { cause: error })
  }
}

function gathered(pairs: Iterable<readonly [name: string, value: string]>): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const [written, value] of pairs) {
    const name = written.replace(/\[\]$/, '')
    const held = values.get(name)
    if (held === undefined) values.set(name, [value])
    else held.push(value)
  }
  return values
}

/** One object, nested or flat. Numbers and booleans become their JSON text, null the empty one. */
function ofJson(text: string): Map<string, string[]> {
  let value: unknown
  try {
    value = parseJson(text, (_, value, { source }) => (typeof value === 'number' ? source : value))
  } catch (error) {
    throw new HttpFault('malformed_body', { cause: error })
  }
  if (!isMapping(value)) throw new HttpFault('malformed_body')
  const values = new Map<string, string[]>()
  for (const [name, member] of Object.entries(value)) {
    const key = name.replace(/\[\]$/, '')
    if (Array.isArray(member)) values.set(key, member.map(textOf))
    else if (isMapping(member)) {
      for (const [inner, one] of Object.entries(member)) values.set(`${key}[${inner}]`, [textOf(one)])
    } else values.set(key, [textOf(member)])
  }
  return values
}

function textOf(value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  throw new HttpFault('malformed_body') // a list or an object where a text belongs
}

function hasControl(text: string): boolean {
  return /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text)
}
