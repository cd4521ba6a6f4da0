import { SYSTEM_ITSELF } from '../../../domain/principal.ts'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createKey, revokeKey } from '../../../domain/access/credentials.ts'
import type { CredentialId } from '../../../domain/ids.ts'
import type { Member } from '../../../domain/people/member.ts'
import { setPassword } from '../../../domain/access/set-password.ts'
import { deleteMember } from '../../../domain/learning/delete-member.ts'
import { createMember, updateMember } from '../../../domain/people/members.ts'
import { ROLES } from '../../../domain/roles.ts'
import { createAccount } from '../../../domain/academy/tenancy.ts'
import { sha256 } from '../../../lib/digest.ts'
import { randomIds } from '../../../lib/ids.ts'
import { SqliteStore } from '../../../store/engines/sqlite/sqlite-store.ts'
import { revClient, type Answer, type RevClient } from '../../../../test/support/rev-client.ts'
import { hashedAtNoCost } from '../../../../test/support/cheap-password.ts'
import { HeldClock, openFreshStore } from '../../../../test/support/fresh-store.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md B2 to B6.

const MINUTE = 60_000
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const INVALID = '{"code":"InvalidCredentials","detail":"The credentials are not valid."}'
const UNAUTHORIZED = '{"code":"Unauthorized","detail":"There is no session for this request. Log in first."}'
const NOT_AUTHORIZED = '{"code":"NotAuthorized","detail":"The signed-in user may not do this."}'

let world: World
let anonymous: RevClient
let john: Member
let phc: string // of Password123

beforeAll(async () => {
  phc = await hashedAtNoCost('Password123')
})
beforeEach(async () => {
  world = await openWorld()
  anonymous = revClient(world)
  john = await world.person('John Smith')
  await world.store.write((tx) => setPassword(tx, world.owner, { id: john.id }, phc))
})
afterEach(() => world.close())

interface Login {
  token: string
  expiration: string
}

const login = (username = 'john.smith', password = 'Password123') =>
  anonymous.post('/api/v2/user/login', { username, password })
const tokenOf = async (answer: Promise<Answer>) => (await answer).json<Login>().token
const verify = async (token: string) => {
  const answer = await revClient(world, token).get('/api/v2/user/session')
  return [answer.status, answer.text]
}

async function apiKey(member: Member): Promise<{ apiKey: string; secret: string; id: CredentialId }> {
  const [key, secret] = [randomIds.token(24), randomIds.token(32)]
  const { id } = await world.store.write((tx) =>
    createKey(tx, world.owner, { door: 'rev', label: 'test', key, secret, memberId: member.id }),
  )
  return { apiKey: key, secret, id }
}

function expectEmpty(answer: Answer): void {
  expect([answer.status, answer.text]).toEqual([200, ''])
  expect(answer.headers['content-length']).toBe('0')
  expect(answer.headers).not.toHaveProperty('content-type')
}

