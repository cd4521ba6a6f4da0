import { SYSTEM_ITSELF } from '../../../domain/principal.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccount } from '../../../domain/academy/tenancy.ts'
import { revClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md B9: what clients request when they connect.

const UNAUTHORIZED = '{"code":"Unauthorized","detail":"There is no session for this request. Log in first."}'

let world: World

beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

describe('without a session', () => {
  it('GET /api/v2/accounts/bootstrap', async () => {
    const answer = await revClient(world).get('/api/v2/accounts/bootstrap')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.text).toBe(
      `{"account":{"id":"${world.account.guid}","name":"Academy","language":"en","timezone":"UTC"},` +
        '"environment":{"version":"8.1.0.0"}}',
    )
  })

  it('GET /api/v2/accounts/bootstrap of an unknown host among several', async () => {
    const other = await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'de' }, ['other.example']),
    )
    const at = (host: string) => revClient(world).get('/api/v2/accounts/bootstrap', { headers: { host } })
    expect((await at('other.example')).json()).toMatchObject({
      account: { id: other.account.guid, language: 'de' },
    })
    expect([(await at('nowhere.example')).status, (await at('nowhere.example')).text]).toEqual([
      401,
      UNAUTHORIZED,
    ])
  })

  it('GET /js/version.js', async () => {
    const answer = await revClient(world).get('/js/version.js')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/javascript; charset=utf-8')
    expect(answer.text).toBe('window.revVersion = { "buildNumber": "8.1.0.0" };\n')
    expect(/buildNumber['":\s]+([\d.]+)/.exec(answer.text)?.[1]).toBe('8.1.0.0')
  })

  it('GET /api/v2/system-health', async () => {
    const well = await revClient(world).get('/api/v2/system-health')
    expect([well.status, well.text, well.headers['content-length']]).toEqual([200, '', '0'])
    expect(well.headers).not.toHaveProperty('content-type')
    world.store.ping = () => Promise.reject(new Error('gone'))
    const unwell = await revClient(world).get('/api/v2/system-health')
    expect([unwell.status, unwell.text]).toEqual([
      503,
      '{"code":"ServiceUnavailable","detail":"The server cannot reach its store at the moment."}',
    ])
  })

  it.each([
    ['/api/v2/accounts/branding-settings', '{"general":{},"header":{}}'],
    ['/api/v2/user-location', '{"enabled":false,"locationUrls":[]}'],
  ])('GET %s', async (path, text) => {
    const answer = await revClient(world).get(path)
    expect([answer.status, answer.text]).toEqual([200, text])
  })
})

describe('with a session', () => {
  it.each([
    ['/api/v2/maintenance-schedule', '{"schedules":[]}'],
    ['/api/v2/videos/feature-settings', '{"categoriesEnabled":true}'],
  ])('GET %s', async (path, text) => {
    const answer = await revClient(world, await world.revToken(await world.person('Vic Viewer'))).get(path)
    expect([answer.status, answer.text]).toEqual([200, text])
    const refused = await revClient(world).get(path)
    expect([refused.status, refused.text]).toEqual([401, UNAUTHORIZED])
  })
})
