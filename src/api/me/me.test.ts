import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSession } from '../../domain/access/sessions.ts'
import { setPassword } from '../../domain/access/set-password.ts'
import { listAuditInOrder } from '../../domain/list-changes.ts'
import type { Member } from '../../domain/people/member.ts'

import { randomIds } from '../../lib/ids.ts'
import { apiClient, askApi, type ApiAnswer, type ApiRequest } from '../../../test/support/api-client.ts'
import { hashedAtNoCost } from '../../../test/support/cheap-password.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

const PASSWORD = 'nine lamps under the bridge'
const HOUR = 60 * 60_000

let world: World
let mona: Member

beforeAll(async () => {
  world = await openWorld({ settings: { limitRates: true } })
  mona = await world.person('Mona Manager', 'manager')
  const phc = await hashedAtNoCost(PASSWORD)
  await world.store.write((tx) => setPassword(tx, world.owner, { id: mona.id }, phc))
})
afterAll(() => world.close())

/** A browser with a signed-in person. */
interface Browser {
  ask(method: string, path: string, request?: ApiRequest): Promise<ApiAnswer>
  /** Requests as our own pages send them, with the session's token. */
  send(method: string, path: string, body?: unknown): Promise<ApiAnswer>
}

async function browserOf(member: Member, byPassword = false): Promise<Browser> {
  const token = `console.${randomIds.token(32)}`
  const by = { accountId: world.account.id, door: 'console', credentialId: null, memberId: member.id }
  await world.store.write((tx) =>
    createSession(tx, by, { door: 'console', token, lifetime: HOUR, longest: HOUR, byPassword }),
  )
  const headers = { cookie: `__Host-quadrivium=${token}`, host: 'academy.example.com' }
  const ask: Browser['ask'] = (method, path, request = {}) =>
    askApi(world, method, path, { ...request, headers: { ...headers, ...request.headers } })
  return {
    ask,
    async send(method, path, body) {
      const me = await ask('GET', '/me')
      const own = { 'x-quadrivium-token': me.body.token as string, 'sec-fetch-site': 'same-origin' }
      return ask(method, path, { headers: own, ...(body !== undefined && { body }) })
    },
  }
}

