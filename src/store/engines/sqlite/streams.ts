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

  /** The first column of each row, as chunks of a list: what follows the first has its comma before it. */
  async *texts(build: Build<{ json: string }>): AsyncGenerator<string> {
    const buffer = new Buffered()
    const connection = await this.#take()
    const drained = this.#drain(connection, build, buffer).finally(() => this.#release(connection))
    drained.then(
      () => buffer.end(),
      () => buffer.end(),
    )
    while (await buffer.filled()) yield buffer.take()
    await drained // throws what went wrong
  }

  async #drain(
    connection: SqliteConnection,
    build: Build<{ json: string }>,
    buffer: Buffered,
  ): Promise<void> {
    const { sql, values } = compileNow('sqlite', build)
    const statement = connection.db.prepare(sql)
    statement.setReturnArrays(true)
    const started = performance.now()
    let separator = ''
    let rows: string[] = []
    for (const row of statement.iterate(...values)) {
      rows.push((row as unknown as [string])[0]) // arrays, as set above
      if (rows.length < ROWS_PER_TURN) continue
      buffer.put(separator + rows.join(','))
      separator = ','
      rows = []
      if (performance.now() - started > LONGEST_SNAPSHOT)
        throw unavailable(new Error('The list took too long.'))
      await turn()
    }
    if (rows.length > 0) buffer.put(separator + rows.join(','))
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

/** Text on its way from a list that is being drained to a client that may be slow. */
class Buffered {
  readonly #text: string[] = []
  #ended = false
  #wake: () => void = () => undefined

  put(text: string): void {
    this.#text.push(text)
    this.#wake()
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  /** Waits until there is something to take; false when nothing more will come. */
  async filled(): Promise<boolean> {
    while (this.#text.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return this.#text.length > 0
  }

  take(): string {
    return this.#text.splice(0).join('')
  }
}
