import type { StatementSync } from 'node:sqlite'
import { unavailable } from '../../../domain/errors.ts'
import type { Clock } from '../../../lib/clock.ts'
import type { Report } from '../../report.ts'
import type { SqliteConnection } from './connection.ts'
import { inDomainWords } from './failures.ts'
import { NeverSettled, settle, type Outcome } from './settle.ts'
import { SqliteExecutor } from './sqlite-executor.ts'

/**
 * Small reads on one connection: each sees one snapshot and runs to its end before the next begins. It may await its
 * executor and nothing else.
 *
 * Reads that follow each other without anything new coming in, as finding a session and then what is asked for, share a
 * snapshot: taking one costs as much as a point read. What this process commits in between is seen all the same; what
 * another one commits can't be known of here before the next turn of the event loop.
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
  #open = false
  /** Whether the writer has committed since the snapshot was taken. */
  #outdated = false

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
      const outcome = await this.#attempt(work)
      if ('error' in outcome) throw this.#told(outcome.error)
      return outcome.value
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) {
        this.#busy = false
        this.#leaveSnapshotSoon()
      } else next() // stays busy: the next one is in
    }
  }

  /** Told after each commit of the writer: the next read sees it. */
  renew(): void {
    this.#outdated = true
  }

  /** Lets what was begun come to its end. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#leaveSnapshot()
    this.#connection.close()
  }

  async #attempt<T>(work: (executor: SqliteExecutor) => Promise<T>): Promise<Outcome<T>> {
    if (this.#outdated) this.#leaveSnapshot()
    this.#takeSnapshot()
    const executor = new SqliteExecutor(this.#connection, this.#clock.now())
    try {
      return await settle(() => work(executor))
    } finally {
      executor.end()
    }
  }

  #takeSnapshot(): void {
    if (this.#open) return
    this.#begin.run()
    this.#open = true
    this.#outdated = false
  }

  /** Leaves it when everything that could go on has gone on, and before anything new comes in. */
  #leaveSnapshotSoon(): void {
    process.nextTick(() => {
      if (!this.#busy) this.#leaveSnapshot()
    })
  }

  #leaveSnapshot(): void {
    if (!this.#open) return
    this.#commit.run()
    this.#open = false
  }

  #told(error: unknown): unknown {
    if (error instanceof NeverSettled) this.#report(error.message)
    return inDomainWords(error)
  }
}
