import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { HeldClock } from '../../test/support/fresh-store.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { SealedBox } from '../lib/sealed-box.ts'
import { Readiness } from './readiness.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

it('is ready while PostgreSQL takes writes, and leaves one row for all checks', async () => {
  const clock = new HeldClock()
  const { store, url } = await openFreshPostgres(postgres, clock)
  const log = pino({ level: 'silent' })
  const readiness = new Readiness({ store, clock, log, sealedBox: new SealedBox(Buffer.alloc(32, 1)) })
  const check = () => {
    clock.advance(1_000)
    return readiness.check()
  }
  for (let time = 0; time < 3; time++) expect(await check()).toBe(true)
  expect(await postgres.query(url, 'SELECT count(*)::int AS rows FROM operation')).toEqual([{ rows: 1 }])

  const admin = url.replace(/[^/]+$/, 'postgres')
  const name = url.split('/').at(-1) ?? ''
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`
  await postgres.query(admin, `ALTER DATABASE ${name} SET default_transaction_read_only = on`)
  await postgres.query(admin, cut)
  await expect.poll(check).toBe(false)
  await postgres.query(admin, `ALTER DATABASE ${name} SET default_transaction_read_only = off`)
  await postgres.query(admin, cut)
  await expect.poll(check).toBe(true)
  await postgres.query(admin, `DROP DATABASE ${name} WITH (FORCE)`)
  await expect.poll(check).toBe(false)
  await store.close()
})
