import { bankListsContract } from '../../test/support/bank-lists-contract.ts'
import { openFreshPostgres, startPostgres } from '../../test/support/postgres.ts'

bankListsContract('PostgreSQL', async () => {
  const server = await startPostgres()
  const { store } = await openFreshPostgres(server)
  return {
    store,
    async close() {
      await store.close()
      await server.stop()
    },
  }
})
