import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { revClient, type Answer, type RevClient } from '../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

// docs/contracts/rev.md B8: per account and minute 24,000 GETs, and 3,600 POST, PUT, PATCH and DELETE together.

let world: World
let rev: RevClient

beforeEach(async () => {
  world = await openWorld({ settings: { limitRates: true } })
  rev = revClient(world, await world.revToken(await world.person('Ada Admin', 'manager')))
})
afterEach(() => world.close())

async function times(count: number, ask: (turn: number) => Promise<Answer>): Promise<Set<number>> {
  const statuses = new Set<number>()
  for (let done = 0; done < count; done += 100) {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(done + i)))
    for (const { status } of answers) statuses.add(status)
  }
  return statuses
}

function expectRefused(answer: Answer, retryAfter: string): void {
  expect([answer.status, answer.headers['retry-after'], answer.text]).toEqual([
    429,
    retryAfter,
    '{"code":"TooManyRequests","detail":"Too many requests. Try again later."}',
  ])
}

const read = () => rev.get('/api/v2/user/session')
// Each is refused for another reason after it has been counted.
const writes = [
  () => rev.post('/api/v2/user/logoff', { userId: 'another' }),
  () => rev.put('/api/v2/groups/none', {}),
  () => rev.patch('/api/v2/users/none', []),
  () => rev.delete('/api/v2/categories/none'),
]
const write = (turn: number) => (writes[turn % writes.length] ?? read)()

describe('an account', () => {
  it('may read 24,000 times a minute, and write beside that', async () => {
    expect(await times(24_000, read)).toEqual(new Set([200]))
    expectRefused(await read(), '60')
    world.clock.advance(59_000)
    expectRefused(await read(), '1')
    expect((await rev.post('/api/v2/categories', { name: 'A' })).status).toBe(200)
    world.clock.advance(1_000)
    expect((await read()).status).toBe(200)
  })

  it('may write 3,600 times a minute, by any method and any session, and read beside that', async () => {
    expect(await times(3_600, write)).toEqual(new Set([401, 404, 500]))
    const other = revClient(world, await world.revToken(await world.person('Max Media', 'media_admin')))
    expectRefused(await other.post('/api/v2/categories', { name: 'A' }), '60')
    for (const turn of writes.keys()) expectRefused(await write(turn), '60')
    expect((await read()).status).toBe(200)
    world.clock.advance(60_000)
    expect((await other.post('/api/v2/categories', { name: 'A' })).status).toBe(200)
  })
})
