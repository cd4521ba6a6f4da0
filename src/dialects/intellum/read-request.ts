import { isMapping, parseBracketed } from '../../http/bracketed-parameters.ts'
import { HttpFault } from '../../http/faults.ts'
import { mediaType, parseForm } from '../../http/form.ts'
import { parseJsonBody } from '../../http/json-body.ts'
import { parseMultipart } from '../../http/multipart.ts'
import { parseNumbersAsText } from '../../lib/json-source.ts'
import { IntellumError } from './errors.ts'

/** Parameters of a request by name, as they came; whoever reads one checks what it is. */
export type Parameters = Readonly<Record<string, unknown>>

/**
 * What a body gave: its parameters, or why it can't be read. That is told by `authenticate`, because a bad key is told
 * before a bad body (docs/contracts/intellum.md 3).
 */
export type ReadBody = Parameters | Error

/** The longest body in bytes. It is read before the key is known, as the key may be in it. */
export const LONGEST_BODY = 1024 * 1024
// A call is about one record; the longest lists are ids of a filter.
const MOST_PAIRS = 1000
const MOST_IN_JSON = { values: 60_000, members: 2000 }

/** Reads a body by its content type; one of another type than the three of 2.3 is ignored. */
export async function parseIntellumBody(body: Buffer, contentType = ''): Promise<ReadBody> {
  const type = mediaType(contentType)
  try {
    switch (type) {
      case 'application/json':
        return await readJson(body, contentType)
      case 'application/x-www-form-urlencoded':
        return parseBracketed(await parseForm(body, contentType, MOST_PAIRS))
      case 'multipart/form-data':
        return parseBracketed(await parseMultipart(body, contentType, MOST_PAIRS))
      default:
        return {}
    }
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error
    return error.fault === 'malformed_body' && type === 'multipart/form-data'
      ? new IntellumError('Request body is not a valid form', { cause: error })
      : error
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

async function readJson(body: Buffer, contentType: string): Promise<Parameters> {
  const value = await parseJsonBody(body, contentType, MOST_IN_JSON, parseExactly)
  return isMapping(value) ? value : {}
}

/** Blanks alone are no parameters. */
function parseExactly(text: string): unknown {
  if (text.trim() === '') return {}
  return NUMBER_THAT_MAY_SUFFER.test(text) ? parseNumbersAsText(text, suffers) : JSON.parse(text)
}

// A key or a code may be a JSON number, and then its text counts (3, 4.3): what a double can't hold stays as its digits.
const NUMBER_THAT_MAY_SUFFER = /\d{16}|\d[.eE]/

function suffers(source: string): boolean {
  return !Number.isSafeInteger(Number(source))
}
