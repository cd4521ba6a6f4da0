import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { foundAcademy } from './support/academy.ts'
import { openFreshStore } from './support/fresh-store.ts'
import { digestOfAccount, fuzz } from './support/fuzz.ts'
import { plantForFuzz } from './support/plant-for-fuzz.ts'
import { randomFrom } from './support/random.ts'
import { openWorld, type World } from './support/world.ts'

// The shortest form of support/fuzz-contract.ts: always the same shapes of requests, so that what fails here fails again.
const REQUESTS = 500
const SEED = 1

let world: World
let path: string
let remove: () => void

beforeEach(async () => {
  const fresh = await openFreshStore()
  ;({ path, remove } = fresh)
  world = await openWorld({ store: fresh.store })
})
afterEach(async () => {
  await world.close()
  remove()
})

it('answers 500 random requests, and changes nothing of another account', async () => {
  const asking = await foundAcademy(world.store, 'Asking', 'asking.example')
  const other = await foundAcademy(world.store, 'Other', 'other.example')
  const material = await plantForFuzz(world.store, world.services.sealedBox, asking, other)
  const before = digestOfAccount(path, other.account.id)
  await new Promise<void>((resolve) => world.server.http.listen(0, '127.0.0.1', resolve))
  const { port } = world.server.http.address() as AddressInfo // a TCP server's is an object

  const { statuses, wrong } = await fuzz(port, REQUESTS, randomFrom(SEED), material)

  expect(wrong).toEqual([])
  expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 5)
  expect(digestOfAccount(path, other.account.id)).toBe(before)
  expect(world.logged.filter(({ level }) => Number(level) >= 50)).toEqual([])
})
