import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../src/domain/store.ts'
import { randomIds } from '../src/lib/ids.ts'
import { SqliteStore } from '../src/store/engines/sqlite/sqlite-store.ts'
import { apiToken, askApi, type ApiAnswer } from './support/api-client.ts'
import { openFreshStore } from './support/fresh-store.ts'
import { openFreshPostgres, openPostgresAt, startPostgres, type TestPostgres } from './support/postgres.ts'
import { openWorld, type World } from './support/world.ts'

// A request that is sent again, because its answer got lost, has one effect: after a restart too, and at any node.

const TIMES = 20

function send(world: World, token: string, key: string, body: unknown = { name: key }): Promise<ApiAnswer> {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key }
  return askApi(world, 'POST', '/groups', { headers, body })
}

async function managersToken(world: World): Promise<string> {
  return apiToken(world, await world.person(`Manager ${randomIds.token(4)}`, 'manager'))
}

describe('on SQLite', () => {
  it('is known after a restart, for a day', async () => {
    const { store, path, remove } = await openFreshStore()
    const before = await openWorld({ store })
    const token = await managersToken(before)
    const first = await send(before, token, 'over a restart')
    expect(first.status).toBe(201)
    await before.close()

    const clock = before.clock
    const reopened = await SqliteStore.open(
      { path, durability: 'off' },
      { clock, ids: randomIds, report: () => {} },
    )
    const after = await openWorld({ store: reopened })
    const again = await send(after, token, 'over a restart')
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true'])
    expect(again.body).toEqual(first.body)
    expect((await send(after, token, 'over a restart', { name: 'Another' })).body.code).toBe(
      'idempotency_key_reused',
    )
    await after.close()
    remove()
  })
})

describe('on PostgreSQL with two nodes', () => {
  let server: TestPostgres
  const worlds: World[] = []
  beforeAll(async () => {
    server = await startPostgres()
    const { store, url } = await openFreshPostgres(server)
    const nodes: Store[] = [store, await openPostgresAt(url)]
    for (const node of nodes) worlds.push(await openWorld({ store: node }))
  })
  afterAll(async () => {
    for (const world of worlds) await world.close()
    await server.stop()
  })

  it('has one effect, however often and wherever it comes at once', async () => {
    const [one, other] = worlds as [World, World]
    const token = await managersToken(one)
    const answers = await Promise.all(
      Array.from({ length: TIMES }, (_, index) => send(index % 2 === 0 ? one : other, token, 'at once')),
    )
    const made = answers.filter(({ status }) => status === 201)
    const busy = answers.filter(({ status }) => status === 409)
    expect(made.length + busy.length).toBe(TIMES)
    expect(busy.every(({ body }) => body.code === 'idempotency_key_in_use')).toBe(true)
    expect(new Set(made.map(({ body }) => body.id as number)).size).toBe(1)
    expect(made.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1)
    const { body } = await askApi(other, 'GET', '/groups?q=once', {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(body.items).toHaveLength(1)
  })

  it('loses no change that is bound to what was read: of twenty, one is made', async () => {
    const [one, other] = worlds as [World, World]
    const token = await managersToken(one)
    const authorization = `Bearer ${token}`
    const made = await send(one, token, 'bound')
    const path = `/groups/${made.body.id as number}`
    const read = await askApi(one, 'GET', path, { headers: { authorization } })
    const answers = await Promise.all(
      Array.from({ length: TIMES }, (_, index) =>
        askApi(index % 2 === 0 ? one : other, 'PATCH', path, {
          headers: { authorization, 'if-match': read.headers.etag as string },
          body: { name: `Name ${index}` },
        }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(TIMES - 1)
  })
})
