import type { StatementSync } from 'node:sqlite'
import { unavailable } from '../../../domain/errors.ts'
import type { Clock } from '../../../lib/clock.ts'
import type { Report } from '../../report.ts'
import type { SqliteConnection } from './connection.ts'
import { toDomainError, isBusy } from './failures.ts'
import { NeverSettled, settle, turn, type Outcome } from './settle.ts'
import { SqliteExecutor } from './sqlite-executor.ts'

interface Operation {
  readonly work: (executor: SqliteExecutor) => Promise<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
  /** The outcome; undefined until it has settled. */
  outcome: Outcome<unknown> | undefined
}

/** Operations that share a commit. */
interface Batch {
  readonly operations: Operation[]
  readonly until: number
  /** Its first operation failed, which rolled back the transaction. */
  undone: boolean
  /** The next operation needs a transaction of its own. */
  full: boolean
  /** A finished operation continued afterwards: what it wrote is incomplete. */
  spoiled: boolean
  over: boolean
}

export interface WriterTimes {
  readonly longestBatch?: number
  readonly patience?: number | undefined
}

type AfterCommit = (milliseconds: number, operations: number) => Promise<void> | undefined

const MAX_OPERATIONS = 256
const MAX_MILLISECONDS = 10
// With a savepoint open, each statement costs time in proportion to the pages changed since: it walks an in-memory
// journal from the beginning. Up to this many statements, the cost is negligible.
const MAX_STATEMENTS_BESIDE_OTHERS = 500
/** How many rows an operation changes between pauses at most before it counts as a large one. */
const ROWS_OF_SMALL_OPERATIONS = 1_000
// Another process that writes without a pause leaves a moment between two transactions: it has to be met.
const BUSY_PAUSE = 1
const BUSY_PATIENCE = 10_000

/**
 * The single writer of a SQLite file. Operations run strictly one after another; operations that wait at the same time
 * share one commit. Nobody gets a result before the commit, not even a refusal: it may depend on another operation's
 * row.
 *
 * The first operation of a batch has the transaction to itself: if it fails, the transaction is rolled back. Each later
 * operation runs in a savepoint. One that grows long there is rolled back and retried as the first of the next batch.
 *
 * An operation may await its executor and nothing else. The executor's work is complete when it returns, so an
 * operation ends within microtasks; if it is still pending at the next turn of the event loop, it awaited something
 * else. It is rolled back and reported as a bug. A long operation gives turns to others by itself: they read the state
 * before it, and other operations wait for it.
 */
export class SqliteWriter {
  readonly #connection: SqliteConnection
  readonly #clock: Clock
  readonly #report: Report
  readonly #afterCommit: AfterCommit
  readonly #longestBatch: number
  readonly #patience: number
  readonly #savepoint: StatementSync
  readonly #rollbackTo: StatementSync
  readonly #release: StatementSync
  readonly #queue: Operation[] = []
  /** How many rows had been changed at the first pause of the batch. */
  #rowsAtPause: number | undefined
  #draining: Promise<void> | undefined
  #closed = false

  /**
   * @param afterCommit called after each commit with how long it took; the next batch waits for the returned promise
   * @param times in milliseconds: the longest batch, and how long it is waited while another process writes
   */
  constructor(
    connection: SqliteConnection,
    clock: Clock,
    report: Report,
    afterCommit: AfterCommit,
    { longestBatch = MAX_MILLISECONDS, patience = BUSY_PATIENCE }: WriterTimes = {},
  ) {
    this.#connection = connection
    this.#clock = clock
    this.#report = report
    this.#afterCommit = afterCommit
    this.#longestBatch = longestBatch
    this.#patience = patience
    this.#savepoint = connection.db.prepare('SAVEPOINT operation')
    this.#rollbackTo = connection.db.prepare('ROLLBACK TO operation')
    this.#release = connection.db.prepare('RELEASE operation')
  }

  /** Whether an operation runs or waits. */
  get isBusy(): boolean {
    return this.#draining !== undefined
  }

  /** Runs the work as one transaction; resolves when it is on disk. */
  run<T>(work: (executor: SqliteExecutor) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(unavailable(new Error('The store is closed.')))
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#queue.push({ work, resolve, reject, outcome: undefined })
    this.#draining ??= this.#drain()
    return promise
  }

  /** Finishes the operations that were started. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#draining
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      if (await this.#begin()) await this.#batch()
    }
    this.#draining = undefined
  }

  /** Begins a transaction, retrying while another process writes. */
  async #begin(): Promise<boolean> {
    const patience = performance.now() + this.#patience
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

  /** Runs the waiting operations, commits them, and resolves their promises. */
  async #batch(): Promise<void> {
    const batch: Batch = {
      operations: [],
      until: performance.now() + this.#longestBatch,
      undone: false,
      full: false,
      spoiled: false,
      over: false,
    }
    let committing = 0
    try {
      await this.#carryOut(batch)
      if (this.#connection.keepsLittle && !batch.undone) await this.#connection.syncLog()
      committing = performance.now()
      if (!batch.undone) this.#commit(batch)
      committing = performance.now() - committing
    } catch (error) {
      batch.over = true
      this.#report('a batch could not be committed', error)
      this.#abandon()
      for (const { reject } of batch.operations) reject(unavailable(error))
      return
    } finally {
      this.#connection.keepLittle(false)
      this.#rowsAtPause = undefined
    }
    for (const { outcome, resolve, reject } of batch.operations) {
      if (outcome === undefined || 'error' in outcome) reject(outcome?.error)
      else resolve(outcome.value as never) // of the operation's own type
    }
    if (!batch.undone) await this.#afterCommit(committing, batch.operations.length)
  }

