// A backup is one file: a copy of the database at one point in time, with a manifest table to verify it.
import { createHash } from 'node:crypto'
import { closeSync, fdatasyncSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { counted } from '../../../lib/counted.ts'

const MANIFEST = 'quadrivium_backup'
/** Pages copied between two turns of the event loop. */
const PAGES_AT_ONCE = 1_000
/** After so many of these portions what was written goes to the disk: some 32 MB. */
const STEPS_A_SYNC = 8
const BUSY_TIMEOUT_MS = 10_000
const DIGESTED_AT_ONCE = 65_536

/** A backup's description of itself. */
export interface BackupManifest {
  /** When it was started: it contains every write that was acknowledged before. */
  readonly created: string
  /** The row count of each table, as the original had it, and a digest of the copied rows. */
  readonly tables: Readonly<Record<string, TableSum>>
  /** Further data from its creator: the server key, encrypted. */
  readonly notes: Readonly<Record<string, string>>
}

export interface TableSum {
  readonly rows: number
  readonly digest: string
}

/** The file is not a backup, or is damaged. */
export class BadBackup extends Error {
  override readonly name = 'BadBackup'
}

export interface BackupRequest {
  /** The database; a server may be using it. */
  readonly source: string
  /** Where to write the backup. An existing file is replaced when the new one is complete. */
  readonly target: string
  readonly created: string
  readonly notes: Readonly<Record<string, string>>
}

/**
 * Copies the database at one point in time, beside a running server, and verifies the copy before giving it its final
 * name.
 * @throws BadBackup when the copy is damaged or differs from the original; errors of files and of SQLite
 */
export async function backUpSqlite({
  source,
  target,
  created,
  notes,
}: BackupRequest): Promise<BackupManifest> {
  const draft = `${target}.tmp`
  rmSync(draft, { force: true })
  closeSync(openSync(draft, 'wx', 0o600)) // readable only by its owner from the first byte on
  try {
    const rows = await copySnapshot(source, draft)
    const manifest = { created, tables: describeTables(draft, rows), notes }
    writeManifest(draft, manifest)
    const copy = openBackup(draft)
    try {
      refuseDamage(copy, draft)
    } finally {
      copy.close()
    }
    syncFile(draft)
    renameSync(draft, target)
    syncFile(dirname(target))
    return manifest
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/**
 * Copies one snapshot. While it is held, the server can't empty its log: nothing but the copying is done meanwhile.
 * @returns the number of rows of each table in the snapshot
 */
async function copySnapshot(source: string, draft: string): Promise<ReadonlyMap<string, number>> {
  const db = new DatabaseSync(source, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    // Without holding a snapshot, the copy restarts with each write by others, and never ends under load.
    db.exec('BEGIN')
    const rows = new Map(tablesOf(db).map((name) => [name, countOf(db, name)]))
    await copyPages(db, draft)
    db.exec('COMMIT')
    return rows
  } finally {
    db.close()
  }
}

/**
 * Copies page by page, and writes to the disk as it goes: gigabytes at the end would keep every commit of the server waiting
 * behind them.
 */
async function copyPages(db: DatabaseSync, draft: string): Promise<void> {
  const file = openSync(draft, 'r+')
  try {
    let steps = 0
    const progress = () => {
      if (++steps % STEPS_A_SYNC === 0) fdatasyncSync(file)
    }
    await backup(db, draft, { rate: PAGES_AT_ONCE, progress })
  } finally {
    closeSync(file)
  }
}

/** Digests every table of the copy. @throws BadBackup when one has other rows than the snapshot */
function describeTables(draft: string, rows: ReadonlyMap<string, number>): BackupManifest['tables'] {
  const db = new DatabaseSync(draft)
  try {
    db.exec('PRAGMA journal_mode = DELETE') // one file, without others beside it
    const sums = sumsOf(db)
    const different = [...rows].find(([name, count]) => sums[name]?.rows !== count)
    if (different !== undefined) {
      throw new BadBackup(
        `The copy differs from ${counted(different[1], 'row')} of the table ${different[0]}.`,
      )
    }
    return sums
  } finally {
    db.close()
  }
}

/**
 * Verifies a backup: SQLite's own checks, and every table against the manifest.
 * @throws BadBackup
 */
export function verifyBackup(path: string): BackupManifest {
  const db = openBackup(path)
  try {
    const manifest = readManifest(db, path)
    refuseDamage(db, path)
    const sums = sumsOf(db)
    for (const [name, { rows, digest }] of Object.entries(manifest.tables)) {
      const found = sums[name]
      if (found?.rows === rows && found.digest === digest) continue
      throw new BadBackup(`${path} is damaged: the table ${name} isn't as it was written.`)
    }
    return manifest
  } finally {
    db.close()
  }
}

/**
 * Puts a verified backup in the place of a missing database.
 * @param target the database; leftover files of an old one beside it are deleted
 */
export async function restoreSqlite(path: string, target: string): Promise<void> {
  const draft = `${target}.tmp`
  rmSync(draft, { force: true })
  closeSync(openSync(draft, 'wx', 0o600))
  const db = openBackup(path)
  try {
    await backup(db, draft, { rate: PAGES_AT_ONCE })
  } finally {
    db.close()
  }
  const copy = new DatabaseSync(draft)
  try {
    copy.exec(`DROP TABLE ${MANIFEST}`)
  } finally {
    copy.close()
  }
  for (const left of ['-wal', '-shm']) rmSync(target + left, { force: true })
  syncFile(draft)
  renameSync(draft, target)
  syncFile(dirname(target))
}

function openBackup(path: string): DatabaseSync {
  closeSync(openSync(path, 'r')) // reports a missing file itself
  try {
    return new DatabaseSync(path, { readOnly: true })
  } catch (error) {
    throw new BadBackup(`${path} is no backup of Quadrivium.`, { cause: error })
  }
}

function writeManifest(path: string, { created, tables, notes }: BackupManifest): void {
  const db = new DatabaseSync(path)
  try {
    db.exec(`CREATE TABLE ${MANIFEST} (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT`)
    const insert = db.prepare(`INSERT INTO ${MANIFEST} (name, value) VALUES (?, ?)`)
    insert.run('created', created)
    insert.run('tables', JSON.stringify(tables))
    insert.run('notes', JSON.stringify(notes))
  } finally {
    db.close()
  }
}

function readManifest(db: DatabaseSync, path: string): BackupManifest {
  let rows: readonly Record<string, unknown>[]
  try {
    rows = db.prepare(`SELECT name, value FROM ${MANIFEST}`).all()
  } catch (error) {
    throw new BadBackup(`${path} is no backup of Quadrivium, or it is damaged.`, { cause: error })
  }
  const texts = new Map(rows.map(({ name, value }) => [String(name), String(value)]))
  const [created, tables, notes] = ['created', 'tables', 'notes'].map((name) => texts.get(name))
  if (created === undefined || tables === undefined || notes === undefined) {
    throw new BadBackup(`${path} is no backup of Quadrivium, or it is damaged.`)
  }
  return {
    created,
    tables: JSON.parse(tables) as BackupManifest['tables'], // written by writeManifest
    notes: JSON.parse(notes) as BackupManifest['notes'],
  }
}

/** SQLite's own checks: every page, row, index and reference. @throws BadBackup */
function refuseDamage(db: DatabaseSync, path: string): void {
  const findings = [
    ...db.prepare('PRAGMA integrity_check').all(),
    ...db.prepare('PRAGMA foreign_key_check').all(),
  ].map((row) => Object.values(row).join(' '))
  if (findings.length === 1 && findings[0] === 'ok') return
  throw new BadBackup(`${path} is damaged: ${findings.slice(0, 3).join('; ')}.`)
}

/** All tables but those internal to SQLite or a full-text index, and the manifest. */
function tablesOf(db: DatabaseSync): readonly string[] {
  return db
    .prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> ? ORDER BY name",
    )
    .all(MANIFEST)
    .map(({ name }) => String(name))
}

function countOf(db: DatabaseSync, table: string): number {
  return Number(db.prepare(`SELECT count(*) AS rows FROM "${table}"`).get()?.rows)
}

function sumsOf(db: DatabaseSync): Record<string, TableSum> {
  return Object.fromEntries(tablesOf(db).map((name) => [name, sumOf(db, name)]))
}

function sumOf(db: DatabaseSync, table: string): TableSum {
  const digest = createHash('sha256')
  let rows = 0
  let text = ''
  const select = db.prepare(`SELECT * FROM "${table}"`) // in storage order, which a copy preserves
  select.setReturnArrays(true)
  // Long texts are digested much faster than many short ones.
  for (const row of select.iterate()) {
    rows++
    text += JSON.stringify(row)
    if (text.length < DIGESTED_AT_ONCE) continue
    digest.update(text)
    text = ''
  }
  digest.update(text)
  return { rows, digest: digest.digest('base64url') }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
