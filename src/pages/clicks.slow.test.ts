import { afterAll, beforeAll, describe } from 'vitest'
import { testClicks } from '../../test/support/clicks.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from '../../test/support/postgres.ts'

describe('on PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  testClicks(20, async () => (await openFreshPostgres(server)).store)
})
