import { parseGuid } from '../../lib/guid.ts'
import { DomainError } from '../../domain/errors.ts'
import type { CourseRef } from '../../domain/courses/course.ts'
import type { CodedRef, ProgramId, Ref } from '../../domain/ids.ts'
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

/** The topic of a place: by id, GUID or code. @throws Problem not_found */
export function topicRef(text: string | number | undefined): CodedRef {
  const place = readPlace(text ?? '', 'topic')
  if ('id' in place || 'guid' in place || 'code' in place) return place
  throw new Problem('not_found', { about: 'topic' })
}

/** The course of a place: by id or code. @throws Problem not_found */
export function courseRef(text: string | number | undefined): CourseRef {
  const place = readPlace(text ?? '', 'course')
  if ('id' in place || 'code' in place) return place
  throw new Problem('not_found', { about: 'course' })
}

/** The program of a place: by id. @throws Problem not_found */
export function programId(text: string | number | undefined): ProgramId {
  const place = readPlace(text ?? '', 'program')
  if ('id' in place) return place.id as ProgramId
  throw new Problem('not_found', { about: 'program' })
}

/** The code of a path in which only a code may stand: `PUT /courses/code:FIRST-AID`. @throws Problem not_found */
export function codeIn(text: string | undefined, what: string): string {
  const place = readPlace(text ?? '', what)
  if ('code' in place) return place.code
  throw new Problem('not_found', { about: what })
}

/**
 * A place in a body. What names nothing there is a wrong value, not a wrong address.
 * @param read one of the readers above
 * @param pointer where it stands in the body
 * @throws Problem invalid
 */
export function placeInBody<Found>(
  read: (text: string | number) => Found,
  text: string | number,
  pointer: string,
): Found {
  try {
    return read(text)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new Problem('invalid', { errors: [{ pointer, code: 'unknown', value: String(text) }] })
  }
}

/**
 * The ids of the things that a list is filtered by. What isn't there matches nothing.
 * @param read one of the readers above
 * @param get finds the thing, or refuses as not found
 * @throws Problem invalid_parameters for what is no place
 */
export async function idsInQuery<Found>(
  parameter: string,
  texts: readonly (string | number)[],
  read: (text: string | number) => Found,
  get: (found: Found) => Promise<{ readonly id: number }>,
): Promise<readonly number[]> {
  const ids: number[] = []
  for (const text of texts) {
    let found: Found
    try {
      found = read(text)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      throw new Problem('invalid_parameters', {
        errors: [{ parameter, code: 'malformed', hint: ['12', 'guid:…', 'code:…'] }],
      })
    }
    try {
      ids.push(typeof text === 'number' ? text : (await get(found)).id)
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'not_found') throw error
    }
  }
  return ids
}

function byNumberOrGuid(place: Place, what: string): Ref {
  if ('id' in place || 'guid' in place) return place
  throw new Problem('not_found', { about: what })
}

/** The number of a thing that has no other name. @throws Problem not_found */
export function numberInPath<Id extends number>(text: string | undefined, what: string): Id {
  const place = findPlace(text ?? '')
  if (place === undefined || !('id' in place)) throw new Problem('not_found', { about: what })
  return place.id as Id
}