describe('POST /api/v2/user/login', () => {
  const whole = (token: string) =>
    `{"token":"${token}","issuer":"VBrick","expiration":"2026-01-15T12:30:00.000Z",` +
    `"email":"john.smith@example.com","id":"${john.guid}","username":"john.smith",` +
    '"firstName":null,"lastName":"John Smith","language":null}'

  it('takes JSON', async () => {
    const answer = await login()
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    const { token } = answer.json<Login>()
    expect(token).toMatch(/^[\w-]{86}$/)
    expect(answer.text).toBe(whole(token))
    expect(await verify(token)).toEqual([200, ''])
  })

  it.each<[string, string, string | undefined, Record<string, string>]>([
    ['a form', '/api/v2/user/login', 'username=john.smith&password=Password123', FORM],
    ['a form with other casing', '/api/v2/user/login', 'UserName=john.smith&Password=Password123', FORM],
    [
      'the query with an empty body',
      '/api/v2/user/login?username=john.smith&password=Password123',
      '',
      JSON_TYPE,
    ],
    [
      'the query without a body',
      '/api/v2/user/login?Username=john.smith&PASSWORD=Password123',
      undefined,
      {},
    ],
    [
      'the query beside an empty object',
      '/api/v2/user/login?username=john.smith&password=Password123',
      '{}',
      JSON_TYPE,
    ],
    [
      'JSON without a content type',
      '/api/v2/user/login',
      '{"Username":"john.smith","Password":"Password123"}',
      {},
    ],
    [
      'a doubled slash',
      '//api/v2/user/login/',
      '{"username":"john.smith","password":"Password123"}',
      JSON_TYPE,
    ],
    [
      'a session that is none',
      '/api/v2/user/login',
      '{"username":"john.smith","password":"Password123"}',
      { authorization: 'VBrick none' },
    ],
  ])('takes %s', async (_, path, body, headers) => {
    const answer = await anonymous.send('POST', path, body, headers)
    expect(answer.text).toBe(whole(answer.json<Login>().token))
  })

  it.each(['John.Smith', ' JOHN.SMITH '])(
    'matches the username %j without regard to case',
    async (username) => {
      expect((await login(username)).status).toBe(200)
    },
  )

  it('tells a username with letters beyond ASCII from another, whatever their form', async () => {
    const zoe = await world.person('Zo\u00eb')
    await world.store.write((tx) => setPassword(tx, world.owner, { id: zoe.id }, phc))
    expect((await login('ZOE\u0308')).status).toBe(200)
    expect((await login('zoe')).text).toBe(INVALID)
  })

  it('refuses all alike: a wrong password, an unknown user, missing values, no password, a suspended one', async () => {
    await world.person('No Password')
    const suspended = await world.person('Sus Pended')
    await world.store.write(async (tx) => {
      await setPassword(tx, world.owner, { id: suspended.id }, phc)
      await updateMember(tx, world.owner, { id: suspended.id }, { status: 'suspended' })
    })
    const bodies = [
      { username: 'john.smith', password: 'password123' },
      { username: 'nobody', password: 'Password123' },
      { username: 'nobody\u0000', password: 'Password123' },
      { username: 'no.password', password: '' },
      { username: 'no.password', password: 'null' },
      { username: 'sus.pended', password: 'Password123' },
      { username: 'john.smith' },
      { password: 'Password123' },
      { username: 'john.smith', password: null },
      { username: 7, password: ['Password123'] },
      {},
    ]
    for (const body of bodies) {
      const answer = await anonymous.post('/api/v2/user/login', body)
      expect([body, answer.status, answer.text]).toEqual([body, 401, INVALID])
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    }
  })

  it('needs more than four failures in a row to make a name wait, longer each time, and nobody elsewhere', async () => {
    const limited = await openWorld({ settings: { limitRates: true } })
    try {
      const person = await limited.person('John Smith')
      await limited.store.write((tx) => setPassword(tx, limited.owner, { id: person.id }, phc))
      const attempt = async (username: string, password: string, remoteAddress = '10.0.0.1') => {
        const extra = { remoteAddress }
        return (await revClient(limited).post('/api/v2/user/login', { username, password }, extra)).status
      }
      for (let i = 0; i < 5; i++) expect(await attempt('john.smith', 'wrong')).toBe(401)
      expect(await attempt('john.smith', 'Password123')).toBe(200) // forgets the failures
      for (let i = 0; i < 10; i++) expect(await attempt('john.smith', 'wrong')).toBe(401)
      expect(await attempt(' JOHN.SMITH', 'Password123')).toBe(429)
      expect(await attempt('john.smith', 'Password123', '10.0.0.2')).toBe(200)
      for (const seconds of [1, 2, 4]) {
        const told = await revClient(limited).post(
          '/api/v2/user/login',
          { username: 'john.smith', password: 'wrong' },
          { remoteAddress: '10.0.0.1' },
        )
        expect([told.status, told.headers['retry-after'], told.text]).toEqual([
          429,
          String(seconds),
          '{"code":"TooManyRequests","detail":"Too many wrong passwords. Try again later."}',
        ])
        limited.clock.advance(seconds * 1_000)
        expect(await attempt('john.smith', 'wrong')).toBe(401)
      }
      limited.clock.advance(8_000)
      expect(await attempt('john.smith', 'Password123')).toBe(200)
    } finally {
      await limited.close()
    }
  })

  it('finds the account by the host, and refuses an unknown one among several', async () => {
    await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'de' }, ['other.example', 'third.example']),
    )
    await world.store.write((tx) => tx.accounts.insertHost(world.account.id, 'academy.example'))
    const at = (host: string) => {
      const extra = { headers: { host } }
      return anonymous.post('/api/v2/user/login', { username: 'john.smith', password: 'Password123' }, extra)
    }
    expect((await at('Academy.example:4000')).status).toBe(200)
    expect((await at('other.example')).text).toBe(INVALID)
    expect((await at('nowhere.example')).text).toBe(INVALID)
    // The token names its account; the host no longer matters.
    const token = await tokenOf(at('academy.example'))
    const extra = { headers: { host: 'nowhere.example' } }
    expect((await revClient(world, token).get('/api/v2/users/me', extra)).status).toBe(200)
  })
})

