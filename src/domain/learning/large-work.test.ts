import { HeldClock, openFreshStore } from '../../../test/support/fresh-store.ts'
import { largeWorkContract } from '../../../test/support/large-work-contract.ts'

largeWorkContract('SQLite', async () => {
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
