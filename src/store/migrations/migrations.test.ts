import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HeldClock } from '../../../test/support/fresh-store.ts'
import { migrateSqlite } from '../engines/sqlite/migrate-sqlite.ts'
import { migrations } from './migrations.ts'
import { NewerSchema } from './versions.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-migrations-'))
  path = join(folder, 'quadrivium.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const clock = new HeldClock()
const migrate = () => migrateSqlite({ path, durability: 'off' }, clock)
const names = migrations.map((migration) => migration.name)

function look<T>(with_: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path)
  try {
    return with_(db)
  } finally {
    db.close()
  }
}

function tables(): unknown[] {
  return look((db) => db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()).map(
    (row) => row.name,
  )
}

it('applies each step once, in order', async () => {
  expect(names).toEqual(names.toSorted())
  expect(await migrate()).toEqual(names)
  expect(await migrate()).toEqual([])
  const rows = look((db) => db.prepare('SELECT name, applied FROM migration ORDER BY name').all())
  const applied = rows.map((row) => ({ ...row }))
  expect(applied).toEqual(names.map((name) => ({ name, applied: clock.now() })))
})

it('refuses a database that a newer version has written, and leaves it as it is', async () => {
  await migrate()
  look((db) => db.exec("INSERT INTO migration VALUES ('9999-the-future', 0)"))
  await expect(migrate()).rejects.toThrow(NewerSchema)
  await expect(migrate()).rejects.toThrow('brought up to 9999-the-future by a newer version')
  expect(look((db) => db.prepare('SELECT count(*) AS n FROM migration').get()?.n)).toBe(names.length + 1)
})

it('leaves nothing of a step that fails', async () => {
  look((db) => db.exec('CREATE TABLE outbox (already INTEGER)'))
  await expect(migrate()).rejects.toThrow('table outbox already exists')
  expect(tables()).toEqual(['outbox'])
})
