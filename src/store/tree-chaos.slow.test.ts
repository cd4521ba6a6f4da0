import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import {
  openFreshPostgres,
  openPostgresAt,
  startPostgres,
  type TestPostgres,
} from '../../test/support/postgres.ts'
import { treeChaos, treeFaults } from '../../test/support/tree-chaos.ts'
import type { Store } from '../domain/store.ts'
import { createAccount } from '../domain/academy/tenancy.ts'

// Sixteen clients for half a minute on each engine; shorter for a quick local check.
const milliseconds = Number(process.env.TREE_CHAOS_MS ?? 30_000)
const seed = Number(process.env.TREE_CHAOS_SEED ?? Date.now() % 1_000_000)

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

async function unrest(store: Store): Promise<void> {
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  const tally = await treeChaos(store, owner, { clients: 16, milliseconds, seed })
  console.log(`seed ${seed}: ${JSON.stringify(tally)}`)
  expect(await treeFaults(store, owner)).toEqual([])
  for (const act of ['create', 'rename', 'move', 'delete']) expect(tally[`${act} done`]).toBeGreaterThan(0)
}

it('keeps the tree sound on SQLite while sixteen clients change it', { timeout: 300_000 }, async () => {
  const { store, remove } = await openFreshStore()
  await unrest(store)
  await store.close()
  remove()
})

it('keeps the tree sound on PostgreSQL while sixteen clients change it', { timeout: 300_000 }, async () => {
  const { store } = await openFreshPostgres(server)
  await unrest(store)
  await store.close()
})

it('keeps the tree sound on PostgreSQL while two nodes change it', { timeout: 300_000 }, async () => {
  const { store, url } = await openFreshPostgres(server)
  const other = await openPostgresAt(url)
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  const some = { clients: 8, milliseconds: Math.min(milliseconds, 10_000) }
  await Promise.all([
    treeChaos(store, owner, { ...some, seed }),
    treeChaos(other, owner, { ...some, seed: seed + 1_000 }),
  ])
  expect(await treeFaults(store, owner)).toEqual([])
  await store.close()
  await other.close()
})
