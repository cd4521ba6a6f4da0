import type { Query, Value } from '../../engine.ts'
import type { Row } from './prepared.ts'

/** How many rows of one query are cached; beyond that all are dropped, which costs a look-up each. */
const MAX_ROWS = 1_000
/** How many characters all rows may hold: some rows are whole pages of a list. */
const MAX_CHARACTERS = 4 * 1024 * 1024

/**
 * A cache of the rows of recurring queries: the session of a token, the owner of a key, the first page of a list. Its
 * user clears it after every commit, so that the rows are always what the store would return.
 */
export class RecurringRows {
  readonly #rows = new Map<Query<never, unknown>, Map<string, Row>>()
  #characters = 0

  /** The query's row for these values: cached, or looked up and then cached. */
  first(
    query: Query<never, unknown>,
    values: readonly Value[],
    lookUp: () => Row | undefined,
  ): Row | undefined {
    const [only] = values
    const key = values.length === 1 && typeof only === 'string' ? only : JSON.stringify(values)
    const held = this.#rows.get(query)?.get(key)
    if (held !== undefined) return held
    const row = lookUp()
    if (row === undefined) return undefined // likely a guess: these are unlimited in number
    this.#hold(query, key, row)
    return row
  }

  forget(): void {
    this.#rows.clear()
    this.#characters = 0
  }

  #hold(query: Query<never, unknown>, key: string, row: Row): void {
    const size = key.length + charactersOf(row)
    if (size > MAX_CHARACTERS / 4) return // nothing else would fit
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
