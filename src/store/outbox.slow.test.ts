import { HeldClock } from '../../test/support/fresh-store.ts'
import { outboxContract } from '../../test/support/outbox-contract.ts'
import { openFreshPostgres, startPostgres } from '../../test/support/postgres.ts'

outboxContract('PostgreSQL', async () => {
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
