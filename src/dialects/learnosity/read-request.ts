import { mediaType, parsePairs } from '../../http/form.ts'
import { HttpFault } from '../../http/faults.ts'
import { parseMultipart } from '../../http/multipart.ts'
import { memberSource } from './json-member.ts'

/** The three fields of every request, each as the text that was signed (docs/contracts/learnosity.md 1.3). */
export interface RequestFields {
  readonly security: string | undefined
  readonly request: string | undefined
  readonly action: string | undefined
}

/**
 * Reads the fields out of a form, a multipart body or JSON.
 * @throws HttpFault malformed_body
 */
export async function readFields(body: Buffer, contentType: string | undefined): Promise<RequestFields> {
  switch (mediaType(contentType)) {
    case 'multipart/form-data':
      return fromPairs(await parseMultipart(body, contentType ?? ''))
    case 'application/json':
      return fromJson(body.toString('utf8'))
    default:
      return fromPairs(parsePairs(body.toString('utf8')))
  }
}

function fromPairs(pairs: readonly (readonly [string, string])[]): RequestFields {
  const fields = new Map(pairs)
  return { security: fields.get('security'), request: fields.get('request'), action: fields.get('action') }
}

function fromJson(text: string): RequestFields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new HttpFault('malformed_body', { cause: error })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new HttpFault('malformed_body')
  const members = value as Readonly<Record<string, unknown>>
  const field = (name: string) => {
    const member = Object.hasOwn(members, name) ? members[name] : undefined
    if (member === undefined || member === null) return undefined
    return typeof member === 'string' ? member : memberSource(text, name)
  }
  return { security: field('security'), request: field('request'), action: field('action') }
}