describe('a browser', () => {
  it('asks by its session, and changes things only from a page of ours', async () => {
    const browser = await browserOf(mona)
    const me = await browser.ask('GET', '/me')
    expect(me.body).toMatchObject({
      id: mona.id,
      academy: {
        name: 'Academy',
        language: 'en',
        accent: null,
        logoUrl: null,
        timeZone: null,
        mailWaits: false,
      },
      confirmedUntil: null,
    })
    expect(me.body.token).toMatch(/^[\w-]{43}$/)

    const change = { body: { language: 'de' } }
    const token = { 'x-quadrivium-token': me.body.token as string }
    expect((await browser.ask('PATCH', '/me', change)).body.code).toBe('token_missing')
    const wrong = await browser.ask('PATCH', '/me', { ...change, headers: { 'x-quadrivium-token': 'x' } })
    expect(wrong.body.code).toBe('token_missing')
    const foreign = { ...token, 'sec-fetch-site': 'cross-site' }
    expect((await browser.ask('PATCH', '/me', { ...change, headers: foreign })).body.code).toBe(
      'token_missing',
    )
    const other = { ...token, origin: 'https://elsewhere.example' }
    expect((await browser.ask('PATCH', '/me', { ...change, headers: other })).body.code).toBe('token_missing')
    expect((await browser.send('PATCH', '/me', { language: 'de' })).body.language).toBe('de')
  })

  it('does not take the token of another session', async () => {
    const [one, other] = [await browserOf(mona), await browserOf(mona)]
    const { token } = (await other.ask('GET', '/me')).body
    const answer = await one.ask('PATCH', '/me', {
      body: { language: 'en' },
      headers: { 'x-quadrivium-token': token as string, 'sec-fetch-site': 'same-origin' },
    })
    expect(answer.body.code).toBe('token_missing')
  })

  it('is asked for the password before it makes tokens, and remembers it for 15 minutes', async () => {
    const browser = await browserOf(mona)
    const wanted = { label: 'A script', scopes: ['people:read'], networks: ['127.0.0.0/8'] }
    expect((await browser.send('POST', '/me/tokens', wanted)).body.code).toBe('confirmation_needed')
    const wrong = await browser.send('POST', '/me/confirm', { password: 'wrong' })
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/password'])
    expect((await browser.send('POST', '/me/confirm', { password: PASSWORD })).status).toBe(204)
    expect((await browser.ask('GET', '/me')).body.confirmedUntil).toBe('2026-01-15T12:15:00.000Z')

    const made = await browser.send('POST', '/me/tokens', wanted)
    expect(made.status).toBe(201)
    expect(made.body.token).toMatch(/^qdp_[\w-]{49}$/)
    const listed = (await browser.ask('GET', '/me/tokens')).body.items
    expect(listed[0]).toMatchObject({ id: made.body.id, label: 'A script', scopes: ['people:read'] })
    expect(JSON.stringify(listed)).not.toContain(made.body.token)

    const headers = { authorization: `Bearer ${made.body.token as string}` }
    expect((await askApi(world, 'GET', '/me', { headers })).status).toBe(200)
    expect((await browser.send('DELETE', `/me/tokens/${made.body.id as number}`)).status).toBe(204)
    expect((await askApi(world, 'GET', '/me', { headers })).status).toBe(401)

    world.clock.advance(15 * 60_000)
    expect((await browser.send('POST', '/me/tokens', wanted)).body.code).toBe('confirmation_needed')
  })

  it('need not confirm what it has just signed in with', async () => {
    const browser = await browserOf(mona, true)
    const made = await browser.send('POST', '/me/tokens', { label: 'x', scopes: ['*:read'] })
    expect(made.status).toBe(201)
  })

  it('is slowed down when it guesses the password', async () => {
    const browser = await browserOf(await world.person('Greta Guess', 'manager'))
    const answers = []
    for (let attempt = 0; attempt < 12; attempt++) {
      answers.push(await browser.send('POST', '/me/confirm', { password: `guess ${attempt}` }))
    }
    const last = answers.at(-1)
    expect([last?.status, last?.body.code]).toEqual([429, 'too_many_requests'])
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('replaces the password by showing it, which ends all other sessions and links', async () => {
    const nina = await world.person('Nina New', 'manager')
    const phc = await hashedAtNoCost(PASSWORD)
    await world.store.write((tx) => setPassword(tx, world.owner, { id: nina.id }, phc))
    const [here, there] = [await browserOf(nina), await browserOf(nina)]
    const replace = (password: string, newPassword: string) =>
      here.send('PUT', '/me/password', { password, newPassword })
    const faults = ({ body }: ApiAnswer) =>
      (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => [pointer, code])

    // Everything wrong at once, and nothing of it has an effect.
    const both = await replace('wrong', 'short')
    expect([both.status, faults(both)]).toEqual([
      422,
      [
        ['/password', 'wrong_password'],
        ['/newPassword', 'too_short'],
      ],
    ])
    expect(both.body.errors[1].limit).toBe(8)
    expect(faults(await replace(PASSWORD, 'password123'))).toEqual([['/newPassword', 'too_common']])
    expect(faults(await replace(PASSWORD, nina.username))).toEqual([['/newPassword', 'own_name']])
    expect(faults(await replace(PASSWORD, 'x'.repeat(513)))).toEqual([['/newPassword', 'too_long']])
    expect(faults(await replace(PASSWORD, ''))).toEqual([['/newPassword', 'required']])
    expect((await there.ask('GET', '/me')).status).toBe(200)

    const NEW = 'seven boats on a quiet lake'
    expect((await replace(PASSWORD, NEW)).status).toBe(204)
    expect((await there.ask('GET', '/me')).status).toBe(401)
    const me = await here.ask('GET', '/me')
    expect([me.status, me.body.confirmedUntil === null]).toEqual([200, false])
    expect(faults(await replace(PASSWORD, 'another one of mine'))).toEqual([['/password', 'wrong_password']])
    expect((await here.send('POST', '/me/confirm', { password: NEW })).status).toBe(204)

    const trail = await world.store.read((reader) =>
      listAuditInOrder(reader, world.owner, {
        filter: { subject: ['member'], subjectId: [nina.id], action: ['update'], door: ['console'] },
        page: { after: null, limit: 10 },
      }),
    )
    expect(trail.items).toHaveLength(1)
    expect(trail.items[0]).toMatchObject({ memberId: nina.id, after: { password: 'set' } })
    expect(trail.items[0]?.requestId).toEqual(expect.any(String))
    expect(JSON.stringify(trail.items)).not.toContain('boats')
  })

  it('is slowed down when it guesses the password that it wants to replace', async () => {
    const browser = await browserOf(await world.person('Gero Guess', 'manager'))
    const answers = []
    for (let attempt = 0; attempt < 12; attempt++) {
      const body = { password: `guess ${attempt}`, newPassword: 'seven boats on a quiet lake' }
      answers.push(await browser.send('PUT', '/me/password', body))
    }
    expect(answers.at(-1)?.body.code).toBe('too_many_requests')
  })

  it('lists its sessions, ends one of them, or all others', async () => {
    const lea = await world.person('Lea Learner')
    const [one, two, three] = [await browserOf(lea), await browserOf(lea), await browserOf(lea)]
    const { items } = (await one.ask('GET', '/me/sessions')).body
    expect(items).toHaveLength(3)
    expect((items as { isThis: boolean }[]).filter(({ isThis }) => isThis)).toHaveLength(1)
    expect((await one.send('DELETE', `/me/sessions/${items[0].id as number}`)).status).toBe(204)
    expect((await three.ask('GET', '/me')).status).toBe(401)
    expect((await one.send('DELETE', '/me/sessions')).status).toBe(204)
    expect((await two.ask('GET', '/me')).status).toBe(401)
    expect((await one.ask('GET', '/me')).status).toBe(200)
  })
})

describe('a token', () => {
  it('is good from its networks alone, and until its end', async () => {
    const browser = await browserOf(mona, true)
    const make = async (more: object) => {
      const { body } = await browser.send('POST', '/me/tokens', { label: 'x', scopes: ['*:read'], ...more })
      return { authorization: `Bearer ${body.token as string}` }
    }
    const elsewhere = await make({ networks: ['10.0.0.0/8'] })
    expect((await askApi(world, 'GET', '/me', { headers: elsewhere })).status).toBe(401)
    const soon = await make({ expires: new Date(world.clock.now() + 1000).toISOString() })
    expect((await askApi(world, 'GET', '/me', { headers: soon })).status).toBe(200)
    world.clock.advance(1000)
    expect((await askApi(world, 'GET', '/me', { headers: soon })).status).toBe(401)
    const bad = await browser.send('POST', '/me/tokens', {
      label: ' ',
      scopes: ['*:read'],
      networks: ['10.0.0.0/8', '10.0.0.0/99'],
      expires: '2020-01-01T00:00:00.000Z',
    })
    expect(bad.status).toBe(422)
    expect((bad.body.errors as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
      '/label',
      '/networks/1',
      '/expires',
    ])
    expect(bad.body.errors[1].detail).toMatch(/10\.0\.0\.0\/8/)
  })

  it('ends with its person', async () => {
    const sam = await world.person('Sam Staff', 'manager')
    const api = await apiClient(world, sam)
    expect((await api.get('/me')).status).toBe(200)
    await world.store.write((tx) => tx.members.update(world.account.id, sam.id, { status: 'suspended' }))
    expect((await api.get('/me')).status).toBe(401)
  })

  it('is named in the audit trail, with the request that used it', async () => {
    const api = await apiClient(world, mona)
    const made = await api.post(
      '/groups',
      { name: 'Audited' },
      { headers: { 'x-request-id': 'my-request-1' } },
    )
    expect(made.headers['x-request-id']).toBe('my-request-1')
    const trail = await world.store.read((reader) =>
      listAuditInOrder(reader, world.owner, {
        filter: { subject: ['group'], subjectId: [made.body.id as number] },
        page: { after: null, limit: 10 },
      }),
    )
    expect(trail.items[0]).toMatchObject({ door: 'api', memberId: mona.id, requestId: 'my-request-1' })
    const odd = await api.get('/me', { headers: { 'x-request-id': 'with "quotes" and\ttabs' } })
    expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-/)
  })

  it('does with a narrow token to its own account no more than its scopes say', async () => {
    const nora = await world.person('Nora Narrow', 'manager')
    const narrow = await apiClient(world, nora, 'topics:read')
    const wide = await apiClient(world, nora)
    for (const [method, path, body, scope] of [
      ['PATCH', '/me', { lastName: 'Renamed' }, 'people:write'],
      ['GET', '/me/tokens', undefined, 'credentials:read'],
      ['GET', '/me/sessions', undefined, 'people:read'],
      ['DELETE', '/me/sessions/1', undefined, 'people:write'],
    ] as const) {
      const headers = { authorization: `Bearer ${narrow.token}` }
      const refused = await askApi(world, method, path, { body, headers })
      expect([refused.status, refused.body.code]).toEqual([403, 'scope_missing'])
      expect(refused.body.detail).toContain(scope)
    }
    const tokens: { id: number; scopes: string[] }[] = (await wide.get('/me/tokens')).body.items
    const idOf = (scope: string) => tokens.find(({ scopes }) => scopes.includes(scope))?.id ?? 0
    expect((await narrow.delete(`/me/tokens/${idOf('*:write')}`)).body.code).toBe('scope_missing')
    expect((await narrow.delete(`/me/tokens/${idOf('topics:read')}`)).status).toBe(204)
    expect((await narrow.get('/me')).status).toBe(401)
    expect((await wide.get('/me')).body.lastName).toBe('Nora Narrow')
  })

  it('may ask 600 times a minute', async () => {
    const api = await apiClient(world, await world.person('Rita Reader', 'manager'))
    let answer = await api.get('/me')
    expect(answer.headers['ratelimit-policy']).toBe('"read";q=600;w=60')
    expect(answer.headers.ratelimit).toBe('"read";r=599')
    for (let count = 1; count <= 600; count++) answer = await api.get('/me')
    expect([answer.status, answer.body.code]).toEqual([429, 'too_many_requests'])
    expect(answer.headers.ratelimit).toMatch(/^"read";r=0;t=\d+$/)
    expect((await api.post('/groups', { name: 'Written meanwhile' })).status).toBe(201)
  })
})
