import { unavailable } from '../../../domain/errors.ts'
import { ListMemory, type Sink } from '../../drained-text.ts'
import { compileNow, type Build, type Keep, type PortionOfTexts, type Value } from '../../engine.ts'
import { SqliteConnection, type SqliteFile } from './connection.ts'
import { toDomainError } from './failures.ts'
import { Prepared } from './prepared.ts'
import { settle, turn } from './settle.ts'
import { SqliteExecutor } from './sqlite-executor.ts'

const CONNECTIONS = 4
const ROWS_PER_TURN = 250
/** In characters: some rows are long. */
const TEXT_PER_TURN = 64 * 1024
const LONGEST_SNAPSHOT = 5_000

/** A requested connection: resolved when one is free, rejected when the store closes. */
interface Waiting {
  readonly resolve: (connection: SqliteConnection) => void
  readonly reject: (error: unknown) => void
}

/**
 * Long lists and long reads: each on its own connection, so that small reads and writes continue meanwhile. Rows are drained to
 * memory, a few hundred per turn of the event loop, whether or not the client keeps up; a slow client never holds a
 * snapshot, which would keep the write-ahead log from being reused.
 */
export class SqliteStreams {
  readonly #file: SqliteFile
  readonly #longestSnapshot: number
  readonly #memory: ListMemory
  readonly #free: SqliteConnection[] = []
  readonly #waiting: Waiting[] = []
  #open = 0
  #closed: (() => void) | undefined

  /** @param longestSnapshot in milliseconds; a list that takes longer is aborted */
  constructor(file: SqliteFile, longestSnapshot = LONGEST_SNAPSHOT, memory = new ListMemory()) {
    this.#file = file
    this.#longestSnapshot = longestSnapshot
    this.#memory = memory
  }

  /** The first column of each row, as chunks of a list: every item after the first is preceded by a comma. */
  texts(build: Build<{ json: string }>, keep?: Keep): AsyncGenerator<string> {
    return this.#texts((connection, sink) => this.#drain(connection, { build, keep }, sink))
  }

  /** Like `texts`, of a list that the engine puts together a portion at a time: a third less work. */
  portions(portion: PortionOfTexts): AsyncGenerator<string> {
    return this.#texts((connection, sink) => this.#drainPortions(connection, portion, sink))
  }

  #texts(drain: (connection: SqliteConnection, sink: Sink) => Promise<void>): AsyncGenerator<string> {
    return this.#memory.texts(async (sink) => {
      let connection: SqliteConnection | undefined
      try {
        connection = await this.#take()
        await drain(connection, sink)
      } catch (error) {
        throw toDomainError(error)
      } finally {
        if (connection !== undefined) this.#release(connection)
      }
    })
  }

  /**
   * Runs a long read on a snapshot of its own, which may pause.
   * @param now when it began
   */
  async read<T>(work: (executor: SqliteExecutor) => Promise<T>, now: number): Promise<T> {
    const connection = await this.#take()
    const until = this.#end()
    const executor = new SqliteExecutor(connection, now, {
      mayPause: true,
      resumed: () => {
        if (this.#closed) throw closing()
        if (performance.now() > until) throw unavailable(new Error('The read timed out.'))
      },
    })
    try {
      connection.db.exec('BEGIN')
      const outcome = await settle(
        () => work(executor),
        () => executor.isPausing,
      )
      if ('error' in outcome) throw outcome.error
      return outcome.value
    } catch (error) {
      throw toDomainError(error)
    } finally {
      executor.end()
      if (connection.db.isTransaction) connection.db.exec('ROLLBACK') // nothing was written
      this.#release(connection)
    }
  }

  #end(): number {
    return performance.now() + this.#longestSnapshot
  }

  /** Aborts the running lists, and waits for their connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => (this.#closed = resolve))
    for (const { reject } of this.#waiting.splice(0)) reject(closing())
    for (const connection of this.#free.splice(0)) this.#shut(connection)
    if (this.#open > 0) await closed
  }

  async #drain(
    connection: SqliteConnection,
    { build, keep }: { readonly build: Build<{ json: string }>; readonly keep: Keep | undefined },
    sink: Sink,
  ): Promise<void> {
    const { sql, values } = compileNow('sqlite', build)
    const statement = connection.db.prepare(sql)
    statement.setReturnArrays(true)
    const until = this.#end()
    let separator = ''
    let rows: string[] = []
    let seen = 0
    let length = 0
    for (const row of statement.iterate(...values)) {
      const cells = row as unknown as readonly [string, ...Value[]] // arrays, as set above
      if (keep === undefined || keep(cells)) {
        rows.push(cells[0])
        length += cells[0].length
      }
      if (++seen < ROWS_PER_TURN && length < TEXT_PER_TURN) continue
      if (rows.length > 0) {
        await sink.put(separator + rows.join(','))
        separator = ','
      }
      rows = []
      seen = 0
      length = 0
      if (performance.now() > until) throw unavailable(new Error('The list query timed out.'))
      await turn()
      if (sink.left) return
      if (this.#closed) throw closing()
    }
    if (rows.length > 0) await sink.put(separator + rows.join(','))
  }

  async #drainPortions(connection: SqliteConnection, portion: PortionOfTexts, sink: Sink): Promise<void> {
    const statement = new Prepared(connection.db.prepare(portion.compiled('sqlite').sql))
    const until = this.#end()
    connection.db.exec('BEGIN')
    try {
      let separator = ''
      for (let from: string | null = ''; from !== null;) {
        const row = statement.first(portion.bind('sqlite', { from, rows: ROWS_PER_TURN }))
        const { json, next } = row as { json: string | null; next: string | null } // as selected
        if (json !== null) await sink.put(separator + json)
        separator = ','
        from = next
        if (performance.now() > until) throw unavailable(new Error('The list query timed out.'))
        if (from !== null) await turn()
        if (sink.left) return
        if (this.#closed) throw closing()
      }
    } finally {
      if (connection.db.isTransaction) connection.db.exec('ROLLBACK') // nothing was written
    }
  }

  async #take(): Promise<SqliteConnection> {
    if (this.#closed) throw closing()
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#open < CONNECTIONS) {
      const connection = new SqliteConnection(this.#file, 'read')
      this.#open++
      return connection
    }
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  #release(connection: SqliteConnection): void {
    const next = this.#waiting.shift()
    if (this.#closed) this.#shut(connection)
    else if (next !== undefined) next.resolve(connection)
    else this.#free.push(connection)
  }

  #shut(connection: SqliteConnection): void {
    connection.close()
    this.#open--
    if (this.#open === 0) this.#closed?.()
  }
}

function closing(): unknown {
  return unavailable(new Error('The store is closed.'))
}
