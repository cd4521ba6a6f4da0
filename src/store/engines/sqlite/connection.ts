import { open } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import type { Query, Value } from '../../engine.ts'
import type { LogState } from './checkpointer.ts'
import { Prepared } from './prepared.ts'

export interface SqliteFile {
  readonly path: string
  /** `full`: a commit is on disk before it is acknowledged. `off` is for tests. */
  readonly durability: 'full' | 'off'
}

const KEPT_STATEMENTS = 300
/** How many bytes of the database are kept in memory; as a number of KiB it is negative. */
const CACHE = 'PRAGMA cache_size = -16000'
/** While much is written: what isn't kept is written to the log at once, and not all of it by the commit. */
const SMALL_CACHE = 'PRAGMA cache_size = -2000'
/** In bytes. A log that outgrew this beside a long reader, such as a backup, shrinks when it restarts. */
const KEPT_LOG = 64 * 1024 * 1024

/** One connection to the file, with its prepared statements. */
export class SqliteConnection {
  readonly db: DatabaseSync
  readonly #file: SqliteFile
  #keepsLittle = false
  /** For queries defined in the code: all of them. */
  readonly #standing = new Map<Query<never, unknown>, Prepared>()
  /** For queries whose text varies: the latest few hundred. */
  readonly #passing = new Map<string, Prepared>()

  constructor(file: SqliteFile, use: 'write' | 'read') {
    this.#file = file
    this.db = new DatabaseSync(file.path, { timeout: 0, enableForeignKeyConstraints: true })
    // Waiting for a lock would freeze the event loop: the timeout is 0, and on SQLITE_BUSY the caller retries by a
    // timer.
    this.db.exec(`PRAGMA synchronous = ${file.durability.toUpperCase()}`)
    this.db.exec(CACHE)
    this.db.exec('PRAGMA temp_store = MEMORY')
    if (use === 'read') this.db.exec('PRAGMA query_only = 1')
    else {
      this.db.exec('PRAGMA wal_autocheckpoint = 0') // the checkpointer's work
      this.db.exec(`PRAGMA journal_size_limit = ${KEPT_LOG}`)
    }
  }

  /** The prepared statement of a query. */
  statementOf<P extends Readonly<Record<string, Value>>>(query: Query<P, unknown>): Prepared {
    let statement = this.#standing.get(query)
    if (statement === undefined) {
      statement = new Prepared(this.db.prepare(query.compiled('sqlite').sql))
      this.#standing.set(query, statement)
    }
    return statement
  }

  /** The prepared statement of a text; the least recently used ones are dropped. */
  prepare(sql: string): Prepared {
    const kept = this.#passing.get(sql)
    if (kept !== undefined) {
      this.#passing.delete(sql)
      this.#passing.set(sql, kept) // now the last to be dropped
      return kept
    }
    const statement = new Prepared(this.db.prepare(sql))
    this.#passing.set(sql, statement)
    if (this.#passing.size > KEPT_STATEMENTS) {
      const [oldest] = this.#passing.keys()
      if (oldest !== undefined) this.#passing.delete(oldest)
    }
    return statement
  }

  /** How long the write-ahead log is: this only looks, and copies nothing. */
  logState(): LogState {
    const { log, checkpointed } = this.prepare('PRAGMA wal_checkpoint(NOOP)').first([]) ?? {}
    return { log: Number(log), checkpointed: Number(checkpointed) }
  }

  /** How many rows this connection has changed since it was opened. */
  rowsChanged(): number {
    return Number(this.prepare('SELECT total_changes() AS rows').first([])?.rows)
  }

  /** Whether what is written goes to the log at once. */
  get keepsLittle(): boolean {
    return this.#keepsLittle
  }

  /** Keeps little of what is written in memory, or as much as usual again. */
  keepLittle(little: boolean): void {
    if (little === this.#keepsLittle) return
    this.#keepsLittle = little
    this.db.exec(little ? SMALL_CACHE : CACHE)
  }

  /** Brings what was written to the log so far to the disk, on a thread of its own: the commit then has little to wait for. */
  async syncLog(): Promise<void> {
    if (this.#file.durability === 'off') return
    const log = await open(`${this.#file.path}-wal`, 'r')
    try {
      await log.datasync()
    } finally {
      await log.close()
    }
  }

  close(): void {
    this.#standing.clear()
    this.#passing.clear()
    this.db.close()
  }
}
