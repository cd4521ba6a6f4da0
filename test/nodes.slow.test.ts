import { SYSTEM_ITSELF } from '../src/domain/principal.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccount } from '../src/domain/academy/tenancy.ts'
import { chaosOfNodes, readsBesideTreeWrites } from './support/nodes-chaos.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from './support/postgres.ts'

// For a minute: `npm run campaign -- nodes`.
let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

it('leaves a trail that says what three nodes have done, one of them killed, one frozen, one restarted', async () => {
  const seed = Date.now() % 1_000_000
  const plan = { milliseconds: 6_000, seed, frozenFor: 1_000, idleSeconds: 0.5 }
  const { faults, troubles, killed, frozen, restarted, entries } = await chaosOfNodes(server, plan)
  expect({ seed, faults, troubles }).toEqual({ seed, faults: [], troubles: [] })
  expect(Math.min(killed, frozen, restarted, entries)).toBeGreaterThan(0)
})

it('answers small reads before the writes of 64 clients that wait for each other', async () => {
  const { store } = await openFreshPostgres(server)
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  const { alone, beside, write } = await readsBesideTreeWrites(store, owner, 100)
  await store.close()
  console.log(`milliseconds: ${JSON.stringify({ alone, beside, write })}`)
  expect(beside.median).toBeLessThan(write.median)
  // Far from the wait for a connection. What it is on a machine of its own, the campaign tells.
  expect(beside.p99).toBeLessThan(2_000)
})
