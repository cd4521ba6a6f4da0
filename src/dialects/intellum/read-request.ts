import { isMapping, parseBracketed } from '../../http/bracketed-parameters.ts'
import { HttpFault } from '../../http/faults.ts'
import { mediaType, parseForm } from '../../http/form.ts'
import { parseJsonBody } from '../../http/json-body.ts'
import { parseMultipart } from '../../http/multipart.ts'
import { parseNumbersAsText } from '../../lib/json-source.ts'
import { IntellumError } from './errors.ts'

/** A request's parameters by name, unparsed; the code that reads one validates it. */
export type Parameters = Readonly<Record<string, unknown>>

/**
 * The parameters in a body, or the reason why it can't be read. `authenticate` reports that reason, because a bad key
 * is reported before a bad body (docs/contracts/intellum.md 3).
 */
export type ReadBody = Parameters | Error

/** The maximum body size in bytes. The body is read before the key is known, as it may contain the key. */
export const LONGEST_BODY = 1024 * 1024
// A call is about one record; the longest lists are ids in a filter.
const MOST_PAIRS = 1000
const MOST_IN_JSON = { values: 60_000, members: 2000 }

/** Parses a body by its content type; a type other than the three of 2.3 is ignored. */
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
 * All parameters of a request in one tree: for equal names the path takes precedence over the query, and the query over
 * the body; nothing is merged below the top level (2.2).
 */
export function mergeParameters(...sources: readonly Parameters[]): Parameters {
  // Without a prototype `__proto__` is a name like any other, even when it is assigned.
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

/** A blank body has no parameters. */
function parseExactly(text: string): unknown {
  if (text.trim() === '') return {}
  return NUMBER_THAT_MAY_SUFFER.test(text) ? parseNumbersAsText(text, suffers) : JSON.parse(text)
}

// A key or a code may be a JSON number, and then its text counts (3, 4.3): digits beyond the precision of a double are
// kept.
const NUMBER_THAT_MAY_SUFFER = /\d{16}|\d[.eE]/

function suffers(source: string): boolean {
  return !Number.isSafeInteger(Number(source))
}
