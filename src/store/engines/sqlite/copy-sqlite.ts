import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Clock } from '../../../lib/clock.ts'
import {
  CannotCopy,
  type CopiedRow,
  type CopySide,
  type CopyTarget,
  type TableShape,
} from '../../copy/copied-tables.ts'
import { fillWordIndexes } from '../../migrations/word-indexes.ts'
import { pendingMigrations } from '../../migrations/versions.ts'
import { sqlitePath, type StorePlace } from '../../place.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { ServerLock, StoreInUse } from './server-lock.ts'

const BUSY_TIMEOUT_MS = 10_000
const ROWS_AT_ONCE = 1_000

/** The database of a folder that no server uses, as the source of a copy. Servers are kept off until it is closed. */
export function openSqliteSource(place: StorePlace): CopySide {
  const path = sqlitePath(place)
  if (!existsSync(path)) throw new CannotCopy(`There is no database in ${place.dataDir}.`)
  const lock = lockFolder(place.dataDir)
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  const close = () => {
    db.close()
    lock.release()
    return Promise.resolve()
  }
  try {
    db.exec('PRAGMA query_only = 1')
    const applied = db.prepare('SELECT name FROM migration').all()
    if (pendingMigrations(applied.map(({ name }) => String(name))).length > 0) {
      throw new CannotCopy(
        `The database in ${place.dataDir} was written by an older version. Run \`quadrivium migrate\` on it first.`,
      )
    }
    db.exec('BEGIN') // one instant, whatever the command line writes meanwhile
    return { ...readingFrom(db), close }
  } catch (error) {
    void close()
    throw error
  }
}

/** A new database for that folder. It gets its name when it is finished. */
export async function openSqliteTarget(place: StorePlace, clock: Clock): Promise<CopyTarget> {
  const path = sqlitePath(place)
  mkdirSync(place.dataDir, { recursive: true, mode: 0o700 })
  const lock = lockFolder(place.dataDir)
  const draft = `${path}.tmp`
  let db: DatabaseSync | undefined
  const close = () => {
    if (db?.isOpen === true) db.close()
    removeDraft(draft)
    lock.release()
    return Promise.resolve()
  }
  try {
    if (existsSync(path)) {
      throw new CannotCopy(
        `The target isn't empty: there is a database in ${place.dataDir}. Move it away, or copy into an empty folder.`,
      )
    }
    removeDraft(draft)
    closeSync(openSync(draft, 'wx', 0o600))
    await migrateSqlite({ path: draft, durability: 'off' }, clock)
    db = new DatabaseSync(draft, { enableForeignKeyConstraints: false })
    return { ...fillingInto(db, { path, draft }), close }
  } catch (error) {
    await close()
    throw error
  }
}

function fillingInto(
  db: DatabaseSync,
  { path, draft }: { readonly path: string; readonly draft: string },
): Omit<CopyTarget, 'close'> {
  db.exec('PRAGMA journal_mode = DELETE') // one file, without others beside it
  // Nobody reads the draft, and one that was interrupted is thrown away.
  db.exec('PRAGMA journal_mode = OFF')
  db.exec('PRAGMA synchronous = OFF')
  db.exec('PRAGMA cache_size = -64000')
  // The triggers keep the word indexes up row by row: filling them at the end is much faster.
  const triggers = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all()
  for (const { name } of triggers) db.exec(`DROP TRIGGER "${String(name)}"`)
  db.exec('BEGIN')
  const inserts = new Map<string, StatementSync>()
  return {
    ...readingFrom(db),
    insert({ name, columns }, rows) {
      let insert = inserts.get(name)
      if (insert === undefined) {
        const places = columns.map(() => '?').join(', ')
        insert = db.prepare(`INSERT INTO "${name}" (${quoted(columns)}) VALUES (${places})`)
        inserts.set(name, insert)
      }
      for (const row of rows) insert.run(...row)
      return Promise.resolve()
    },
    clear(table) {
      db.exec(`DELETE FROM "${table}"`)
      return Promise.resolve()
    },
    settle(lastIds) {
      for (const statement of fillWordIndexes()) db.exec(statement)
      for (const { sql } of triggers) db.exec(String(sql))
      const grown = db.prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?')
      const begun = db.prepare('INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)')
      for (const [table, last] of lastIds) {
        if (grown.run(last, table).changes === 0) begun.run(last, table)
      }
      db.exec('COMMIT')
      const [broken] = db.prepare('PRAGMA foreign_key_check').all()
      if (broken !== undefined) {
        throw new CannotCopy(
          `A row of ${String(broken.table)} refers to one of ${String(broken.parent)} that isn't there.`,
        )
      }
      return Promise.resolve()
    },
    finish() {
      db.close()
      for (const left of ['-wal', '-shm']) rmSync(path + left, { force: true })
      syncFile(draft)
      renameSync(draft, path)
      syncFile(dirname(path))
      return Promise.resolve()
    },
  }
}

function readingFrom(db: DatabaseSync): Omit<CopySide, 'close'> {
  return {
    tables: tablesOf(db),
    async *rows(table, columns) {
      const select = db.prepare(`SELECT ${columns.map((name) => `"${name}"`).join(', ')} FROM "${table}"`)
      select.setReturnArrays(true)
      let batch: CopiedRow[] = []
      // Arrays of what the columns hold: no column is a blob.
      for (const row of select.iterate() as unknown as Iterable<CopiedRow>) {
        batch.push(row)
        if (batch.length < ROWS_AT_ONCE) continue
        yield batch
        batch = []
      }
      yield batch
    },
    lastIds() {
      const rows = db.prepare('SELECT name, seq FROM sqlite_sequence').all()
      return Promise.resolve(new Map(rows.map(({ name, seq }) => [String(name), Number(seq)])))
    },
  }
}

function tablesOf(db: DatabaseSync): readonly TableShape[] {
  const tables = db
    .prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    .all()
  const columns = db.prepare('SELECT name, type FROM pragma_table_info(?) ORDER BY name')
  return tables.map(({ name }) => ({
    name: String(name),
    columns: columns
      .all(String(name))
      .map((column) => ({ name: String(column.name), type: String(column.type) })),
  }))
}

function quoted(columns: TableShape['columns']): string {
  return columns.map(({ name }) => `"${name}"`).join(', ')
}

function lockFolder(dataDir: string): ServerLock {
  try {
    return new ServerLock(join(dataDir, 'server.lock'))
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error
    throw new CannotCopy(`A server runs on ${dataDir}. Stop it first.`)
  }
}

function removeDraft(draft: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(draft + ending, { force: true })
}

function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
