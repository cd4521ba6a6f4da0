import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { revClient } from '../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

// docs/contracts/rev.md B8: logins have a limit of their own, per address. The account's limits: limit-rates.slow.test.ts.

let world: World

beforeEach(async () => {
  world = await openWorld({ settings: { limitRates: true } })
})
afterEach(() => world.close())

const login = (remoteAddress: string, path = '/api/v2/user/login') =>
  revClient(world).post(path, {}, { remoteAddress })

describe('logins from one address', () => {
  it('are 60 a minute, right or wrong, by password or by key', async () => {
    for (let i = 0; i < 30; i++) expect((await login('10.0.0.1')).status).toBe(401)
    world.clock.advance(20_000)
    for (let i = 0; i < 30; i++) expect((await login('10.0.0.1', '/api/v2/authenticate')).status).toBe(401)

    const refused = await login('10.0.0.1')
    expect(refused.status).toBe(429)
    expect(refused.headers['retry-after']).toBe('40')
    expect(refused.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(refused.text).toBe('{"code":"TooManyRequests","detail":"Too many requests. Try again later."}')
    expect((await login('10.0.0.1', '/api/v2/authenticate')).status).toBe(429)
    expect((await login('10.0.0.2')).status).toBe(401)

    world.clock.advance(40_000)
    expect((await login('10.0.0.1')).status).toBe(401)
  })

  it('have another quota where settings say so, as reads and writes have', async () => {
    const quotas = { 'rev.login': 2, 'rev.read': 3, 'rev.write': 1 }
    const other = await openWorld({ settings: { limitRates: true, quotas } })
    const client = revClient(other, await other.revToken(await other.person('Ada Admin', 'manager')))
    const statuses: number[] = []
    for (let i = 0; i < 3; i++) statuses.push((await revClient(other).post('/api/v2/user/login', {})).status)
    for (let i = 0; i < 4; i++) statuses.push((await client.get('/api/v2/users/me')).status)
    for (let i = 0; i < 2; i++) statuses.push((await client.post('/api/v2/categories', { name: 'A' })).status)
    await other.close()
    expect(statuses).toEqual([401, 401, 429, 200, 200, 200, 429, 200, 429])
  })

  it('are not counted by probes, nor by calls with a session', async () => {
    const client = revClient(world, await world.revToken(await world.person('Vic Viewer')))
    for (let i = 0; i < 70; i++) {
      expect((await client.get('/api/v2/accounts/bootstrap', { remoteAddress: '10.0.0.1' })).status).toBe(200)
      expect((await client.get('/api/v2/users/me', { remoteAddress: '10.0.0.1' })).status).toBe(200)
    }
    expect((await login('10.0.0.1')).status).toBe(401)
  })
})
