import type { Query, Touch, Value } from './engine.ts'

/** Adding to the audit trail waits for nobody: it has neither unique nor foreign keys besides its own. */
const APPENDED = 'audit_entry'
/** How many answers are held; beyond that all are dropped, which costs a look-up each. */
const MAX_ANSWERS = 500
/** Longer answers aren't held. */
export const MAX_ROWS_HELD = 100

/**
 * What an operation has read, so that it asks for it once (decision 0038).
 *
 * Nothing outlives a statement that writes or locks: it may have waited for somebody else's change. Only rows of standing
 * queries, such as the rights of whoever asks, are held until the operation itself writes to or locks what they come from.
 */
export class KnownRows<Answer> {
  readonly #standing: Held<Answer> = new Map()
  readonly #passing: Held<Answer> = new Map()
  #count = 0

  find(query: Query<never, unknown>, key: string): Answer | undefined {
    return (query.stands ? this.#standing : this.#passing).get(query)?.get(key)
  }

  hold(query: Query<never, unknown>, key: string, answer: Answer): void {
    if (++this.#count > MAX_ANSWERS) this.forget()
    const held = query.stands ? this.#standing : this.#passing
    const answers = held.get(query)
    if (answers === undefined) held.set(query, new Map([[key, answer]]))
    else answers.set(key, answer)
  }

  drop(query: Query<never, unknown>, key: string): void {
    for (const held of [this.#standing, this.#passing]) held.get(query)?.delete(key)
  }

  /** Drops what is no longer known after a statement. */
  note({ effect, tables }: Touch): void {
    if (effect === 'reads') return
    if (tables.length === 1 && tables[0] === APPENDED) dropFrom(this.#passing, tables)
    else this.#passing.clear()
    dropFrom(this.#standing, tables)
  }

  /** Drops everything. */
  forget(): void {
    this.#standing.clear()
    this.#passing.clear()
    this.#count = 0
  }
}

function dropFrom(held: Held<unknown>, tables: readonly string[]): void {
  for (const query of held.keys()) {
    if (tables.some((table) => query.reads.includes(table))) held.delete(query)
  }
}

type Held<Answer> = Map<Query<never, unknown>, Map<string, Answer>>

/** What tells the values of a query apart. */
export function keyOf(values: readonly Value[]): string {
  return JSON.stringify(values)
}
