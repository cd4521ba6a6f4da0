import { parseGuid } from '../../lib/guid.ts'
import type { Ref } from '../../domain/ids.ts'
import { Problem } from '../problems/problem.ts'

/** How a thing is named in a path or a body. */
export type Place =
  | { readonly id: number }
  | { readonly guid: string }
  | { readonly code: string }
  | { readonly externalId: string }
  | { readonly email: string }
  | { readonly username: string }

const WHOLE_NUMBER = /^[1-9]\d{0,15}$/
const LONGEST = 300

/**
 * Reads the place of an id: `12`, `guid:…`, `code:…`, `external:…`, `email:…`, `username:…`. Everything else names nothing.
 * @param what the thing in this API's word, for the answer
 * @throws Problem not_found
 */
export function readPlace(text: string | number, what: string): Place {
  const place = findPlace(String(text))
  if (place === undefined) throw new Problem('not_found', { about: what })
  return place
}

/** As `readPlace`; undefined for what names nothing. */
export function findPlace(text: string): Place | undefined {
  if (WHOLE_NUMBER.test(text)) {
    const id = Number(text)
    return Number.isSafeInteger(id) ? { id } : undefined
  }
  const mark = text.indexOf(':')
  if (mark === -1 || text.length > LONGEST) return undefined
  const value = text.slice(mark + 1)
  if (value === '') return undefined
  switch (text.slice(0, mark)) {
    case 'guid': {
      const guid = parseGuid(value)
      return guid === undefined ? undefined : { guid }
    }
    case 'code':
      return { code: value }
    case 'external':
      return { externalId: value }
    case 'email':
      return { email: value }
    case 'username':
      return { username: value }
    default:
      return undefined
  }
}

/** The group of a place: by id or GUID. @throws Problem not_found */
export function groupRef(text: string | number | undefined): Ref {
  return byNumberOrGuid(readPlace(text ?? '', 'group'), 'group')
}

function byNumberOrGuid(place: Place, what: string): Ref {
  if ('id' in place || 'guid' in place) return place
  throw new Problem('not_found', { about: what })
}
