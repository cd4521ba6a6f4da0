import { dirname, join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Clock } from '../../../lib/clock.ts'
import type { MigrationDatabase, MigrationRow } from '../../migrations/migration.ts'
import { MIGRATION_TABLE, pendingMigrations } from '../../migrations/versions.ts'
import { backUpSqlite } from './backup-sqlite.ts'
import type { SqliteFile } from './connection.ts'
import { isBusy } from './failures.ts'

const BUSY_TIMEOUT_MS = 10_000
const BUSY_PAUSE_MS = 20

/** The copy that is made before an older database is changed: a backup in the same folder, replaced by the next one. */
const COPY_NAME = 'before-upgrade.backup'

/**
 * Brings the schema up to date, in one transaction: of two processes that start simultaneously, one migrates and the
 * other waits, then finds nothing to do. Waiting may block here: no requests are served yet. A database that an older
 * version has written is copied first, unless told otherwise.
 * @throws NewerSchema; errors of files and of SQLite when the copy can't be made
 */
export async function migrateSqlite(
  file: SqliteFile,
  clock: Clock,
  { copyFirst = true }: { readonly copyFirst?: boolean } = {},
): Promise<readonly string[]> {
  const db = new DatabaseSync(file.path, { timeout: BUSY_TIMEOUT_MS })
  try {
    await writeAheadLog(db)
    db.exec(`PRAGMA synchronous = ${file.durability.toUpperCase()}`)
    db.exec('BEGIN IMMEDIATE')
    db.exec(MIGRATION_TABLE)
    const applied = db.prepare('SELECT name FROM migration ORDER BY name').all()
    const pending = pendingMigrations(applied.map((row) => String(row.name)))
    if (copyFirst && applied.length > 0 && pending.length > 0) await copyBefore(file.path, clock)
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

/** Copies the database while this process holds the right to write: what is copied is what will be changed. */
async function copyBefore(path: string, clock: Clock): Promise<void> {
  const target = join(dirname(path), COPY_NAME)
  await backUpSqlite({ source: path, target, created: new Date(clock.now()).toISOString(), notes: {} })
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
