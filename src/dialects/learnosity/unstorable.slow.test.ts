// A value that PostgreSQL can't store matches nothing there either, instead of ending the connection.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { learnosityClient, makeBank, makeConsumer, type Call } from '../../../test/support/learnosity.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from '../../../test/support/postgres.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

const pair = { key: 'Ab12Cd34Ef56Gh78', secret: 'not-a-real-secret-0123456789abcdef' }

let postgres: TestPostgres
let world: World
let call: Call

beforeAll(async () => {
  postgres = await startPostgres()
  world = await openWorld({ store: await openPostgresAt(await postgres.database()) })
  await makeConsumer(world, pair, [[(await makeBank(world)).id, 'write']])
  call = learnosityClient(world, pair)
})
afterAll(async () => {
  await world.close()
  await postgres.stop()
})

describe('half a character or U+0000', () => {
  it.each([
    ['itembank/tags', 'types'],
    ['itembank/tags', 'tags'],
    ['itembank/tagging/tags', 'types'],
    ['itembank/tagging/tags', 'names'],
    ['itembank/tagging/hierarchies', 'references'],
    ['itembank/items', 'references'],
    ['itembank/pools', 'references'],
  ])('in a filter finds nothing: %s, %s', async (path, name) => {
    for (const value of ['\\ud800', '\\u0000']) {
      const answer = await call(`/v1/${path}`, 'get', `{"${name}":["${value}"]}`)
      expect(answer.status, answer.text).toBe(200)
    }
  })
})
