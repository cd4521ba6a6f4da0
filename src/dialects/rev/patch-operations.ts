import { issue } from '../../domain/errors.ts'
import { cut, RevError } from './errors.ts'
import { readIds, shown, type Reading } from './read-fields.ts'
import { asFields } from './read-request.ts'

// PATCH bodies look like RFC 6902, with Rev's own turns: path names in any case, and `remove` of one of a list with the
// value instead of the index (docs/contracts/rev.md B7).

/** One step of a PATCH. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test'
  /** The path as it was sent. */
  readonly path: string
  /** The path's first segment in lower case. */
  readonly field: string
  /** What the path names inside a list: `-`, an index or an id. */
  readonly place: string | undefined
  readonly value: unknown
}

const OPS: readonly string[] = ['add', 'remove', 'replace', 'test']

/**
 * The steps of a PATCH in order. What can't be read is noted, as a refusal for lack of rights comes first. A single
 * step without its brackets is a list of one: PowerShell takes them away.
 */
export function parsePatch(body: unknown, reading: Reading): PatchOperation[] {
  const steps: unknown[] = Array.isArray(body) ? body : [body]
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

/** Notes a step whose path nobody knows. */
export function noteUnknownPath({ path }: PatchOperation, reading: Reading): void {
  reading.unreadable.push(problem(reading, 'path', path))
}

/** The list of ids that a step makes of another. @throws RevError when a test fails */
export function patchedIds(
  ids: readonly string[],
  step: PatchOperation,
  field: string,
  reading: Reading,
): readonly string[] {
  const { op, place, value } = step
  const index = place !== undefined && /^\d+$/.test(place) ? Number(place) : undefined
  const given = readIds(value, field, reading)
  if (value !== undefined && given === undefined) return ids // noted
  switch (op) {
    case 'add':
      return place === undefined && Array.isArray(value) ? (given ?? []) : union(ids, given ?? [])
    case 'replace':
      return index === undefined ? (given ?? []) : union(ids.toSpliced(index, 1), given ?? [])
    case 'remove':
      if (index !== undefined) return ids.toSpliced(index, 1)
      return ids.filter((id) => !(given ?? namedBy(place) ?? ids).includes(id))
    case 'test':
      demandTest(step, index === undefined ? sameMembers(ids, given ?? []) : ids[index] === given?.[0])
      return ids
  }
}

/** Refuses the whole PATCH because a value isn't what a `test` says it is. */
export function demandTest({ path, value }: PatchOperation, holds: boolean): void {
  if (holds) return
  const expected = value === undefined ? 'missing' : cut(shown(value), 100)
  throw new RevError(409, 'PatchTestFailed', `The value at "${cut(path, 60)}" is not ${expected}.`)
}

function namedBy(place: string | undefined): string[] | undefined {
  return place === undefined || place === '-' ? undefined : [place.toLowerCase()]
}

function union(ids: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...ids, ...more])]
}

function sameMembers(ids: readonly string[], others: readonly string[]): boolean {
  const set = new Set(others)
  return ids.length === set.size && ids.every((id) => set.has(id))
}

function problem({ subject }: Reading, field: string, value: unknown) {
  return value === undefined
    ? issue(subject, field, 'missing')
    : issue(subject, field, 'malformed', shown(value))
}
