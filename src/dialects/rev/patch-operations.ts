import { issue } from '../../domain/errors.ts'
import { HttpFault } from '../../http/faults.ts'
import { cut, RevError } from './errors.ts'
import { readIds, shown, type Reading } from './read-fields.ts'
import { asFields } from './read-request.ts'

// PATCH bodies resemble RFC 6902, with Rev's own variations: path names in any case, and `remove` of a list item by its
// value instead of the index (docs/contracts/rev.md B7).

/** One step of a PATCH. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test'
  /** The path as it was sent. */
  readonly path: string
  /** The path's first segment in lower case. */
  readonly field: string
  /** What the path refers to inside a list: `-`, an index or an id. */
  readonly place: string | undefined
  readonly value: unknown
}

/** A step costs a scan of the whole list; a client that adds people to a group one by one sends one step per person. */
const MOST_STEPS = 1000
/** Steps by index: each scans the list separately. */
const MOST_BY_INDEX = 100

const OPS: readonly string[] = ['add', 'remove', 'replace', 'test']

/**
 * The steps of a PATCH in order. Unreadable steps are collected, because a refusal for lack of rights comes first. A
 * single step without its brackets is a list of one: PowerShell removes them.
 * @throws HttpFault too_many_values
 */
export function parsePatch(body: unknown, reading: Reading): PatchOperation[] {
  const steps: unknown[] = Array.isArray(body) ? body : [body]
  if (steps.length > MOST_STEPS) throw new HttpFault('too_many_values')
  return steps.flatMap((step) => {
    const { op, path, value } = asFields(step) ?? {}
    const word = typeof op === 'string' ? op.trim().toLowerCase() : ''
    if (!OPS.includes(word)) {
      reading.unreadable.push(problem(reading, 'op', op))
      return []
    }
    const [, field, place] = /^\/?([^/]+)(?:\/([^/]*))?$/.exec(typeof path === 'string' ? path : '') ?? []
    if (field === undefined) {
      reading.unreadable.push(problem(reading, 'path', path))
      return []
    }
    const known = word as PatchOperation['op'] // one of OPS
    return { op: known, path: String(path), field: field.toLowerCase(), place, value }
  })
}

/** Records a step whose path is unknown. */
export function noteUnknownPath({ path }: PatchOperation, reading: Reading): void {
  reading.unreadable.push(problem(reading, 'path', path))
}

/**
 * The list of ids that results from applying the steps to another. The cost of a step depends on what it names, not on
 * the length of the list.
 * @throws RevError when a test fails
 * @throws HttpFault too_many_values
 */
export class PatchedIds {
  #ids: Set<string>
  readonly #field: string
  readonly #reading: Reading
  #byIndex = 0

  constructor(ids: readonly string[], field: string, reading: Reading) {
    this.#ids = new Set(ids)
    this.#field = field
    this.#reading = reading
  }

  list(): readonly string[] {
    return [...this.#ids]
  }

  take(step: PatchOperation): void {
    const { op, place, value } = step
    const given = readIds(value, this.#field, this.#reading)
    if (value !== undefined && given === undefined) return // noted
    const index = place !== undefined && /^\d+$/.test(place) ? Number(place) : undefined
    const atIndex = index === undefined ? undefined : this.#at(index)
    switch (op) {
      case 'add':
        if (place === undefined && Array.isArray(value)) this.#ids = new Set(given)
        else this.#add(given ?? [])
        return
      case 'replace':
        if (index === undefined) this.#ids = new Set(given)
        else {
          if (atIndex !== undefined) this.#ids.delete(atIndex)
          this.#add(given ?? [])
        }
        return
      case 'remove':
        if (index !== undefined) this.#remove(atIndex === undefined ? [] : [atIndex])
        else this.#remove(given ?? namedBy(place) ?? this.list())
        return
      case 'test':
        demandTest(step, index === undefined ? this.#holdsJust(given ?? []) : atIndex === given?.[0])
    }
  }

  #add(ids: readonly string[]): void {
    for (const id of ids) this.#ids.add(id)
  }

  #remove(ids: readonly string[]): void {
    for (const id of ids) this.#ids.delete(id)
  }

  #holdsJust(ids: readonly string[]): boolean {
    const others = new Set(ids)
    return others.size === this.#ids.size && others.isSubsetOf(this.#ids)
  }

  #at(index: number): string | undefined {
    if (++this.#byIndex > MOST_BY_INDEX) throw new HttpFault('too_many_values')
    return this.#ids.values().drop(Math.min(index, this.#ids.size)).next().value
  }
}

/** Refuses the whole PATCH because a value differs from what a `test` expects. */
export function demandTest({ path, value }: PatchOperation, holds: boolean): void {
  if (holds) return
  const expected = value === undefined ? 'missing' : cut(shown(value), 100)
  throw new RevError(409, 'PatchTestFailed', `The value at "${cut(path, 60)}" is not ${expected}.`)
}

function namedBy(place: string | undefined): string[] | undefined {
  return place === undefined || place === '-' ? undefined : [place.toLowerCase()]
}

function problem({ subject }: Reading, field: string, value: unknown) {
  return value === undefined
    ? issue(subject, field, 'missing')
    : issue(subject, field, 'malformed', shown(value))
}