describe('POST /api/v2/authenticate', () => {
  it('answers with the token only, for a session with the rights of the key’s user', async () => {
    const admin = await world.person('Ada Admin', 'manager')
    const { apiKey: key, secret } = await apiKey(admin)
    const answer = await anonymous.post('/api/v2/authenticate', { ApiKey: key, Secret: secret })
    const { token } = answer.json<Login>()
    expect(answer.text).toBe(`{"token":"${token}","issuer":"VBrick","expiration":"2026-01-15T12:30:00.000Z"}`)
    const rev = revClient(world, token)
    expect((await rev.get('/api/v2/users/me')).json()).toMatchObject({ userId: admin.guid })
    expect((await rev.post('/api/v2/categories', { name: 'A' })).status).toBe(200)
  })

  it('refuses a wrong secret, an unknown key, missing values, a revoked key, a suspended user, and another door’s key', async () => {
    const good = await apiKey(john)
    const revoked = await apiKey(john)
    await world.store.write((tx) => revokeKey(tx, world.owner, revoked.id))
    const bodies: object[] = [
      { apiKey: good.apiKey, secret: 'wrong' },
      { apiKey: good.apiKey, secret: '' },
      { apiKey: good.apiKey },
      { apiKey: 'unknown', secret: good.secret },
      { apiKey: revoked.apiKey, secret: revoked.secret },
      { apiKey: await world.intellumKey(), secret: '' },
      { apiKey: await world.intellumKey(), secret: 'null' },
      {},
    ]
    expect((await anonymous.post('/api/v2/authenticate', good)).status).toBe(200)
    for (const body of bodies) {
      const answer = await anonymous.post('/api/v2/authenticate', body)
      expect([body, answer.status, answer.text]).toEqual([body, 401, INVALID])
    }
    await world.store.write((tx) => updateMember(tx, world.owner, { id: john.id }, { status: 'suspended' }))
    expect((await anonymous.post('/api/v2/authenticate', good)).text).toBe(INVALID)
  })

  it('ends the sessions of a key that is revoked, and no others', async () => {
    const key = await apiKey(john)
    const byKey = await tokenOf(anonymous.post('/api/v2/authenticate', key))
    const byPassword = await tokenOf(login())
    await world.store.write((tx) => revokeKey(tx, world.owner, key.id))
    expect(await verify(byKey)).toEqual([401, UNAUTHORIZED])
    expect(await verify(byPassword)).toEqual([200, ''])
  })
})

