import type { Query, Value } from '../../engine.ts'
import type { Row } from './prepared.ts'

/** How many rows of one query are held; then all are let go, which costs a look-up each. */
const MAX_ROWS = 1_000
/** How many characters all rows may hold: some are whole pages of a list. */
const MAX_CHARACTERS = 4 * 1024 * 1024

/**
 * The rows of recurring queries: the session of a token, the owner of a key, the first page of a list. Whoever holds them
 * lets them go as soon as anything was committed, so that they are what the store would answer.
 */
export class RecurringRows {
  readonly #rows = new Map<Query<never, unknown>, Map<string, Row>>()
  #characters = 0

  /** The row of the query for these values; looked up, and then held, when it isn't here. */
  first(
    query: Query<never, unknown>,
    values: readonly Value[],
    lookUp: () => Row | undefined,
  ): Row | undefined {
    const key = JSON.stringify(values)
    const held = this.#rows.get(query)?.get(key)
    if (held !== undefined) return held
    const row = lookUp()
    if (row === undefined) return undefined // a guess: there are endless ones
    this.#hold(query, key, row)
    return row
  }

  forget(): void {
    this.#rows.clear()
    this.#characters = 0
  }

  #hold(query: Query<never, unknown>, key: string, row: Row): void {
    const size = key.length + charactersOf(row)
    if (size > MAX_CHARACTERS / 4) return // nobody else would have room
    const full = (this.#rows.get(query)?.size ?? 0) >= MAX_ROWS || this.#characters + size > MAX_CHARACTERS
    if (full) this.forget()
    let rows = this.#rows.get(query)
    if (rows === undefined) this.#rows.set(query, (rows = new Map<string, Row>()))
    rows.set(key, row)
    this.#characters += size
  }
}

function charactersOf(row: Row): number {
  let count = 0
  for (const name in row) {
    const value = row[name]
    if (typeof value === 'string') count += value.length
  }
  return count
}
