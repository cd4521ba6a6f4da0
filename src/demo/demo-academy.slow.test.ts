import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { HeldClock } from '../../test/support/fresh-store.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { randomIds } from '../lib/ids.ts'
import { SealedBox } from '../lib/sealed-box.ts'
import { openDemoAcademy } from './demo-academy.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

// Another process may take longer than a statement waits for a lock.
it('waits for another process that makes the demo academy on PostgreSQL, and makes it when that one gives up', async () => {
  const url = await postgres.database()
  const limits = { lockSeconds: 1 }
  const store = await openPostgresAt(url, new HeldClock(), undefined, limits)
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  await other.query('BEGIN')
  await other.query('LOCK TABLE account_host IN EXCLUSIVE MODE')
  const opened = openDemoAcademy(store, new SealedBox(Buffer.alloc(32, 1)), randomIds)
  const waits = new Set<unknown>()
  await vi.waitFor(async () => {
    const rows = await postgres.query(
      url,
      "SELECT query_start::text AS since FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
    )
    for (const { since } of rows) waits.add(since)
    expect(waits.size).toBeGreaterThanOrEqual(2)
  }, 120_000)
  await other.query('ROLLBACK')
  await other.end()
  const access = await opened
  expect(await openDemoAcademy(store, new SealedBox(Buffer.alloc(32, 1)), randomIds)).toEqual(access)
  const [account] = await store.read((reader) => reader.accounts.list())
  expect(account?.name).toBe('Aldermark Academy')
  await store.close()
}, 300_000)
