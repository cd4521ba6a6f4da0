import { bankListsContract } from '../../test/support/bank-lists-contract.ts'
import { openFreshStore } from '../../test/support/fresh-store.ts'

bankListsContract('SQLite', async () => {
  const { store, remove } = await openFreshStore()
  return {
    store,
    async close() {
      await store.close()
      remove()
    },
  }
})
