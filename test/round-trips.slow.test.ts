import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openFreshPostgres, startPostgres, type TestPostgres } from './support/postgres.ts'
import { openWorld, type World } from './support/world.ts'

// What a request costs on PostgreSQL is above all how often it goes there and back.

let server: TestPostgres
let world: World
let token: string

beforeAll(async () => {
  server = await startPostgres()
  world = await openWorld({ store: (await openFreshPostgres(server)).store })
  token = await world.revToken(await world.person('Mia', 'manager'))
})
afterAll(async () => {
  await world.close()
  await server.stop()
})

/** How often one request goes to the database and back, and what it is answered. */
async function roundTripsOf(method: 'GET' | 'POST' | 'PUT', url: string, body?: object) {
  const app = await world.server.instances.opened('rev')
  const query = vi.spyOn(pg.Client.prototype, 'query')
  try {
    const headers = { authorization: `VBrick ${token}`, 'content-type': 'application/json' }
    const answer = await app.inject({ method, url, headers, ...(body && { body }) })
    expect(answer.statusCode).toBe(200)
    return { count: query.mock.calls.length, answer: answer.body }
  } finally {
    query.mockRestore()
  }
}

it('are few', async () => {
  const made = await roundTripsOf('POST', '/api/v2/categories', { name: 'One' })
  const { categoryId } = JSON.parse(made.answer) as { categoryId: string }
  const read = await roundTripsOf('GET', `/api/v2/categories/${categoryId}`)
  const renamed = await roundTripsOf('PUT', `/api/v2/categories/${categoryId}`, { name: 'Two' })
  const user = await roundTripsOf('POST', '/api/v2/users', { username: 'ann', lastName: 'Ann' })
  const counts = {
    'read a category': read.count,
    'create a category': made.count,
    'rename a category': renamed.count,
    'create a user': user.count,
  }
  expect(counts).toEqual({
    'read a category': 5,
    'create a category': 7,
    'rename a category': 14,
    'create a user': 9,
  })
})
