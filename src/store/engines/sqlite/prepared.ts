import type { StatementSync } from 'node:sqlite'
import type { Value } from '../../engine.ts'

export type Row = Record<string, Value>

/**
 * A statement that is run often. Node makes each row an object without a shape, twice as dear to make and to read as one
 * that is put together here from the row's values.
 */
export class Prepared {
  readonly #statement: StatementSync
  readonly #names: readonly string[]

  constructor(statement: StatementSync) {
    statement.setReturnArrays(true)
    this.#statement = statement
    this.#names = statement.columns().map(({ name }) => name)
  }

  all(values: readonly Value[]): Row[] {
    const rows = this.#statement.all(...values) as unknown as Value[][] // arrays, as set above
    return rows.map((row) => this.#named(row))
  }

  first(values: readonly Value[]): Row | undefined {
    const row = this.#statement.get(...values) as unknown as Value[] | undefined // likewise
    return row && this.#named(row)
  }

  /** Runs a statement that returns no rows; the number of rows it changed. */
  run(values: readonly Value[]): number {
    return Number(this.#statement.run(...values).changes)
  }

  #named(values: readonly Value[]): Row {
    const row: Row = {}
    // A loop by index: an iterator for each row would cost as much as the row.
    for (let at = 0; at < values.length; at++) row[this.#names[at] as string] = values[at] as Value
    return row
  }
}
