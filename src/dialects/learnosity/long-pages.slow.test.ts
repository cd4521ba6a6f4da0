import { afterAll, beforeAll } from 'vitest'
import { longPagesContract } from '../../../test/support/long-pages-contract.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from '../../../test/support/postgres.ts'
import { openWorld } from '../../../test/support/world.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

longPagesContract('PostgreSQL', async () =>
  openWorld({ store: await openPostgresAt(await postgres.database()) }),
)
