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

/** Whether a reference can name a row at all: what is no GUID, and a number beyond 2^53, never reaches SQL. */
export function canName(ref: Ref): boolean {
  return 'id' in ref ? Number.isSafeInteger(ref.id) : parseGuid(ref.guid) !== undefined
}
