import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Clock } from '../../../lib/clock.ts'
import type { MigrationDatabase, MigrationRow } from '../../migrations/migration.ts'
import { MIGRATION_TABLE, pendingMigrations } from '../../migrations/versions.ts'
import type { SqliteFile } from './connection.ts'
import { isBusy } from './failures.ts'

const BUSY_TIMEOUT_MS = 10_000
const BUSY_PAUSE_MS = 20

/**
 * Brings the schema up to date, in one transaction: of two processes that start simultaneously, one migrates and the
 * other waits, then finds nothing to do. Waiting may block here: no requests are served yet.
 * @throws NewerSchema
 */
export async function migrateSqlite(file: SqliteFile, clock: Clock): Promise<readonly string[]> {
  const db = new DatabaseSync(file.path, { timeout: BUSY_TIMEOUT_MS })
  try {
    await writeAheadLog(db)
    db.exec(`PRAGMA synchronous = ${file.durability.toUpperCase()}`)
    db.exec('BEGIN IMMEDIATE')
    db.exec(MIGRATION_TABLE)
    const applied = db.prepare('SELECT name FROM migration ORDER BY name').all()
    const pending = pendingMigrations(applied.map((row) => String(row.name)))
    const insert = db.prepare('INSERT INTO migration (name, applied) VALUES (?, ?)')
    for (const { name, statements, rewrite } of pending) {
      for (const statement of statements('sqlite')) db.exec(statement)
      await rewrite?.(databaseOf(db))
      insert.run(name, clock.now())
    }
    db.exec('COMMIT')
    return pending.map((migration) => migration.name)
  } finally {
    db.close() // uncommitted changes are rolled back
  }
}

// If several processes create the file simultaneously, SQLite refuses all but one here without waiting.
async function writeAheadLog(db: DatabaseSync): Promise<void> {
  const until = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS))
    }
  }
}

function databaseOf(db: DatabaseSync): MigrationDatabase {
  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? db.prepare(sql)
    prepared.set(sql, statement)
    return statement
  }
  return {
    engine: 'sqlite',
    select: (sql, ...values) => Promise.resolve(prepare(sql).all(...values) as MigrationRow[]), // no column is a blob
    run: (sql, ...values) => {
      prepare(sql).run(...values)
      return Promise.resolve()
    },
  }
}
