import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Clock } from '../../../lib/clock.ts'
import type { MigrationDatabase, MigrationRow } from '../../migrations/migration.ts'
import { MIGRATION_TABLE, pendingMigrations } from '../../migrations/versions.ts'
import type { SqliteFile } from './connection.ts'

/**
 * Brings the schema up to date, in one transaction: of two processes that start at once, one migrates and the other
 * waits, then finds nothing to do. Here a wait may block: nothing is served yet.
 * @throws NewerSchema
 */
export async function migrateSqlite(file: SqliteFile, clock: Clock): Promise<readonly string[]> {
  const db = new DatabaseSync(file.path, { timeout: 10_000 })
  try {
    db.exec('PRAGMA journal_mode = WAL')
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
    db.close() // what isn't committed is undone
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
