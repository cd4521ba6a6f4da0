import { parseGuid } from '../../lib/guid.ts'
import { DomainError } from '../../domain/errors.ts'
import type { CourseRef } from '../../domain/courses/course.ts'
import type { ProgramRef } from '../../domain/courses/program.ts'
import type { CodedRef, MemberId, Ref } from '../../domain/ids.ts'
import type { PersonName } from '../../domain/people/find-member.ts'
import { getPersonId, listPersonIds } from '../../domain/people/person-view.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import type { Fault } from '../problems/catalogue.ts'
import { Problem } from '../problems/problem.ts'

/** How a path or a body identifies a thing. */
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
 * Reads the place of an id: `12`, `guid:…`, `code:…`, `external:…`, `email:…`, `username:…`. Anything else is not found.
 * @param what this API's word for the thing, for the answer
 * @throws Problem not_found
 */
function readPlace(text: string | number, what: string): Place {
  const place = findPlace(String(text))
  if (place === undefined) throw new Problem('not_found', { about: what })
  return place
}

/** Like `readPlace`, but returns undefined for anything else. */
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

/** Reads the place of a group: id, GUID or code. @throws Problem not_found */
export function groupRef(text: string | number | undefined): CodedRef {
  const place = readPlace(text ?? '', 'group')
  if ('id' in place || 'guid' in place || 'code' in place) return place
  throw new Problem('not_found', { about: 'group' })
}

/** Reads the place of a person: id, GUID, external id, e-mail address or username. @throws Problem not_found */
export function personName(text: string | number | undefined): PersonName {
  const place = readPlace(text ?? '', 'person')
  if ('code' in place) throw new Problem('not_found', { about: 'person' })
  return place
}

/**
 * The person that a path names.
 * @throws Problem not_found, DomainError forbidden (other people, unless by staff), conflict (several have the external id)
 */
export async function personAt(
  reader: Reader,
  by: Principal,
  text: string | number | undefined,
): Promise<MemberId> {
  return getPersonId(reader, by, personName(text))
}

/**
 * The person that a value in a body names.
 * @param pointer the position of the value
 * @throws Problem invalid when there is none, DomainError as personAt
 */
export async function personIn(
  reader: Reader,
  by: Principal,
  value: string | number,
  pointer: string,
): Promise<MemberId> {
  const place = findPlace(String(value))
  const id = place === undefined || 'code' in place ? undefined : await findPersonId(reader, by, place)
  if (id === undefined) {
    throw new Problem('invalid', { errors: [{ pointer, code: 'unknown', value: String(value) }] })
  }
  return id
}

/** Reads the place of a topic: id, GUID or code. @throws Problem not_found */
export function topicRef(text: string | number | undefined): CodedRef {
  const place = readPlace(text ?? '', 'topic')
  if ('id' in place || 'guid' in place || 'code' in place) return place
  throw new Problem('not_found', { about: 'topic' })
}

/** Reads the place of a course: id or code. @throws Problem not_found */
export function courseRef(text: string | number | undefined): CourseRef {
  const place = readPlace(text ?? '', 'course')
  if ('id' in place || 'code' in place) return place
  throw new Problem('not_found', { about: 'course' })
}

/** Reads the place of a program: id or code. @throws Problem not_found */
export function programRef(text: string | number | undefined): ProgramRef {
  const place = readPlace(text ?? '', 'program')
  if ('id' in place || 'code' in place) return place
  throw new Problem('not_found', { about: 'program' })
}

/** The code in a path that accepts only a code: `PUT /courses/code:FIRST-AID`. @throws Problem not_found */
export function codeIn(text: string | undefined, what: string): string {
  const place = readPlace(text ?? '', what)
  if ('code' in place) return place.code
  throw new Problem('not_found', { about: what })
}

/**
 * Reads a place in a body. A place that isn't found there is an invalid value, not a wrong address.
 * @param read one of the readers above
 * @param pointer its position in the body
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
 * The ids of the things that a list is filtered by. A thing that doesn't exist matches nothing.
 * @param read one of the readers above
 * @param get finds the thing, or throws not found
 * @throws Problem invalid_parameters for a malformed place
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
    const id = typeof text === 'number' ? text : (await unlessMissing(() => get(found)))?.id
    if (id !== undefined) ids.push(id)
  }
  return ids
}

/**
 * The people that a list in a body names. Ids and GUIDs take two queries in total.
 * @param pointer the position of the list
 * @throws Problem invalid, with each that names nobody
 */
export async function peopleIn(
  reader: Reader,
  by: Principal,
  values: readonly (string | number)[],
  pointer: string,
): Promise<readonly MemberId[]> {
  const places = values.map((value) => findPlace(String(value)))
  const refs = places.flatMap((place) => (place !== undefined && isRef(place) ? [place] : []))
  const known = await listPersonIds(reader, by, refs)
  const byRef = new Map(refs.map((ref, index) => [ref, known[index]]))
  const people: MemberId[] = []
  const errors: Fault[] = []
  for (const [index, place] of places.entries()) {
    const id =
      place === undefined || 'code' in place
        ? undefined
        : isRef(place)
          ? byRef.get(place)
          : await findPersonId(reader, by, place)
    if (id !== undefined) people.push(id)
    else errors.push({ pointer: `${pointer}/${index}`, code: 'unknown', value: String(values[index]) })
  }
  if (errors.length > 0) throw new Problem('invalid', { errors })
  return people
}

function isRef(place: Place): place is Ref {
  return 'id' in place || 'guid' in place
}

/** The person of that name; undefined when there is none. @throws as personAt */
async function findPersonId(reader: Reader, by: Principal, name: PersonName): Promise<MemberId | undefined> {
  return unlessMissing(() => getPersonId(reader, by, name))
}

/** What is found; undefined when there is no such thing. */
export async function unlessMissing<Found>(find: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'not_found') return undefined
    throw error
  }
}

/** The number in a path, for things that are identified only by number. @throws Problem not_found */
export function numberInPath<Id extends number>(text: string | undefined, what: string): Id {
  const place = findPlace(text ?? '')
  if (place === undefined || !('id' in place)) throw new Problem('not_found', { about: what })
  return place.id as Id
}
