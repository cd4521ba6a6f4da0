import { HeldClock, openFreshStore } from '../../test/support/fresh-store.ts'
import { storeContract } from '../../test/support/store-contract.ts'

storeContract('SQLite', async () => {
  const clock = new HeldClock()
  const { store, remove } = await openFreshStore(clock)
  return {
    store,
    clock,
    async close() {
      await store.close()
      remove()
    },
  }
})
