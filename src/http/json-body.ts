import { textOfBody } from './body-text.ts'
import { HttpFault } from './faults.ts'
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
 * The value of a JSON body, which is looked over before it is parsed.
 * @param parse JSON.parse unless said
 * @throws HttpFault malformed_body, too_many_values, wrong_encoding
 */
export async function parseJsonBody(
  body: Buffer,
  contentType: string | undefined,
  bounds: JsonBounds,
  parse: (text: string) => unknown = JSON.parse,
): Promise<unknown> {
  const text = textOfBody(body, contentType)
  if (body.length > PORTION) await turn()
  await demandModestJson(text, bounds)
  try {
    return parse(text)
  } catch (error) {
    throw new HttpFault('malformed_body', { cause: error })
  }
}

/**
 * Counts what a JSON text holds, in portions; whether it is JSON is for the parser to say.
 * @throws HttpFault malformed_body when it is too deep, too_many_values
 */
export async function demandModestJson(text: string, { values, members }: JsonBounds): Promise<void> {
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
}
