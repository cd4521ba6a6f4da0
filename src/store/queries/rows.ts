/** The row that an `INSERT ... RETURNING` must have given. */
export function one<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('The statement returned no row.')
  return row
}

/** Booleans are 0 and 1 on both engines. */
export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0
}
