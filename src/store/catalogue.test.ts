import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { strayIndexes, type CatalogueIndex } from '../../test/support/catalogue.ts'
import { openFreshStore } from '../../test/support/fresh-store.ts'

const NEVER_DELETED = new Set(['account', 'item_bank', 'tag_type'])

let db: DatabaseSync
let remove: () => void

beforeAll(async () => {
  const fresh = await openFreshStore()
  await fresh.store.close()
  db = new DatabaseSync(fresh.path)
  remove = fresh.remove
})
afterAll(() => {
  db.close()
  remove()
})

function tables(): string[] {
  const rows = db
    .prepare(
      // The tables of full-text indexes belong to the engine.
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .all()
  return rows.map((row) => String(row.name))
}

/** Keys and indexes except the integer primary key, which on SQLite is the row id and not an index. */
function indexes(): CatalogueIndex[] {
  return tables().flatMap((table) =>
    db
      .prepare('SELECT name FROM pragma_index_list(?)')
      .all(table)
      .map(({ name }) => ({ table, columns: columnsOf(String(name)) })),
  )
}

function columnsOf(index: string): string[] {
  const rows = db.prepare('SELECT name FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno').all(index)
  return rows.map((row) => String(row.name))
}

it('leads every key and index by the account, but those that are named', () => {
  expect(indexes().length).toBeGreaterThan(40)
  expect(strayIndexes(indexes())).toEqual([])
})

it('has an integer primary key that is the id alone, or none', () => {
  for (const table of tables()) {
    const { sql } = db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').get(table) as { sql: string }
    if (!sql.includes('WITHOUT ROWID') && table !== 'migration') {
      expect(sql).toMatch(/\(\s*id INTEGER PRIMARY KEY AUTOINCREMENT/)
    }
  }
})

it('lets no row refer to one of another account', () => {
  const keys = tables().flatMap((table) =>
    db
      .prepare('SELECT id, "table" AS target, "from" AS source FROM pragma_foreign_key_list(?)')
      .all(table)
      .map(({ id, target, source }) => ({ key: `${table} #${Number(id)} -> ${String(target)}`, source })),
  )
  const columns = Map.groupBy(keys, ({ key }) => key)
  expect(columns.size).toBeGreaterThan(20)
  for (const [key, parts] of columns) {
    expect(`${key}: ${parts.map((part) => part.source).join(', ')}`).toContain('account_id')
  }
})

it('has an index for each reference, so that a delete needs no scan', () => {
  const all = indexes()
  const stray = tables().flatMap((table) => {
    const led = all.filter((index) => index.table === table)
    const keys = db
      .prepare('SELECT id, "table" AS target, "from" AS source FROM pragma_foreign_key_list(?)')
      .all(table)
    return [...Map.groupBy(keys, ({ id }) => id).values()]
      .filter((parts) => !NEVER_DELETED.has(String(parts[0]?.target)))
      .map((parts) => parts.map((part) => String(part.source)))
      .filter(
        (source) =>
          !led.some(({ columns }) => source.every((one) => columns.slice(0, source.length).includes(one))),
      )
      .map((source) => `${table} (${source.join(', ')})`)
  })
  expect(stray).toEqual([])
})
