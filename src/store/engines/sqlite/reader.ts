import type { Clock } from '../../../lib/clock.ts'
import { SqliteExecutor, type SqliteConnection } from './connection.ts'
import { settle, type Outcome } from './settle.ts'

/**
 * Small reads on one connection: each is one snapshot and runs to its end before the next begins. It may await its
 * executor and nothing else.
 */
export class SqliteReader {
  readonly #connection: SqliteConnection
  readonly #clock: Clock
  readonly #waiting: (() => void)[] = []
  #busy = false

  constructor(connection: SqliteConnection, clock: Clock) {
    this.#connection = connection
    this.#clock = clock
  }

  async run<T>(work: (executor: SqliteExecutor) => Promise<T>): Promise<T> {
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#busy = true
    try {
      const outcome = await this.#snapshot(work)
      if ('error' in outcome) throw outcome.error
      return outcome.value
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#busy = false
      else next() // stays busy: the next one is in
    }
  }

  async #snapshot<T>(work: (executor: SqliteExecutor) => Promise<T>): Promise<Outcome<T>> {
    const executor = new SqliteExecutor(this.#connection, this.#clock.now())
    this.#connection.prepare('BEGIN').run()
    try {
      return await settle(() => work(executor))
    } finally {
      executor.end()
      this.#connection.prepare('COMMIT').run()
    }
  }
}
