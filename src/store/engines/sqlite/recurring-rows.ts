import type { Query, Value } from '../../engine.ts'
import type { Row } from './prepared.ts'

/** How many rows of one query are held; then all are let go, which costs a look-up each. */
const MAX_ROWS = 1_000

/**
 * The rows of recurring queries, which almost every request asks for: the session of a token, the owner of a key. Whoever
 * holds them lets them go as soon as anything was committed, so that they are what the store would answer.
 */
export class RecurringRows {
  readonly #rows = new Map<Query<never, unknown>, Map<string, Row>>()

  /** The row of the query for these values; looked up, and then held, when it isn't here. */
  first(
    query: Query<never, unknown>,
    values: readonly Value[],
    lookUp: () => Row | undefined,
  ): Row | undefined {
    const key = JSON.stringify(values)
    let rows = this.#rows.get(query)
    const held = rows?.get(key)
    if (held !== undefined) return held
    const row = lookUp()
    if (row === undefined) return undefined // a guess: there are endless ones
    if (rows === undefined) this.#rows.set(query, (rows = new Map<string, Row>()))
    else if (rows.size >= MAX_ROWS) rows.clear()
    rows.set(key, row)
    return row
  }

  forget(): void {
    this.#rows.clear()
  }
}