  async #carryOut(batch: Batch): Promise<void> {
    do {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        if (batch.operations.length === 0) await this.#attemptFirst(next, batch)
        else await this.#attempt(next, batch)
        if (!hasRoom(batch)) break
      }
      // A turn of the event loop for requests that have just arrived, and for a statement that was left un-awaited: it
      // must be detected before the commit.
      await turn()
    } while (this.#queue.length > 0 && hasRoom(batch))
  }

  /** Runs the operation that has the transaction to itself. Throws if the engine has ended the transaction. */
  async #attemptFirst(operation: Operation, batch: Batch): Promise<void> {
    batch.operations.push(operation)
    const executor = this.#executorFor(operation, batch)
    const outcome = await this.#settle(operation, executor)
    if (!('error' in outcome)) return
    this.#refuseIfEnded()
    this.#connection.db.exec('ROLLBACK')
    batch.undone = true
    batch.over = true
  }

  /** Runs one operation in its savepoint. Throws if the whole batch is lost with it. */
  async #attempt(operation: Operation, batch: Batch): Promise<void> {
    batch.operations.push(operation)
    const executor = this.#executorFor(operation, batch, MAX_STATEMENTS_BESIDE_OTHERS)
    this.#savepoint.run()
    const outcome = await this.#settle(operation, executor)
    if ('error' in outcome) {
      this.#refuseIfEnded()
      this.#rollbackTo.run()
    }
    this.#release.run()
    if (executor.grewLong) this.#putOff(operation, batch)
  }

  /** Requeues an operation that was rolled back because it grew long: it starts the next batch. */
  #putOff(operation: Operation, batch: Batch): void {
    batch.operations.pop()
    batch.full = true
    operation.outcome = undefined
    this.#queue.unshift(operation)
  }

  #executorFor(operation: Operation, batch: Batch, maxStatements?: number): SqliteExecutor {
    const executor = new SqliteExecutor(this.#connection, this.#clock.now(), {
      onMisuse: () => {
        if (!executor.grewLong) this.#onMisuse(operation, batch)
      },
      mayPause: true,
      remembers: true,
      pauses: () => {
        this.#notePause()
      },
      ...(maxStatements === undefined ? {} : { maxStatements }),
    })
    return executor
  }

  /** What a large operation changes is written bit by bit: a commit of thousands of pages would keep everybody waiting. */
  #notePause(): void {
    if (this.#connection.keepsLittle) return
    const changed = this.#connection.rowsChanged()
    this.#rowsAtPause ??= changed
    if (changed - this.#rowsAtPause > ROWS_OF_SMALL_OPERATIONS) this.#connection.keepLittle(true)
  }

  async #settle(operation: Operation, executor: SqliteExecutor): Promise<Outcome<unknown>> {
    const outcome = await settle(
      () => operation.work(executor),
      () => executor.isPausing,
    )
    executor.end()
    operation.outcome = inTheEnd(outcome, executor.failure)
    if ('error' in operation.outcome && operation.outcome.error instanceof NeverSettled) {
      this.#report(operation.outcome.error.message)
    }
    return operation.outcome
  }

  /** A statement ran after its operation had settled. If the operation was rolled back anyway, no harm is done. */
  #onMisuse({ outcome }: Operation, batch: Batch): void {
    if (outcome !== undefined && 'error' in outcome) return
    batch.spoiled = true
    if (batch.over) this.#report('an operation went on after it had been answered: an await is missing')
  }

  #commit(batch: Batch): void {
    this.#refuseIfEnded()
    if (batch.spoiled) throw new Error('An operation of the batch continued after it had settled.')
    this.#connection.db.exec('COMMIT')
    batch.over = true
  }

  // A full disk ends the whole transaction, including its savepoints (SQLite, "Response To Errors Within A
  // Transaction"): the batch is lost.
  #refuseIfEnded(): void {
    if (!this.#connection.db.isTransaction) throw new Error('The engine ended the transaction.')
  }

  #abandon(): void {
    try {
      if (this.#connection.db.isTransaction) this.#connection.db.exec('ROLLBACK')
    } catch (error) {
      this.#report('a batch could not be rolled back', error)
    }
  }
}

function hasRoom({ operations, until, undone, full }: Batch): boolean {
  return !undone && !full && operations.length < MAX_OPERATIONS && performance.now() < until
}

function inTheEnd(outcome: Outcome<unknown>, failure: unknown): Outcome<unknown> {
  if ('error' in outcome) return { error: toDomainError(outcome.error) }
  if (failure === undefined) return outcome
  return { error: new Error('An operation continued after a statement failed.', { cause: failure }) }
}
