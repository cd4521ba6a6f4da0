import type { StatementSync } from 'node:sqlite'
import type { Value } from '../../engine.ts'

export type Row = Record<string, Value>

/**
 * A frequently run statement. Node returns each row as an object without a shape, which costs twice as much to create
 * and to read as an object built here from the row's values.
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
    const row = this.#statement.get(...values) as unknown as Value[] | undefined // as above
    return row && this.#named(row)
  }

  /** Runs a statement that returns no rows; returns the number of rows it changed. */
  run(values: readonly Value[]): number {
    return Number(this.#statement.run(...values).changes)
  }

  #named(values: readonly Value[]): Row {
    const row: Row = {}
    // An index loop: an iterator per row would cost as much as the row.
    for (let at = 0; at < values.length; at++) row[this.#names[at] as string] = values[at] as Value
    return row
  }
}