describe('extending a session (B5)', () => {
  const extended = '{"expiration":"2026-01-15T12:40:00.000Z"}'
  let token: string
  let rev: RevClient

  beforeEach(async () => {
    token = await tokenOf(login())
    rev = revClient(world, token)
    world.clock.advance(10 * MINUTE)
  })

  it('POST /api/v2/user/extend-session', async () => {
    const answer = await rev.post('/api/v2/user/extend-session')
    expect([answer.status, answer.text]).toEqual([200, extended])
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it.each(['own', 'own in upper case', 'absent', 'null', 'empty'])(
    'POST /api/v2/user/extend-session-timeout with a userId that is %s',
    async (which) => {
      const userId = { own: john.guid, 'own in upper case': john.guid.toUpperCase(), null: null, empty: '' }[
        which
      ]
      expect((await rev.post('/api/v2/user/extend-session-timeout', { userId })).text).toBe(extended)
    },
  )

  it('refuses another’s userId', async () => {
    const other = await world.person('Other Person')
    for (const userId of [other.guid, 'nonsense', 7, [john.guid]]) {
      const answer = await rev.post('/api/v2/user/extend-session-timeout', { userId })
      expect([answer.status, answer.text]).toEqual([401, NOT_AUTHORIZED])
    }
  })

  it('POST /api/v2/auth/extend-session-timeout/{apiKey}', async () => {
    const key = await apiKey(john)
    const byKey = revClient(world, await tokenOf(anonymous.post('/api/v2/authenticate', key)))
    const path = (apiKey: string) => `/api/v2/auth/extend-session-timeout/${apiKey}`
    expect((await byKey.post(path(key.apiKey))).text).toBe(extended)
    expect((await byKey.post(path(key.apiKey), { apiKey: key.apiKey })).text).toBe(extended)
    const other = await apiKey(john)
    expect((await byKey.post(path(other.apiKey))).text).toBe(NOT_AUTHORIZED)
    expect((await byKey.post(path('unknown'))).text).toBe(NOT_AUTHORIZED)
    expect((await rev.post(path(key.apiKey))).text).toBe(NOT_AUTHORIZED) // opened by password
    expect((await rev.post(path('unknown'))).text).toBe(NOT_AUTHORIZED)
  })

  it('keeps API keys out of the log', async () => {
    const key = await apiKey(john)
    const byKey = revClient(world, await tokenOf(anonymous.post('/api/v2/authenticate', key)))
    await byKey.post(`/api/v2/auth/extend-session-timeout/${key.apiKey}`)
    await byKey.delete(`/api/v2/tokens/${key.apiKey}`)
    await anonymous.send('POST', '/api/v2/user/login?username=john.smith&password=Password123')
    const log = JSON.stringify(world.logged)
    expect(log).toContain('/api/v2/tokens/[redacted]')
    for (const secret of [key.apiKey, key.secret, 'Password123', token]) expect(log).not.toContain(secret)
  })

  it('needs a session', async () => {
    for (const path of [
      'user/extend-session',
      'user/extend-session-timeout',
      'auth/extend-session-timeout/key',
      'user/logoff',
    ]) {
      expect((await anonymous.post(`/api/v2/${path}`)).text).toBe(UNAUTHORIZED)
    }
    expect((await anonymous.get('/api/v2/user/session')).text).toBe(UNAUTHORIZED)
    expect((await anonymous.delete('/api/v2/tokens/key')).text).toBe(UNAUTHORIZED)
  })
})

describe('logging off (B5)', () => {
  it('ends the presented token at once, and no other session of the user', async () => {
    const [one, two] = [await tokenOf(login()), await tokenOf(login())]
    expectEmpty(await revClient(world, one).post('/api/v2/user/logoff', { userId: john.guid }))
    expect(await verify(one)).toEqual([401, UNAUTHORIZED])
    expect(await verify(two)).toEqual([200, ''])
    expectEmpty(await revClient(world, two).post('/api/v2/user/logoff'))
    expect(await verify(two)).toEqual([401, UNAUTHORIZED])
  })

  it('refuses another’s userId, and the session lives on', async () => {
    const token = await tokenOf(login())
    const other = await world.person('Other Person')
    const answer = await revClient(world, token).post('/api/v2/user/logoff', { userId: other.guid })
    expect([answer.status, answer.text]).toEqual([401, NOT_AUTHORIZED])
    expect(await verify(token)).toEqual([200, ''])
  })

  it('DELETE /api/v2/tokens/{apiKey} ends a session of that key', async () => {
    const key = await apiKey(john)
    const token = await tokenOf(anonymous.post('/api/v2/authenticate', key))
    const byPassword = await tokenOf(login())
    expect((await revClient(world, byPassword).delete(`/api/v2/tokens/${key.apiKey}`)).text).toBe(
      NOT_AUTHORIZED,
    )
    expectEmpty(await revClient(world, token).delete(`/api/v2/tokens/${key.apiKey}`))
    expect(await verify(token)).toEqual([401, UNAUTHORIZED])
    expect(await verify(byPassword)).toEqual([200, ''])
  })
})

describe('GET /api/v2/user/session', () => {
  it('verifies with nothing', async () => {
    expectEmpty(await revClient(world, await tokenOf(login())).get('/api/v2/user/session'))
  })
})

describe('how long a session lives (B6)', () => {
  /** Waits for background writes of the answer: any write of ours comes after them. */
  const settled = () => world.store.write((tx) => tx.sessions.sweep(world.account.id, 0, 1))

  it('ends 30 minutes after it was opened, when it is not used', async () => {
    const token = await tokenOf(login())
    world.clock.advance(30 * MINUTE)
    expect(await verify(token)).toEqual([401, UNAUTHORIZED])
  })

  it('works up to the last millisecond before the expiration that was told', async () => {
    const token = await tokenOf(login())
    world.clock.advance(30 * MINUTE - 1)
    expect(await verify(token)).toEqual([200, ''])
  })

  it('lives on as long as it is used', async () => {
    const token = await tokenOf(login())
    for (let i = 0; i < 5; i++) {
      world.clock.advance(29 * MINUTE)
      expect(await verify(token)).toEqual([200, ''])
      await settled()
    }
    world.clock.advance(30 * MINUTE)
    expect(await verify(token)).toEqual([401, UNAUTHORIZED])
  })

  it('moves its end at most once a minute', async () => {
    const token = await tokenOf(login())
    const writes: number[] = []
    const { store } = world
    const write = store.write.bind(store)
    store.write = (work) => {
      writes.push(world.clock.now())
      return write(work)
    }
    for (let second = 0; second < 180; second += 10) {
      world.clock.advance(10_000)
      await verify(token)
      await write((tx) => tx.sessions.sweep(world.account.id, 0, 1))
    }
    store.write = write
    expect(writes.map((at) => new Date(at).toISOString().slice(14, 19))).toEqual(['01:00', '02:00', '03:00'])
  })

  it('never ends before what an extend has told', async () => {
    const rev = revClient(world, await tokenOf(login()))
    world.clock.advance(59_000)
    const told = Date.parse((await rev.post('/api/v2/user/extend-session')).json<Login>().expiration)
    expect(told).toBe(world.clock.now() + 30 * MINUTE)
    world.clock.advance(30 * MINUTE - 1)
    expect((await rev.get('/api/v2/user/session')).status).toBe(200)
  })

  it('ends at once when the user is suspended or deleted, and does not come back', async () => {
    const token = await tokenOf(login())
    const set = (status: 'suspended' | 'active') =>
      world.store.write((tx) => updateMember(tx, world.owner, { id: john.id }, { status }))
    await set('suspended')
    expect(await verify(token)).toEqual([401, UNAUTHORIZED])
    await set('active')
    expect(await verify(token)).toEqual([401, UNAUTHORIZED])

    const again = await tokenOf(login())
    const key = await apiKey(john)
    const byKey = await tokenOf(anonymous.post('/api/v2/authenticate', key))
    await world.store.write((tx) => deleteMember(tx, world.owner, { id: john.id }))
    expect(await verify(again)).toEqual([401, UNAUTHORIZED])
    expect(await verify(byKey)).toEqual([401, UNAUTHORIZED])
    expect((await anonymous.post('/api/v2/authenticate', key)).text).toBe(INVALID)
    expect((await login()).text).toBe(INVALID)
  })

  it('goes on, with the categories, after the server has been restarted', async () => {
    const file = await openFreshStore()
    const first = await openWorld({ store: file.store })
    const token = await first.revToken(await first.person('Ada Manager', 'manager'))
    const id = await revClient(first, token).category('A')
    await first.close()

    const surroundings = { clock: new HeldClock(), ids: randomIds, report: () => undefined }
    const reopened = await SqliteStore.open({ path: file.path, durability: 'off' }, surroundings)
    const second = await openWorld({ store: reopened })
    try {
      const rev = revClient(second, token)
      expect((await rev.get('/api/v2/user/session')).status).toBe(200)
      expect((await rev.get('/api/v2/categories')).text).toBe(
        `{"categories":[{"categoryId":"${id}","name":"A","fullPath":"A","restricted":false}]}`,
      )
    } finally {
      await second.close()
      file.remove()
    }
  })
})

describe('an account', () => {
  it('never sees what another has', async () => {
    const other = await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'en' }, ['o.example']),
    )
    const rev = revClient(world, await world.revToken(await world.person('Ada Manager', 'manager')))
    const id = await rev.category('A')
    const token = randomIds.token(48)
    await world.store.write(async (tx) => {
      const roles = { among: ROLES, held: ['manager' as const] }
      const stranger = await createMember(tx, other.owner, { username: 'x', lastName: 'Stranger', roles })
      await tx.sessions.insert(other.account.id, {
        door: 'rev',
        tokenHash: sha256(token),
        memberId: stranger.id,
        credentialId: null,
        agent: null,
        expires: world.clock.now() + MINUTE,
        ends: world.clock.now() + MINUTE,
      })
    })
    const foreign = revClient(world, token)
    expect((await foreign.get('/api/v2/categories')).text).toBe('{"categories":[]}')
    expect((await foreign.get(`/api/v2/categories/${id}`)).json()).toMatchObject({ code: 'CategoryNotFound' })
    expect((await foreign.delete(`/api/v2/categories/${id}`)).json()).toMatchObject({
      code: 'CategoryNotFound',
    })
    expect((await foreign.get(`/api/v2/users/${john.guid}`)).json()).toMatchObject({
      code: 'UserDoesNotExist',
    })
    expect((await foreign.get('/api/v2/search/access-entity')).json()).toMatchObject({ totalEntities: 1 })
  })
})
