import { sha256 } from '../lib/digest.ts'
import { Problem } from './problems/problem.ts'

/** The ETag of a thing as it is answered in full. Any visible change gives another tag. */
export function etagOf(thing: unknown): string {
  return `"${sha256(JSON.stringify(thing)).slice(0, 27)}"`
}

const ONE = /^[\s,]*(W\/)?("[^"\u0000-\u0020\u007f]*")\s*(?:,[\s,]*|$)/

/**
 * The tags of an `If-Match` or `If-None-Match`; `*` stands for any. A tag that a proxy made weak (`W/`) is taken for what it
 * was, and empty places in the list are passed over (RFC 9110, 5.6.1).
 * @throws Problem invalid_header
 */
export function tagsOf(header: string, value: string): readonly string[] | '*' {
  if (value.trim() === '*') return '*'
  const tags: string[] = []
  let rest = value
  do {
    const [whole, , tag] = ONE.exec(rest) ?? []
    if (whole === undefined || tag === undefined) {
      throw new Problem('invalid_header', {
        about: header,
        errors: [{ header, code: 'malformed', hint: '"abc"' }],
      })
    }
    tags.push(tag)
    rest = rest.slice(whole.length)
  } while (rest.trim() !== '')
  return tags
}
