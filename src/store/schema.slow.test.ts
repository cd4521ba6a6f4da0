import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { strayIndexes } from '../../test/support/catalogue.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { migrations } from './migrations/migrations.ts'
import { NewerSchema } from './migrations/versions.ts'

const names = migrations.map((migration) => migration.name)

describe('SQLite', () => {
  it('is migrated by one of several processes that start at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quadrivium-migrations-'))
    const module = (name: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, name)).href)
    const script = join(folder, 'migrate.mjs')
    writeFileSync(
      script,
      `import { migrateSqlite } from ${module('engines/sqlite/migrate-sqlite.ts')}
       const applied = await migrateSqlite({ path: process.argv[2], durability: 'off' }, Date)
       console.log(JSON.stringify(applied))`,
    )
    for (let round = 0; round < 3; round++) {
      const path = join(folder, `${round}.db`)
      const runs = await Promise.all(
        Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, [script, path])),
      )
      const applied = runs.map(({ stdout }) => JSON.parse(stdout) as string[])
      expect(applied.filter((list) => list.length > 0)).toEqual([names])
    }
    rmSync(folder, { recursive: true })
  })
})

describe('PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  const migrationsOf = async (url: string) =>
    (await server.query(url, 'SELECT name FROM migration ORDER BY name')).map((row) => row.name)

  it('is migrated by one of several nodes that start at once', async () => {
    const url = await server.emptyDatabase()
    const nodes = await Promise.all(Array.from({ length: 6 }, () => openPostgresAt(url)))
    expect(await migrationsOf(url)).toEqual(names)
    for (const node of nodes) await node.close()
  })

  it('folds the names of existing rows again', async () => {
    const url = await server.database()
    const row = `guid, username, username_folded, last_name, email, email_folded, status, sort_name, search_text, created, modified`
    const person = (id: number, name: string) =>
      server.query(
        url,
        `INSERT INTO member (id, account_id, ${row}) VALUES (${id}, 1, 'guid-${id}', '${name}', '${name}', 'Lee',
           '${name}@example.com', '${name}@example.com', 'active', 'lee', '${name}', 0, 0)`,
      )
    await server.query(
      url,
      `INSERT INTO account (id, guid, name, language, created) VALUES (1, 'a', 'A', 'en', 0)`,
    )
    await person(1, 'ann')
    await person(2, 'a\u200bnn')
    await person(3, 'b\u00adob')
    await server.query(
      url,
      `INSERT INTO category (id, account_id, guid, parent_id, name, name_folded, full_path, sort_path, restricted, is_active, is_visible, locale, created, modified) VALUES
         (1, 1, 'c1', NULL, 'Top', 'top', 'Top', 'top', 0, 1, 1, 'en', 0, 0),
         (2, 1, 'c2', NULL, 'T\u200bop', 't\u200bop', 'T\u200bop', 't\u200bop', 0, 1, 1, 'en', 0, 0),
         (3, 1, 'c3', 2, 'Low', 'low', 'T\u200bop\\Low', 't\u200bop\u0001low', 0, 1, 1, 'en', 0, 0)`,
    )
    await server.query(url, "DELETE FROM migration WHERE name = '0015-folded-again'")
    await (await openPostgresAt(url)).close()
    const people = await server.query(url, 'SELECT username_folded, email_folded FROM member ORDER BY id')
    expect(people.map((one) => [one.username_folded, one.email_folded])).toEqual([
      ['ann', 'ann@example.com'],
      ['ann (2)', null],
      ['bob', 'bob@example.com'],
    ])
    const tree = await server.query(url, 'SELECT full_path, sort_path FROM category ORDER BY id')
    expect(tree.map((one) => [one.full_path, one.sort_path])).toEqual([
      ['Top', 'top'],
      ['T\u200bop (2)', 'top (2)'],
      ['T\u200bop (2)\\Low', 'top (2)\u0001low'],
    ])
  })

  it('refuses a database that a newer version has written', async () => {
    const url = await server.database()
    await server.query(url, "INSERT INTO migration VALUES ('9999-the-future', 0)")
    await expect(openPostgresAt(url)).rejects.toThrow(NewerSchema)
  })

  it('keeps nothing of a step that fails', async () => {
    const url = await server.emptyDatabase()
    await server.query(url, 'CREATE TABLE outbox (already int)')
    await expect(openPostgresAt(url)).rejects.toThrow('relation "outbox" already exists')
    const tables = await server.query(
      url,
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    )
    expect(tables).toEqual([{ tablename: 'migration' }, { tablename: 'outbox' }])
    expect(await migrationsOf(url)).toEqual([])
  })

  it('leads every key and index by the account, but those that are named', async () => {
    const indexes = await server.query(
      await server.database(),
      `SELECT t.relname AS table, array_agg(a.attname::text ORDER BY k.place) AS columns
       FROM pg_index x
       JOIN pg_class t ON t.oid = x.indrelid
       JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'
       CROSS JOIN unnest(x.indkey::int[]) WITH ORDINALITY AS k (attnum, place)
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
       GROUP BY x.indexrelid, t.relname`,
    )
    expect(indexes.length).toBeGreaterThan(40)
    expect(strayIndexes(indexes as unknown as Parameters<typeof strayIndexes>[0])).toEqual([])
  })
})
