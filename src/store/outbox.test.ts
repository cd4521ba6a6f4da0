import { HeldClock, openFreshStore } from '../../test/support/fresh-store.ts'
import { outboxContract } from '../../test/support/outbox-contract.ts'

outboxContract('SQLite', async () => {
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
