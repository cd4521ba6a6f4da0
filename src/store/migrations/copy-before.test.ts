import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HeldClock } from '../../../test/support/fresh-store.ts'
import { restoreSqlite, verifyBackup } from '../engines/sqlite/backup-sqlite.ts'
import { migrateSqlite } from '../engines/sqlite/migrate-sqlite.ts'
import { migrations } from './migrations.ts'

let folder: string
let path: string
let copy: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-copy-before-'))
  path = join(folder, 'quadrivium.db')
  copy = join(folder, 'before-upgrade.backup')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const clock = new HeldClock()
const last = migrations.at(-1)?.name ?? ''
const appliedIn = (file: string) => {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return db
      .prepare('SELECT name FROM migration ORDER BY name')
      .all()
      .map(({ name }) => name)
  } finally {
    db.close()
  }
}

/** A database as an older version left it: the first steps only. */
async function older(steps: number): Promise<void> {
  const db = new DatabaseSync(path)
  db.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE migration (name TEXT NOT NULL PRIMARY KEY, applied BIGINT NOT NULL)',
  )
  for (const { name, statements, rewrite } of migrations.slice(0, steps)) {
    for (const statement of statements('sqlite')) db.exec(statement)
    expect(rewrite).toBeUndefined()
    db.prepare('INSERT INTO migration VALUES (?, 0)').run(name)
  }
  db.exec("INSERT INTO account (guid, name, language, created) VALUES ('g', 'Old academy', 'en', 0)")
  db.close()
}

it('copies a database of an older version before it changes it, and the copy is what there was', async () => {
  await older(2)
  expect((await migrateSqlite({ path, durability: 'off' }, clock)).at(-1)).toBe(last)
  expect(statSync(copy).mode & 0o777).toBe(0o600)
  expect(verifyBackup(copy).created).toBe(new Date(clock.now()).toISOString())
  expect(appliedIn(copy)).toHaveLength(2)
  expect(appliedIn(path)).toHaveLength(migrations.length)

  // The way back.
  const back = join(folder, 'back.db')
  await restoreSqlite(copy, back)
  expect(appliedIn(back)).toHaveLength(2)
})

it('copies nothing where there is nothing to lose, nothing to do, or it is told not to', async () => {
  await migrateSqlite({ path, durability: 'off' }, clock)
  await migrateSqlite({ path, durability: 'off' }, clock)
  expect(existsSync(copy)).toBe(false)
  rmSync(path)
  await older(2)
  await migrateSqlite({ path, durability: 'off' }, clock, { copyFirst: false })
  expect(existsSync(copy)).toBe(false)
})

it('changes nothing when the copy cannot be made', async () => {
  await older(2)
  mkdirSync(join(copy, 'in-the-way'), { recursive: true })
  await expect(migrateSqlite({ path, durability: 'off' }, clock)).rejects.toThrow()
  expect(appliedIn(path)).toHaveLength(2)
})
