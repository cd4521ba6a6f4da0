import type { StatementSync } from 'node:sqlite'
import { unavailable } from '../../../domain/errors.ts'
import type { Clock } from '../../../lib/clock.ts'
import type { Report } from '../../report.ts'
import type { SqliteConnection } from './connection.ts'
import { inDomainWords } from './failures.ts'
import { NeverSettled, settle, type Outcome } from './settle.ts'
import { SqliteExecutor } from './sqlite-executor.ts'

/**
 * Small reads on one connection: each is one snapshot and runs to its end before the next begins. It may await its
 * executor and nothing else.
 */
export class SqliteReader {
  readonly #connection: SqliteConnection
  readonly #clock: Clock
  readonly #report: Report
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #waiting: (() => void)[] = []
  #busy = false
  #closed = false

  constructor(connection: SqliteConnection, clock: Clock, report: Report) {
    this.#connection = connection
    this.#clock = clock
    this.#report = report
    this.#begin = connection.db.prepare('BEGIN')
    this.#commit = connection.db.prepare('COMMIT')
  }

  async run<T>(work: (executor: SqliteExecutor) => Promise<T>): Promise<T> {
    if (this.#closed) throw unavailable(new Error('The store is closed.'))
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#busy = true
    try {
      const outcome = await this.#snapshot(work)
      if ('error' in outcome) throw this.#told(outcome.error)
      return outcome.value
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#busy = false
      else next() // stays busy: the next one is in
    }
  }

  /** Lets what was begun come to its end. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#connection.close()
  }

  async #snapshot<T>(work: (executor: SqliteExecutor) => Promise<T>): Promise<Outcome<T>> {
    const executor = new SqliteExecutor(this.#connection, this.#clock.now())
    this.#begin.run()
    try {
      return await settle(() => work(executor))
    } finally {
      executor.end()
      this.#commit.run()
    }
  }

  #told(error: unknown): unknown {
    if (error instanceof NeverSettled) this.#report(error.message)
    return inDomainWords(error)
  }
}
