import { HeldClock } from '../../../test/support/fresh-store.ts'
import { largeWorkContract } from '../../../test/support/large-work-contract.ts'
import { openFreshPostgres, startPostgres } from '../../../test/support/postgres.ts'

largeWorkContract('PostgreSQL', async () => {
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
