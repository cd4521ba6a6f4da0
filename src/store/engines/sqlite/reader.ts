import type { StatementSync } from 'node:sqlite'
import { unavailable } from '../../../domain/errors.ts'
import type { Clock } from '../../../lib/clock.ts'
import type { Report } from '../../report.ts'
import type { SqliteConnection } from './connection.ts'
import { toDomainError } from './failures.ts'
import type { Prepared } from './prepared.ts'
import { RecurringRows } from './recurring-rows.ts'
import { NeverSettled } from './settle.ts'
import { SqliteExecutor } from './sqlite-executor.ts'

type Work<T> = (executor: SqliteExecutor) => Promise<T>

interface Bounds {
  readonly isBrief?: boolean
  readonly maxStatements?: number
}

/**
 * Small reads on one connection: each sees one snapshot and runs to its end before the next begins. A read may await
 * its executor and nothing else.
 *
 * The reads of one turn of the event loop share a snapshot: for example the look-up of a session and the read that
 * follows, and requests of other clients that arrived at the same time. Taking a snapshot costs two file locks, more
 * than a point read. Commits by this process in between are still seen; commits by another process are seen from the
 * next turn on.
 *
 * Rows of recurring queries outlive the snapshot as long as no connection has committed anything, which the engine
 * reports to each new snapshot (`PRAGMA data_version`).
 */
export class SqliteReader {
  readonly #connection: SqliteConnection
  readonly #clock: Clock
  readonly #report: Report
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #dataVersion: Prepared
  readonly #recurring = new RecurringRows()
  readonly #waiting: (() => void)[] = []
  #busy = false
  #closed = false
  #open = false
  /** Whether the end of this turn is waited for. */
  #looking = false
  /** The read that runs. */
  #pending: { readonly executor: SqliteExecutor; readonly fail: (error: unknown) => void } | undefined
  /** The version of the database that the recurring rows belong to. */
  #version: unknown
  /** Whether the writer has committed since the snapshot was taken. */
  #outdated = false

  constructor(connection: SqliteConnection, clock: Clock, report: Report) {
    this.#connection = connection
    this.#clock = clock
    this.#report = report
    this.#begin = connection.db.prepare('BEGIN')
    this.#commit = connection.db.prepare('COMMIT')
    this.#dataVersion = connection.prepare('PRAGMA data_version')
  }

  /** @param atLength does the same work with pauses. It begins again there when it takes long here. */
  run<T>(work: Work<T>, atLength: () => Promise<T>): Promise<T> {
    return this.#next(work, { isBrief: true }, atLength)
  }

  /** Runs one statement: a second one throws. */
  runOne<T>(work: Work<T>): Promise<T> {
    return this.#next(work, { maxStatements: 1 })
  }

  #next<T>(work: Work<T>, bounds: Bounds, atLength?: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(unavailable(new Error('The store is closed.')))
    if (!this.#busy) return this.#read(work, bounds, atLength)
    return this.#untilFree().then(() => this.#read(work, bounds, atLength))
  }

  /** Called after each commit of the writer, so that the next read sees it. */
  renew(): void {
    this.#outdated = true
  }

  /** Finishes the reads that were started. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#busy) await this.#untilFree()
    this.#leaveSnapshot()
    this.#connection.close()
  }

  #untilFree(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #read<T>(work: Work<T>, bounds: Bounds, atLength?: () => Promise<T>): Promise<T> {
    this.#busy = true
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    try {
      if (this.#outdated) this.#leaveSnapshot()
      this.#takeSnapshot()
    } catch (error) {
      this.#goOn()
      reject(this.#told(error))
      return promise
    }
    this.#lookAtTurnsEnd()
    const { isBrief = false, maxStatements = Infinity } = bounds
    const recurring = this.#recurring
    const executor = new SqliteExecutor(this.#connection, this.#clock.now(), {
      recurring,
      isBrief,
      maxStatements,
    })
    const fail = (error: unknown) => {
      if (!this.#end(executor)) return
      if (executor.grewLong && atLength !== undefined) resolve(atLength())
      else reject(this.#told(error))
    }
    this.#pending = { executor, fail }
    try {
      work(executor).then((value) => {
        if (!this.#end(executor)) return
        resolve(executor.grewLong && atLength !== undefined ? atLength() : value)
      }, fail)
    } catch (error) {
      fail(error) // thrown before its first await
    }
    return promise
  }

  /** Ends a read and begins the next; false when it has ended already. */
  #end(executor: SqliteExecutor): boolean {
    if (this.#pending?.executor !== executor) return false
    this.#pending = undefined
    executor.end()
    if (executor.failure !== undefined) this.#noteIfEnded()
    this.#goOn()
    return true
  }

  #goOn(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#busy = false
    else next() // stays busy: the next read begins
  }

  #takeSnapshot(): void {
    if (this.#open) return
    this.#begin.run()
    this.#open = true
    this.#outdated = false
    let version: unknown
    try {
      version = this.#dataVersion.first([])?.data_version // this statement takes the snapshot
    } catch (error) {
      this.#leaveSnapshot() // in an unknown state: the next read takes another
      throw error
    }
    if (version === this.#version) return
    this.#version = version
    this.#recurring.forget()
  }

  /**
   * At the end of the turn releases the snapshot. A read that is still pending then has awaited something other than the
   * store, whose statements are complete when they return.
   */
  #lookAtTurnsEnd(): void {
    if (this.#looking) return
    this.#looking = true
    setImmediate(() => {
      this.#looking = false
      this.#pending?.fail(new NeverSettled())
      if (!this.#busy) this.#leaveSnapshot() // else the read that begins now looks again
    })
  }

  /** Never throws: it also runs at the end of a turn, where an error has no caller and would end the process. */
  #leaveSnapshot(): void {
    if (!this.#open) return
    this.#open = false
    try {
      // The engine ends a transaction by itself when it can't read the disk.
      if (this.#connection.db.isTransaction) this.#commit.run()
    } catch (error) {
      this.#report('a snapshot could not be left in order', error)
      this.#undo()
    }
  }

  #undo(): void {
    try {
      if (this.#connection.db.isTransaction) this.#connection.db.exec('ROLLBACK')
    } catch (error) {
      this.#open = true // released at the next turn
      this.#report('a snapshot could not be left', error)
    }
  }

  /** After a failed statement: the next read needs a new snapshot once this one is released. */
  #noteIfEnded(): void {
    if (!this.#connection.db.isTransaction) this.#open = false
  }

  #told(error: unknown): unknown {
    if (error instanceof NeverSettled) this.#report(error.message)
    return toDomainError(error)
  }
}
