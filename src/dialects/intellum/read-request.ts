import { isMapping, parseBracketed } from '../../http/bracketed-parameters.ts'
import { HttpFault } from '../../http/faults.ts'
import { mediaType, parsePairs } from '../../http/form.ts'
import { parseMultipart } from '../../http/multipart.ts'
import { parseJson } from '../../lib/json-source.ts'
import { IntellumError } from './errors.ts'

/** Parameters of a request by name, as they came; whoever reads one checks what it is. */
export type Parameters = Readonly<Record<string, unknown>>

/**
 * What a body gave: its parameters, or why it can't be read. That is told by `authenticate`, because a bad key is told
 * before a bad body (docs/contracts/intellum.md 3).
 */
export type ReadBody = Parameters | Error

/** Reads a body by its content type; one of another type than the three of 2.3 is ignored. */
export async function parseIntellumBody(body: Buffer, contentType = ''): Promise<ReadBody> {
  switch (mediaType(contentType)) {
    case 'application/json':
      return readJson(body.toString('utf8'))
    case 'application/x-www-form-urlencoded':
      return parseBracketed(parsePairs(body.toString('utf8')))
    case 'multipart/form-data':
      try {
        return parseBracketed(await parseMultipart(body, contentType))
      } catch (error) {
        return new IntellumError('Request body is not a valid form', { cause: error })
      }
    default:
      return {}
  }
}

/**
 * The one tree of parameters of a request: of equal names the path's beats the query's, and that the body's; nothing
 * is merged below the top (2.2).
 */
export function mergeParameters(...sources: readonly Parameters[]): Parameters {
  // Without a prototype `__proto__` is a name like any other, also when it is assigned.
  return Object.assign(Object.create(null) as Parameters, ...sources) as Parameters
}

/** The attributes inside a wrapper key; none when it is missing or isn't a mapping. */
export function attributesIn(parameters: Parameters, wrapper: string): Parameters {
  const value = parameters[wrapper]
  return mergeParameters(isMapping(value) ? value : {})
}

/** Whether a value counts as not given: absent, `null`, or text that is empty or blank. */
export function isBlankValue(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

function readJson(text: string): ReadBody {
  if (text.trim() === '') return {}
  try {
    const value: unknown = NUMBER_THAT_MAY_SUFFER.test(text) ? parseJson(text, exactly) : JSON.parse(text)
    return isMapping(value) ? value : {}
  } catch (error) {
    return new HttpFault('malformed_body', { cause: error })
  }
}

// A key or a code may be a JSON number, and then its text counts (3, 4.3): what a double can't hold stays as its digits.
const NUMBER_THAT_MAY_SUFFER = /\d{16}|\d[.eE]/

function exactly(_name: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) ? source : value
}
