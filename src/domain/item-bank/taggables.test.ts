import { expect, it } from 'vitest'
import { makeBank } from '../../../test/support/learnosity.ts'
import { unrestAmongItems } from '../../../test/support/item-walks.ts'
import { openWorld } from '../../../test/support/world.ts'

// On each engine and for longer: taggables.slow.test.ts.
it('gives each item of a first page once while others are made, tagged and untagged', async () => {
  const world = await openWorld()
  const bank = await makeBank(world)
  const plan = { writers: 2, readers: 3, milliseconds: 400, seed: Date.now() % 1_000_000 }
  const tally = await unrestAmongItems(world.store, world.owner, bank, plan)
  await world.close()
  for (const count of Object.values(tally)) expect(count, JSON.stringify(plan)).toBeGreaterThan(0)
})
