import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Columns, Executor, Build, Query, Value } from '../../engine.ts'
import { compileNow } from '../../engine.ts'
import type { Database } from '../../tables.ts'

export interface SqliteFile {
  readonly path: string
  /** `full`: every commit is on disk when it is acknowledged. `off` is for tests. */
  readonly durability: 'full' | 'off'
}

const KEPT_STATEMENTS = 300

/** One connection to the file, with its prepared statements. */
export class SqliteConnection {
  readonly db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  constructor(file: SqliteFile, use: 'write' | 'read') {
    this.db = new DatabaseSync(file.path, { timeout: 0, enableForeignKeyConstraints: true })
    // A wait for a lock would freeze the event loop: timeout 0, and whoever meets SQLITE_BUSY comes again by a timer.
    this.db.exec(`PRAGMA synchronous = ${file.durability.toUpperCase()}`)
    this.db.exec('PRAGMA cache_size = -16000')
    this.db.exec('PRAGMA temp_store = MEMORY')
    if (use === 'read') this.db.exec('PRAGMA query_only = 1')
    else this.db.exec('PRAGMA wal_autocheckpoint = 0') // the checkpointer's work
  }

  /** The statement, prepared once; the least recently used are let go. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.db.prepare(sql)
      this.#statements.set(sql, statement)
      if (this.#statements.size > KEPT_STATEMENTS) {
        const [oldest] = this.#statements.keys()
        if (oldest !== undefined) this.#statements.delete(oldest)
      }
    }
    return statement
  }

  close(): void {
    this.#statements.clear()
    this.db.close()
  }
}

/**
 * Runs statements on a connection for one read or one operation, and no longer: when it is over, every further
 * statement throws.
 */
export class SqliteExecutor implements Executor {
  readonly engine = 'sqlite'
  readonly now: number
  readonly #connection: SqliteConnection
  readonly #onMisuse: () => void
  #over = false
  /** The first statement that failed. Whoever caught its error mustn't go on as if nothing had been. */
  failure: unknown

  /** @param onMisuse told when a statement comes after the end: somebody forgot an `await` */
  constructor(connection: SqliteConnection, now: number, onMisuse: () => void = () => undefined) {
    this.#connection = connection
    this.now = now
    this.#onMisuse = onMisuse
  }

  end(): void {
    this.#over = true
  }

  async all<P extends Readonly<Record<string, Value>>, Row>(
    query: Query<P, Row>,
    parameters: P,
  ): Promise<Row[]> {
    return this.#attempt(query.sql('sqlite'), (statement) =>
      statement.all(...query.bind('sqlite', parameters)),
    ) as Row[] // rows are of the query's own type
  }

  async first<P extends Readonly<Record<string, Value>>, Row>(
    query: Query<P, Row>,
    parameters: P,
  ): Promise<Row | undefined> {
    return this.#attempt(query.sql('sqlite'), (statement) =>
      statement.get(...query.bind('sqlite', parameters)),
    ) as Row | undefined // likewise
  }

  async run<P extends Readonly<Record<string, Value>>>(
    query: Query<P, unknown>,
    parameters: P,
  ): Promise<number> {
    return this.#attempt(query.sql('sqlite'), (statement) =>
      Number(statement.run(...query.bind('sqlite', parameters)).changes),
    )
  }

  async select<Row>(build: Build<Row>): Promise<Row[]> {
    const { sql, values } = compileNow('sqlite', build)
    return this.#attempt(sql, (statement) => statement.all(...values)) as Row[] // likewise
  }

  async insertAll(table: keyof Database, columns: Columns, rows: readonly Value[][]): Promise<void> {
    const names = Object.keys(columns)
    const marks = names.map(() => '?').join(', ')
    this.#attempt(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`, (statement) => {
      for (const row of rows) statement.run(...row)
    })
  }

  #attempt<T>(sql: string, work: (statement: StatementSync) => T): T {
    if (this.#over) {
      this.#onMisuse()
      throw new Error('A statement came after its operation had settled: an await is missing.')
    }
    try {
      return work(this.#connection.prepare(sql))
    } catch (error) {
      this.failure ??= error
      throw error
    }
  }
}
