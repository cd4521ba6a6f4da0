import { DatabaseSync, type StatementSync } from 'node:sqlite'

/** Entries that are read at a time. */
const PORTION = 1_000

/**
 * Maps of texts in a database without a name: SQLite holds some 2 MB of it in memory and the rest in a file that nobody else
 * sees, and that is gone when it is closed or the process ends.
 */
export class SqliteScratch {
  readonly #db = new DatabaseSync('')
  #maps = 0

  constructor() {
    // Nothing of it is to outlive the process: neither syncing nor rolling back serves anybody.
    this.#db.exec('PRAGMA synchronous = OFF')
    this.#db.exec('PRAGMA journal_mode = OFF')
    this.#db.exec(
      `CREATE TABLE entry (
         number INTEGER PRIMARY KEY, map INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (map, key)
       ) STRICT`,
    )
  }

  createMap(): SqliteScratchMap {
    return new SqliteScratchMap(this.#db, ++this.#maps)
  }

  close(): void {
    this.#db.close()
  }
}

class SqliteScratchMap {
  readonly #map: number
  readonly #get: StatementSync
  readonly #set: StatementSync
  readonly #list: StatementSync
  readonly #clear: StatementSync

  constructor(db: DatabaseSync, map: number) {
    this.#map = map
    this.#get = db.prepare('SELECT value FROM entry WHERE map = ? AND key = ?')
    this.#set = db.prepare(
      `INSERT INTO entry (map, key, value) VALUES (?, ?, ?)
       ON CONFLICT (map, key) DO UPDATE SET value = excluded.value`,
    )
    // By the primary key: only few maps are there at a time, and those that are listed are large.
    this.#list = db.prepare(
      'SELECT number, key, value FROM entry WHERE +map = ? AND number > ? ORDER BY number LIMIT ?',
    )
    this.#clear = db.prepare('DELETE FROM entry WHERE map = ?')
  }

  get(key: string): string | undefined {
    const row = this.#get.get(this.#map, key)
    return row && String(row.value)
  }

  has(key: string): boolean {
    return this.#get.get(this.#map, key) !== undefined
  }

  set(key: string, value: string): void {
    this.#set.run(this.#map, key, value)
  }

  *entries(): Generator<readonly [string, string]> {
    for (let after = 0; ;) {
      const rows = this.#list.all(this.#map, after, PORTION)
      for (const { key, value } of rows) yield [String(key), String(value)]
      if (rows.length < PORTION) return
      after = Number(rows.at(-1)?.number)
    }
  }

  clear(): void {
    this.#clear.run(this.#map)
  }
}
