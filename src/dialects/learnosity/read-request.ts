import { textOfBody } from '../../http/body-text.ts'
import { HttpFault } from '../../http/faults.ts'
import { mediaType, parseForm, type Pair } from '../../http/form.ts'
import { demandModestJson } from '../../http/json-body.ts'
import { parseMultipart } from '../../http/multipart.ts'
import { memberSources } from './json-member.ts'

/** The three fields of every request, each as the signed text (docs/contracts/learnosity.md 1.3). */
export interface RequestFields {
  readonly security: string | undefined
  readonly request: string | undefined
  readonly action: string | undefined
}

// Three fields, and a few that are ignored.
const MOST_PAIRS = 100
/** The deprecated set accepts 100,000 names; a set of tags at most 1000 of a few members each (7.1, 10). */
export const MOST_IN_JSON = { values: 150_000, members: 20_000 }

/**
 * Reads the fields from a form, a multipart body or JSON.
 * @throws HttpFault malformed_body, too_many_values, wrong_encoding
 */
export async function readFields(body: Buffer, contentType: string | undefined): Promise<RequestFields> {
  switch (mediaType(contentType)) {
    case 'multipart/form-data':
      return fromPairs(await parseMultipart(body, contentType ?? '', MOST_PAIRS))
    case 'application/json':
      return fromJson(body, contentType)
    default:
      return fromPairs(await parseForm(body, contentType, MOST_PAIRS))
  }
}

function fromPairs(pairs: readonly Pair[]): RequestFields {
  const fields = new Map(pairs)
  return { security: fields.get('security'), request: fields.get('request'), action: fields.get('action') }
}

async function fromJson(body: Buffer, contentType: string | undefined): Promise<RequestFields> {
  const text = textOfBody(body, contentType)
  await demandModestJson(text, MOST_IN_JSON)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new HttpFault('malformed_body', { cause: error })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new HttpFault('malformed_body')
  const members = value as Readonly<Record<string, unknown>>
  const sources = await memberSources(text)
  const field = (name: string) => {
    const member = Object.hasOwn(members, name) ? members[name] : undefined
    if (member === undefined || member === null) return undefined
    return typeof member === 'string' ? member : sources.get(name)
  }
  return { security: field('security'), request: field('request'), action: field('action') }
}
