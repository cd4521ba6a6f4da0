import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFreshStore } from './fresh-store.ts'
import { openFreshPostgres, openPostgresAt, startPostgres, type TestPostgres } from './postgres.ts'
import { treeChaos, treeFaults } from './tree-chaos.ts'
import type { Store } from '../../src/domain/store.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'

const seed = Number(process.env.TREE_CHAOS_SEED ?? Date.now() % 1_000_000)

/** Tests that sixteen clients leave a sound tree, on each engine, for so long. */
export function treeChaosOnBothEngines(milliseconds: number): void {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  it('keeps the tree sound on SQLite while sixteen clients change it', async () => {
    const { store, remove } = await openFreshStore()
    await unrest(store, milliseconds)
    await store.close()
    remove()
  })

  it('keeps the tree sound on PostgreSQL while sixteen clients change it', async () => {
    const { store } = await openFreshPostgres(server)
    await unrest(store, milliseconds)
    await store.close()
  })

  it('keeps the tree sound on PostgreSQL while two nodes change it', async () => {
    const { store, url } = await openFreshPostgres(server)
    const other = await openPostgresAt(url)
    const { owner } = await store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
    )
    const some = { clients: 8, milliseconds: milliseconds / 3 }
    await Promise.all([
      treeChaos(store, owner, { ...some, seed }),
      treeChaos(other, owner, { ...some, seed: seed + 1_000 }),
    ])
    expect(await treeFaults(store, owner)).toEqual([])
    await store.close()
    await other.close()
  })
}

async function unrest(store: Store, milliseconds: number): Promise<void> {
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  const tally = await treeChaos(store, owner, { clients: 16, milliseconds, seed })
  console.log(`seed ${seed}: ${JSON.stringify(tally)}`)
  expect(await treeFaults(store, owner)).toEqual([])
  for (const act of ['create', 'rename', 'move', 'delete']) expect(tally[`${act} done`]).toBeGreaterThan(0)
}
