import { unavailable } from '../../../domain/errors.ts'
import type { Clock } from '../../../lib/clock.ts'
import { constraintError } from '../../constraints.ts'
import type { Report } from '../../report.ts'
import { isBusy, isOutOfOrder } from './failures.ts'
import { SqliteExecutor, type SqliteConnection } from './connection.ts'
import { NeverSettled, settle, turn, type Outcome } from './settle.ts'

interface Operation {
  readonly work: (executor: SqliteExecutor) => Promise<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

const MAX_OPERATIONS = 256
const MAX_MILLISECONDS = 10
const BUSY_PAUSE = 5
const BUSY_PATIENCE = 10_000

/**
 * The one writer of a SQLite file. Operations run strictly one after another, each in a savepoint of its own; those that
 * wait together share one commit. Nobody is answered before it, refusals included: they may rest on a sibling's row.
 *
 * An operation may await its executor and nothing else. All that the executor does is done when it returns, so an
 * operation comes to its end in microtasks; one that is still pending at the next turn of the event loop awaited
 * something else. It is rolled back and reported as a bug.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection
  readonly #clock: Clock
  readonly #report: Report
  readonly #afterCommit: () => void
  readonly #queue: Operation[] = []
  #draining = false
  #closed = false
  #idle: (() => void) | undefined

  constructor(connection: SqliteConnection, clock: Clock, report: Report, afterCommit: () => void) {
    this.#connection = connection
    this.#clock = clock
    this.#report = report
    this.#afterCommit = afterCommit
  }

  /** Runs the work as one transaction; resolves when it is on disk. */
  run<T>(work: (executor: SqliteExecutor) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(unavailable(new Error('The store is closed.')))
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#queue.push({ work, resolve, reject })
    if (!this.#draining) {
      this.#draining = true
      // In a turn of its own, so that requests which arrived together are committed together.
      setImmediate(() => void this.#drain())
    }
    return promise
  }

  /** Lets what was begun come to its end. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#draining) await new Promise<void>((resolve) => (this.#idle = resolve))
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      if (!(await this.#begin())) continue
      await this.#batch()
    }
    this.#draining = false
    this.#idle?.()
  }

  /** Begins a transaction, coming again while another process writes. */
  async #begin(): Promise<boolean> {
    const patience = performance.now() + BUSY_PATIENCE
    for (;;) {
      try {
        this.#connection.db.exec('BEGIN IMMEDIATE')
        return true
      } catch (error) {
        if (!isBusy(error) || performance.now() > patience) {
          this.#report('no transaction could be begun', error)
          for (const { reject } of this.#queue.splice(0)) reject(unavailable(error))
          return false
        }
        await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE))
      }
    }
  }

  async #batch(): Promise<void> {
    const done: { operation: Operation; outcome: Outcome<unknown> }[] = []
    const started = performance.now()
    let misused = false
    const onMisuse = () => {
      misused = true
    }
    while (
      this.#queue.length > 0 &&
      done.length < MAX_OPERATIONS &&
      performance.now() - started < MAX_MILLISECONDS
    ) {
      const operation = this.#queue.shift()
      if (operation === undefined) break
      done.push({ operation, outcome: await this.#attempt(operation, onMisuse) })
      // A full disk ends the whole transaction, and the savepoints with it (SQLite, "Response To Errors Within A
      // Transaction"): what the batch did is gone.
      if (!this.#connection.db.isTransaction) break
      // A turn of the event loop for those who have just sent a request, and for a statement that somebody left behind
      // without awaiting it: it must show before the commit.
      if (this.#queue.length === 0) await turn()
    }

    const failure = this.#commit(misused)
    for (const { operation, outcome } of done) {
      if (failure !== undefined) operation.reject(unavailable(failure))
      else if ('error' in outcome) operation.reject(outcome.error)
      else operation.resolve(outcome.value as never) // of the operation's own type
    }
    if (failure === undefined) this.#afterCommit()
  }

  /** Runs one operation in its savepoint. */
  async #attempt(operation: Operation, onMisuse: () => void): Promise<Outcome<unknown>> {
    const executor = new SqliteExecutor(this.#connection, this.#clock.now(), onMisuse)
    this.#connection.prepare('SAVEPOINT operation').run()
    let outcome = await settle(() => operation.work(executor))
    executor.end()
    if (executor.failure !== undefined && !('error' in outcome)) {
      const cause = executor.failure
      outcome = { error: new Error('An operation went on after a statement had failed.', { cause }) }
    }
    if ('error' in outcome) {
      if (outcome.error instanceof NeverSettled) this.#report(outcome.error.message)
      outcome = { error: inDomainWords(outcome.error) }
      this.#undo()
    }
    if (this.#connection.db.isTransaction) this.#connection.prepare('RELEASE operation').run()
    return outcome
  }

  /** Undoes the operation at hand; where even that fails, the whole batch. */
  #undo(): void {
    const { db } = this.#connection
    if (!db.isTransaction) return
    try {
      this.#connection.prepare('ROLLBACK TO operation').run()
    } catch (error) {
      this.#report('an operation could not be undone; its batch is given up', error)
      this.#abandon()
    }
  }

  #abandon(): void {
    if (this.#connection.db.isTransaction) this.#connection.db.exec('ROLLBACK')
  }

  /** Commits the batch. Returns why it could not be, and then nothing of it is kept. */
  #commit(misused: boolean): unknown {
    const { db } = this.#connection
    try {
      if (!db.isTransaction) throw new Error('The engine ended the transaction (a full disk does).')
      if (misused) throw new Error('An operation of the batch went on after it had settled.')
      db.exec('COMMIT')
      return undefined
    } catch (error) {
      this.#report('a batch could not be committed', error)
      this.#abandon()
      return error
    }
  }
}

function inDomainWords(error: unknown): unknown {
  return constraintError(error) ?? (isOutOfOrder(error) ? unavailable(error) : error)
}
