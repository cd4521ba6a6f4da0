import { HeldClock } from '../../test/support/fresh-store.ts'
import { openFreshPostgres, startPostgres } from '../../test/support/postgres.ts'
import { storeContract } from '../../test/support/store-contract.ts'

storeContract('PostgreSQL', async () => {
  const server = await startPostgres()
  const clock = new HeldClock()
  const { store } = await openFreshPostgres(server, clock)
  return {
    store,
    clock,
    async close() {
      await store.close()
      await server.stop()
    },
  }
})
