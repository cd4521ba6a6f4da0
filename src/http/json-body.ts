import { textOfBody } from './body-text.ts'
import { HttpFault } from './faults.ts'
import { countMembers, findRepeatedMembers } from './repeated-members.ts'
import { JSON_MARK, scanJson } from './scan-json.ts'
import { PORTION, turn } from '../lib/turns.ts'

/** How much a JSON text may hold. Parsing one of few values takes no time, however long they are. */
export interface JsonBounds {
  /** Values in lists and mappings. */
  readonly values: number
  /** Named values: they take about ten times as long. */
  readonly members: number
}

/** Deeper texts than this are no client's. */
const DEEPEST = 64

/**
 * The value of a JSON body, which is looked over before it is parsed. Of a member that is given twice it has the last.
 * @param parse JSON.parse unless said
 * @throws HttpFault malformed_body, too_many_values, wrong_encoding
 */
export async function parseJsonBody(
  body: Buffer,
  contentType: string | undefined,
  bounds: JsonBounds,
  parse: (text: string) => unknown = JSON.parse,
): Promise<unknown> {
  return (await readJsonBody(body, contentType, bounds, parse)).value
}

/** A JSON body: its value, and where it gives a member of an object more than once. */
export interface UniqueJson {
  readonly value: unknown
  /** As JSON pointers. */
  readonly repeated: readonly string[]
}

/** Like `parseJsonBody`, for who wants to know what the parser passes over. */
export async function parseUniqueJsonBody(
  body: Buffer,
  contentType: string | undefined,
  bounds: JsonBounds,
): Promise<UniqueJson> {
  const { value, text, members } = await readJsonBody(body, contentType, bounds, JSON.parse)
  return { value, repeated: members === countMembers(value) ? [] : await findRepeatedMembers(text) }
}

async function readJsonBody(
  body: Buffer,
  contentType: string | undefined,
  bounds: JsonBounds,
  parse: (text: string) => unknown,
): Promise<{ readonly value: unknown; readonly text: string; readonly members: number }> {
  const text = textOfBody(body, contentType)
  if (body.length > PORTION) await turn()
  const members = await demandModestJson(text, bounds)
  try {
    return { value: parse(text), text, members }
  } catch (error) {
    throw new HttpFault('malformed_body', { cause: error })
  }
}

/**
 * Counts what a JSON text holds, in portions; whether it is JSON is for the parser to say.
 * @returns how many members its objects have, those that are given twice counted twice
 * @throws HttpFault malformed_body when it is too deep, too_many_values
 */
export async function demandModestJson(text: string, { values, members }: JsonBounds): Promise<number> {
  let depth = 0
  let valuesLeft = values
  let membersLeft = members
  await scanJson(text, (unit) => {
    if (unit === JSON_MARK.colon) membersLeft--
    else if (unit === JSON_MARK.comma) valuesLeft--
    else if (unit === JSON_MARK.bracket || unit === JSON_MARK.brace) {
      valuesLeft--
      if (++depth > DEEPEST) throw new HttpFault('malformed_body')
    } else depth--
    if (valuesLeft < 0 || membersLeft < 0) throw new HttpFault('too_many_values')
  })
  return members - membersLeft
}
