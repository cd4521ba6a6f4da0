import { invalid, issue, type Subject } from '../errors.ts'
import { type Cursor, type Page, pageOf } from '../page.ts'

/**
 * A walk through a list of a bank: the revision of the bank that its first page fixed, and where the page before ended.
 * As a cursor it is one value and an id.
 */
export interface Walk {
  readonly asOf: number
  /** A position; in the order of sort keys the number of a tag. */
  readonly after: number
}

/** Undefined: the first page. @throws invalid (after) for a cursor of another list */
export function walkOf(subject: Subject, cursor: Cursor | null): Walk | undefined {
  if (cursor === null) return undefined
  const [asOf, ...others] = cursor.values
  if (typeof asOf !== 'number' || others.length > 0) throw invalid([issue(subject, 'after', 'unknown')])
  return { asOf, after: cursor.id }
}

export function cursorOf({ asOf, after }: Walk): Cursor {
  return { values: [asOf], id: after }
}

/**
 * The page of a walk.
 * @param found one more than the page holds, where there are more
 * @param placeOf where an entry stands in the walk
 */
export function pageOfWalk<T>(
  found: readonly T[],
  limit: number,
  asOf: number,
  placeOf: (entry: T) => number,
): Page<T> {
  return pageOf(found, limit, (entry) => cursorOf({ asOf, after: placeOf(entry) }))
}
