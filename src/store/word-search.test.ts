import { openFreshStore } from '../../test/support/fresh-store.ts'
import { searchContract } from '../../test/support/search-contract.ts'

searchContract('SQLite', async () => {
  const { store, remove } = await openFreshStore()
  return {
    store,
    async close() {
      await store.close()
      remove()
    },
  }
})
