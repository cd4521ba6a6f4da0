import { changesContract } from '../../test/support/changes-contract.ts'
import { HeldClock, openFreshStore } from '../../test/support/fresh-store.ts'

changesContract('SQLite', async () => {
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
