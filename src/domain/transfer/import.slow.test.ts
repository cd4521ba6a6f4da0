import { importContract } from '../../../test/support/import-contract.ts'
import { HeldClock } from '../../../test/support/fresh-store.ts'
import { openFreshPostgres, startPostgres } from '../../../test/support/postgres.ts'

importContract('PostgreSQL', async () => {
  const server = await startPostgres()
  const { store } = await openFreshPostgres(server, new HeldClock())
  return {
    store,
    async close() {
      await store.close()
      await server.stop()
    },
  }
})
