import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import { unrestAmongItems } from '../../test/support/item-walks.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { createItemBank } from './item-banks.ts'
import type { Store } from './store.ts'
import { createAccount } from './tenancy.ts'

// As long as the walks through tags.
const milliseconds = Number(process.env.TAG_WALKS_MS ?? 15_000)
const seed = Number(process.env.TAG_WALKS_SEED ?? Date.now() % 1_000_000)

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

async function unrest(store: Store): Promise<void> {
  const { owner, bank } = await store.write(async (tx) => {
    const { owner } = await createAccount(tx, { name: 'Academy', language: 'en' }, [])
    const bank = await createItemBank(tx, owner, { name: 'Bank', pagingKey: 'k' })
    // So that the past of the walks crosses from one block of positions to the next.
    await tx.itemBanks.raise({ accountId: owner.accountId, bankId: bank.id }, 32_768 * 3 - 900)
    return { owner, bank }
  })
  const tally = await unrestAmongItems(store, owner, bank, { writers: 8, readers: 4, milliseconds, seed })
  console.log(`seed ${seed}: ${JSON.stringify(tally)}`)
  for (const count of Object.values(tally)) expect(count).toBeGreaterThan(0)
}

it('loses and repeats no item of a walk on SQLite', { timeout: 300_000 }, async () => {
  const { store, remove } = await openFreshStore()
  await unrest(store)
  await store.close()
  remove()
})

it('loses and repeats no item of a walk on PostgreSQL', { timeout: 300_000 }, async () => {
  const { store } = await openFreshPostgres(server)
  await unrest(store)
  await store.close()
})
