import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { chaosOfNodes, readsBesideTreeWrites } from '../support/nodes-chaos.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts'

// Three nodes on one PostgreSQL for a minute. The short form: test/nodes.slow.test.ts.
const milliseconds = Number(process.env.NODES_MS ?? 60_000)
const seed = Number(process.env.NODES_SEED ?? Date.now() % 1_000_000)

let server: TestPostgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

it('leaves a trail that says what three nodes have done, whatever befalls them', async () => {
  const plan = { milliseconds, seed, frozenFor: 3_000, idleSeconds: 1 }
  const { tallies, ...report } = await chaosOfNodes(server, plan)
  console.log(
    `seed ${seed}: ${JSON.stringify({ ...report, faults: report.faults.length })} ${tallies.join(' ')}`,
  )
  expect(report.troubles).toEqual([])
  expect(report.faults).toEqual([])
})

it('answers small reads while 64 clients write to the tree', async () => {
  const { store } = await openFreshPostgres(server)
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  const waits = await readsBesideTreeWrites(store, owner, 2_000)
  await store.close()
  console.log(`milliseconds: ${JSON.stringify(waits)}`)
  expect(waits.beside.median).toBeLessThan(waits.write.median)
  expect(waits.beside.p99).toBeLessThan(2_000)
})
