import type { Ref } from '../../domain/ids.ts'
import { parseGuid } from '../../lib/guid.ts'

/** The row that an `INSERT ... RETURNING` must have given. */
export function one<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('The statement returned no row.')
  return row
}

/** Booleans are 0 and 1 on both engines. */
export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0
}

/**
 * A reference as rows are named: GUIDs in lower case. undefined when it can name none: what is no GUID and what is no
 * id never reaches SQL.
 */
export function naming(ref: Ref): Ref | undefined {
  if ('id' in ref) return isId(ref.id) ? ref : undefined
  const guid = parseGuid(ref.guid)
  return guid === undefined ? undefined : { guid }
}

/** Whether the number can be an id. PostgreSQL takes no other for an integer, and fails; SQLite finds nothing. */
export function isId(id: number): boolean {
  return Number.isSafeInteger(id)
}

/** The columns that differ: an update writes no others, so that it undoes nobody else's change of them. */
export function changed<Columns extends object>(before: Columns, after: Columns): Partial<Columns> {
  const columns = Object.keys(after) as (keyof Columns)[] // a row has no others
  return Object.fromEntries(
    columns.filter((column) => before[column] !== after[column]).map((column) => [column, after[column]]),
  ) as Partial<Columns>
}
