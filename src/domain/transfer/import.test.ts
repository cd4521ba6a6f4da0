import { importContract } from '../../../test/support/import-contract.ts'
import { HeldClock, openFreshStore } from '../../../test/support/fresh-store.ts'

importContract('SQLite', async () => {
  const { store, remove } = await openFreshStore(new HeldClock())
  return {
    store,
    async close() {
      await store.close()
      remove()
    },
  }
})
