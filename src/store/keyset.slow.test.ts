import pg from 'pg'
import { HeldClock } from '../../test/support/fresh-store.ts'
import { keysetContract } from '../../test/support/keyset-contract.ts'
import { openFreshPostgres, startPostgres } from '../../test/support/postgres.ts'
import { PostgresExecutor } from './engines/postgres/postgres-executor.ts'

keysetContract('PostgreSQL', async () => {
  const server = await startPostgres()
  const clock = new HeldClock()
  const { store, url } = await openFreshPostgres(server, clock)
  const client = new pg.Client({ connectionString: url })
  client.setTypeParser(pg.types.builtins.INT8, Number)
  await client.connect()
  return {
    store,
    clock,
    read: (work) => work(new PostgresExecutor(client as never, clock.now())), // a client of a pool is an executor
    async close() {
      await client.end()
      await store.close()
      await server.stop()
    },
  }
})
