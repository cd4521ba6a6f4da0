import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import { treeChaos, treeFaults } from '../../test/support/tree-chaos.ts'
import { createAccount } from '../domain/academy/tenancy.ts'

it('keeps the tree sound while eight clients change it for a second', async () => {
  const { store, remove } = await openFreshStore()
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  const tally = await treeChaos(store, owner, { clients: 8, milliseconds: 1_000, seed: 7 })
  const faults = await treeFaults(store, owner)
  await store.close()
  remove()
  expect(faults).toEqual([])
  expect(tally['move done']).toBeGreaterThan(0)
})
