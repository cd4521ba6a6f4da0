import { HeldClock, openFreshStore } from '../../test/support/fresh-store.ts'
import { keysetContract } from '../../test/support/keyset-contract.ts'
import { SqliteConnection } from './engines/sqlite/connection.ts'
import { SqliteExecutor } from './engines/sqlite/sqlite-executor.ts'

keysetContract('SQLite', async () => {
  const clock = new HeldClock()
  const { store, path, remove } = await openFreshStore(clock)
  const connection = new SqliteConnection({ path, durability: 'off' }, 'read')
  return {
    store,
    clock,
    read: (work) => work(new SqliteExecutor(connection, clock.now())),
    async close() {
      connection.close()
      await store.close()
      remove()
    },
  }
})
