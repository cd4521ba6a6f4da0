import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { learnosityClient, makeBank, makeConsumer, TAGS } from '../../test/support/learnosity.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { CountExchange } from './count-exchange.ts'

// Two nodes on one PostgreSQL limit together (docs/design.md 6).

const pair = { key: 'Ab12Cd34Ef56Gh78', secret: 'not-a-real-secret-0123456789abcdef' }

let postgres: TestPostgres
let url: string
let nodes: World[]
let exchanges: CountExchange[]

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

beforeEach(async () => {
  url = await postgres.database()
  nodes = []
  for (let node = 0; node < 2; node++) {
    const store = await openPostgresAt(url)
    nodes.push(await openWorld({ store, settings: { limitRates: true } }))
  }
  exchanges = nodes.map(
    (world, node) => new CountExchange({ ...world.services, clock: world.clock, node: `node ${node}` }),
  )
  const [first] = nodes
  if (first === undefined) throw new Error('no node')
  const bank = await makeBank(first)
  await makeConsumer(first, pair, [[bank.id, 'write']])
})
afterEach(async () => {
  for (const exchange of exchanges) await exchange.stop()
  for (const world of nodes) await world.close()
})

/** Sends so many sets to a node; how many it lets through. */
async function sets(world: World | undefined, times: number): Promise<number> {
  if (world === undefined) throw new Error('no node')
  const call = learnosityClient(world, pair)
  const answers = await Promise.all(Array.from({ length: times }, () => call(TAGS, 'set', { tags: [] })))
  return answers.filter(({ status }) => status === 200).length
}

async function exchangeAll(): Promise<void> {
  for (const exchange of [...exchanges, ...exchanges]) await exchange.exchange()
}

it('one quota holds for what both let through', async () => {
  const [one, other] = nodes
  expect(await sets(one, 30)).toBe(30)
  await exchangeAll()
  expect(await sets(other, 50)).toBe(20)
  await exchangeAll()
  expect(await sets(one, 10)).toBe(0)
  for (const { clock } of nodes) clock.advance(5_000)
  await exchangeAll()
  expect(await sets(one, 60)).toBe(50)
})

it('a node that has gone is forgotten', async () => {
  const [one, other] = nodes
  expect(await sets(one, 50)).toBe(50)
  await exchanges[0]?.exchange()
  await exchanges[1]?.exchange()
  expect(await sets(other, 1)).toBe(0)
  other?.clock.advance(5_000)
  expect(await sets(other, 50)).toBe(50)
  other?.clock.advance(120_000)
  await exchanges[1]?.exchange()
  expect(await other?.store.write((tx) => tx.sharedCounts.listOfOthers('nobody'))).toEqual([])
})

it('exchanges by itself each second, and goes on when the database does not answer', async () => {
  const [one, other] = nodes
  const [first, second] = exchanges
  first?.start()
  second?.start()
  expect(await sets(one, 50)).toBe(50)
  let passed = 0
  // Whatever comes through before the other node has learnt of it; then nothing.
  while (passed < 50) {
    const now = await sets(other, 1)
    if (now === 0) break
    passed += now
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(passed).toBeLessThan(50)

  await postgres.query(url, 'ALTER TABLE shared_count RENAME TO gone')
  const warned = () =>
    other?.logged.some(({ msg }) => String(msg).startsWith('failed to exchange request counts')) === true
  while (!warned()) await new Promise((resolve) => setTimeout(resolve, 50))
  for (const { clock } of nodes) clock.advance(5_000)
  expect(await sets(other, 50)).toBe(50)
  await postgres.query(url, 'ALTER TABLE gone RENAME TO shared_count')
  while ((await sets(one, 1)) === 1) await new Promise((resolve) => setTimeout(resolve, 500))
})
