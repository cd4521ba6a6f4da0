import { unavailable } from '../../../domain/errors.ts'
import { compileNow, type Build } from '../../engine.ts'
import { SqliteConnection, type SqliteFile } from './connection.ts'
import { turn } from './settle.ts'

const CONNECTIONS = 4
const ROWS_PER_TURN = 250
const LONGEST_SNAPSHOT = 5_000

/**
 * Long lists: each on a connection of its own, so that small reads and writes go on beside it. Rows are drained to
 * memory a few hundred at a turn of the event loop whether or not the client keeps up; a slow client never holds a
 * snapshot, which would keep the write-ahead log from being reused.
 */
export class SqliteStreams {
  readonly #file: SqliteFile
  readonly #free: SqliteConnection[] = []
  readonly #waiting: ((connection: SqliteConnection) => void)[] = []
  #open = 0

  constructor(file: SqliteFile) {
    this.#file = file
  }

  /** The first column of each row, in chunks joined by commas, the comma before each but the first included. */
  async *texts(build: Build<{ json: string }>): AsyncGenerator<string> {
    const { sql, values } = compileNow('sqlite', build)
    const chunks: string[] = []
    let failure: unknown
    let done = false
    let wake: (() => void) | undefined
    const connection = await this.#take()
    const drain = async () => {
      const started = performance.now()
      const statement = connection.db.prepare(sql)
      statement.setReturnArrays(true)
      let rows: string[] = []
      let first = true
      for (const row of statement.iterate(...values)) {
        rows.push((row as unknown as [string])[0]) // arrays, as set above
        if (rows.length < ROWS_PER_TURN) continue
        chunks.push((first ? '' : ',') + rows.join(','))
        first = false
        rows = []
        wake?.()
        if (performance.now() - started > LONGEST_SNAPSHOT)
          throw unavailable(new Error('The list took too long.'))
        await turn()
      }
      if (rows.length > 0) chunks.push((first ? '' : ',') + rows.join(','))
    }
    drain()
      .catch((error: unknown) => (failure = error))
      .finally(() => {
        this.#release(connection)
        done = true
        wake?.()
      })
    for (;;) {
      while (chunks.length > 0) yield chunks.splice(0).join('')
      if (failure !== undefined) throw failure
      if (done) return
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  close(): void {
    for (const connection of this.#free) connection.close()
  }

  async #take(): Promise<SqliteConnection> {
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#open < CONNECTIONS) {
      this.#open++
      return new SqliteConnection(this.#file, 'read')
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #release(connection: SqliteConnection): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(connection)
    else next(connection)
  }
}
