import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  coursepathClient,
  openCoursepath,
  sendRaw,
  SIGNING_KEY,
  signToken,
  type CoursepathClient,
} from '../../../test/support/coursepath-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { addHost, createAccount, removeHost } from '../../domain/academy/tenancy.ts'
import { createKey, revokeKey } from '../../domain/access/credentials.ts'
import { updateMember } from '../../domain/people/members.ts'
import { createSigningKey } from '../../domain/access/signing-keys.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'

let world: World
let manager: CoursepathClient
const EMAIL = 'ada.manager@example.com'

beforeEach(async () => {
  world = await openWorld()
  await openCoursepath(world)
  await world.person('Ada Manager', 'manager')
  manager = coursepathClient(world, EMAIL)
})
afterEach(() => world.close())

const now = () => world.clock.now() / 1000
const claims = (more: Record<string, unknown> = {}) => ({ jti: 'one', iat: now(), email: EMAIL, ...more })
const call = (authorization: string | undefined) =>
  sendRaw(world, 'GET', '/members/me', authorization === undefined ? {} : { headers: { authorization } })
const bearer = (token: string) => call(`Bearer ${token}`)

function refused(error: string, message: string) {
  return {
    status: 401,
    text: JSON.stringify({ status: 401, error, message, field: null }),
  }
}

describe('a token with a bound that can be read in no way or has passed', () => {
  it.each([
    ['an exp in quotes', { exp: '1700000000' }, 'expired_token'],
    ['an nbf in quotes', { nbf: '4000000000' }, 'invalid_token'],
    ['an exp that is no number', { exp: 'soon' }, 'invalid_token'],
    ['an nbf that is no number', { nbf: [1] }, 'invalid_token'],
  ])('is refused: %s', async (_, more, error) => {
    const answer = await bearer(signToken(SIGNING_KEY, claims(more)))
    expect(answer.status).toBe(401)
    expect(answer.json()).toMatchObject({ error })
  })
})

describe('a token that passes', () => {
  it('names the member', async () => {
    const answer = await bearer(signToken(SIGNING_KEY, claims()))
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.json()).toMatchObject({ email: EMAIL, roles: ['manager'] })
  })

  it.each([
    ['a number as jti', { jti: 508870138 }],
    ['a long number as jti', { jti: 2 ** 60 }],
    ['a fraction in iat', { iat: Date.UTC(2026, 0, 15, 12) / 1000 - 0.25 }],
    ['an address in another case, with blanks', { email: ' ADA.Manager@EXAMPLE.com ' }],
    ['claims that nobody knows', { sub: 'x', aud: ['y'], admin: true }],
    ['an exp and an nbf that hold', { exp: 2_000_000_000, nbf: 1 }],
    ['an exp and an nbf in quotes that hold', { exp: '2000000000', nbf: '1' }],
    ['an age of exactly three minutes', { iat: Date.UTC(2026, 0, 15, 12) / 1000 - 180 }],
    ['a clock two minutes ahead', { iat: Date.UTC(2026, 0, 15, 12) / 1000 + 120 }],
  ])('%s', async (_, more) => {
    expect(await bearer(signToken(SIGNING_KEY, claims(more)))).toMatchObject({ status: 200 })
  })

  it.each(['bearer', 'BEARER', 'Bearer  '])('with the scheme spelled %s', async (scheme) => {
    expect(await call(`${scheme} ${signToken(SIGNING_KEY, claims())}`)).toMatchObject({ status: 200 })
  })

  it('without typ, and with trailing = on its parts', async () => {
    const token = signToken(SIGNING_KEY, claims(), { alg: 'HS256' })
    expect(await bearer(`${token}=`)).toMatchObject({ status: 200 })
  })

  it('signed with the second of two keys', async () => {
    await world.store.write((tx) =>
      createSigningKey(tx, world.owner, world.services.sealedBox, {
        door: 'coursepath',
        label: 'next',
        secret: 'the-next-key',
      }),
    )
    expect(await bearer(signToken('the-next-key', claims()))).toMatchObject({ status: 200 })
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 'two' })))).toMatchObject({ status: 200 })
  })
})

describe('the test values of contract 2.4', () => {
  const SAMPLE =
    'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJqdGkiOjUwODg3MDEzOCwiaWF0IjoxNDMxNDI2NTQxLCJlbWFpbCI6ImpvaG4uc21pdGhAZXhhbXBsZS5jb20ifQ.JlJRgt7RWhxC2qUaU5-RdGOYt-gFDyowVfvMlCMbknI'

  it('verify, and are expired', async () => {
    const answer = await bearer(SAMPLE)
    expect(answer).toMatchObject(
      refused(
        'expired_token',
        `The token is ${now() - 1431426541 - 180} seconds too old; it is good for 180.`,
      ),
    )
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="coursepath", error="invalid_token", error_description="The token is ${now() - 1431426541 - 180} seconds too old; it is good for 180."`,
    )
  })

  it('pass in their time', async () => {
    await world.person('John Smith', 'learner')
    world.clock.advance(1431426541_000 - world.clock.now())
    expect((await bearer(SAMPLE)).json()).toMatchObject({ email: 'john.smith@example.com' })
  })
})

describe('a call without a token', () => {
  const missing = 'The call needs the header Authorization with the scheme Bearer.'
  it.each([undefined, 'Basic YTpi', 'Bearer', 'Bearer ', 'Vbrick abc', 's3cr3t-api-key'])(
    'Authorization: %s',
    async (header) => {
      const answer = await call(header)
      expect(answer).toMatchObject(refused('missing_token', missing))
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="coursepath"')
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    },
  )
})

describe('a token that is refused', () => {
  const b64 = (text: string) => Buffer.from(text).toString('base64url')
  const hs = (hash: string, header: string, payload: string) => {
    const signed = `${b64(header)}.${b64(payload)}`
    return `${signed}.${createHmac(hash, SIGNING_KEY).update(signed).digest('base64url')}`
  }
  const FORM = 'The token does not consist of three parts.'
  const PARTS = 'The parts of the token are not base64url or not JSON objects.'
  const ALG = 'The token must be signed with HS256; only that is accepted.'
  const SIGNATURE = 'The signature of the token does not fit.'
  const payload = () => JSON.stringify(claims())

  it.each<[string, () => string, string]>([
    ['two parts', () => 'a.b', FORM],
    ['four parts', () => `${signToken(SIGNING_KEY, claims())}.x`, FORM],
    ['garbage', () => 'a.b.c', PARTS],
    ['signs outside of base64url', () => signToken(SIGNING_KEY, claims()).replace('.', '+.'), PARTS],
    ['claims that are a list', () => signToken(SIGNING_KEY, '[1]'), PARTS],
    ['claims that are no JSON', () => signToken(SIGNING_KEY, '{'), PARTS],
    ['alg none', () => `${b64('{"alg":"none"}')}.${b64(payload())}.`, ALG],
    ['alg none, signed all the same', () => signToken(SIGNING_KEY, claims(), { alg: 'none' }), ALG],
    ['no alg', () => signToken(SIGNING_KEY, claims(), { typ: 'JWT' }), ALG],
    ['another casing', () => signToken(SIGNING_KEY, claims(), { alg: 'hs256' }), ALG],
    ['HS384', () => hs('sha384', '{"alg":"HS384"}', payload()), ALG],
    ['HS512', () => hs('sha512', '{"alg":"HS512"}', payload()), ALG],
    ['HS512 that calls itself HS256', () => hs('sha512', '{"alg":"HS256"}', payload()), SIGNATURE],
    ['RS256', () => rsa(payload()), ALG],
    [
      'a crit header',
      () => signToken(SIGNING_KEY, claims(), { alg: 'HS256', crit: ['b64'] }),
      'The token has a crit header, which is not understood.',
    ],
    ['another key', () => signToken('wrong', claims()), SIGNATURE],
    ['an empty key', () => signToken('', claims()), SIGNATURE],
    ['no signature', () => signToken(SIGNING_KEY, claims()).replace(/[^.]+$/, ''), SIGNATURE],
    [
      'altered claims',
      () => {
        const [head, , signature] = signToken(SIGNING_KEY, claims()).split('.')
        return `${head}.${b64(JSON.stringify(claims({ email: 'other@example.com' })))}.${signature}`
      },
      SIGNATURE,
    ],
    ...['', ' ', 7, null, undefined].map((email): [string, () => string, string] => [
      `the email ${JSON.stringify(email)}`,
      () => signToken(SIGNING_KEY, claims({ email })),
      'The token has no claim email that is a text.',
    ]),
    ...['1768478400', null, undefined, true].map((iat): [string, () => string, string] => [
      `the iat ${JSON.stringify(iat)}`,
      () => signToken(SIGNING_KEY, claims({ iat })),
      'The token has no claim iat that is a number of seconds.',
    ]),
    ...['', null, undefined, true, [1]].map((jti): [string, () => string, string] => [
      `the jti ${JSON.stringify(jti)}`,
      () => signToken(SIGNING_KEY, claims({ jti })),
      'The token has no claim jti that is a number or a text.',
    ]),
    [
      'a jti inside of something else only',
      () => signToken(SIGNING_KEY, claims({ jti: { jti: 7 } })),
      'The token has no claim jti that is a number or a text.',
    ],
    [
      'an iat two minutes and a second ahead',
      () => signToken(SIGNING_KEY, claims({ iat: now() + 121 })),
      'The claim iat is 121 seconds ahead, and 120 are allowed. Set the clock that it came from.',
    ],
    [
      'an nbf two minutes and a second ahead',
      () => signToken(SIGNING_KEY, claims({ nbf: now() + 121 })),
      'The token is not good before the time of its claim nbf.',
    ],
  ])('%s', async (_, token, message) => {
    const answer = await bearer(token())
    expect(answer).toMatchObject(refused('invalid_token', message))
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="coursepath", error="invalid_token", error_description="${message}"`,
    )
  })

  it.each([
    ['ten minutes', 600],
    ['an hour', 3600],
    ['three minutes and a second', 181],
  ])('%s old', async (_, age) => {
    const answer = await bearer(signToken(SIGNING_KEY, claims({ iat: now() - age })))
    expect(answer).toMatchObject(
      refused(
        'expired_token',
        `The token is ${age - 180} second${age === 181 ? '' : 's'} too old; it is good for 180.`,
      ),
    )
  })

  // Differs from the vendor: `nbf` has no tolerance; `iat` has one of 120 seconds.
  it('an nbf as far ahead as an iat may be, not', async () => {
    expect(await bearer(signToken(SIGNING_KEY, claims({ nbf: now() + 120 })))).toMatchObject({ status: 200 })
  })

  it('past its exp', async () => {
    const answer = await bearer(signToken(SIGNING_KEY, claims({ exp: now() })))
    expect(answer).toMatchObject(refused('expired_token', 'The token expired at the time of its claim exp.'))
  })

  it('an iat in milliseconds, and says so', async () => {
    const answer = await bearer(signToken(SIGNING_KEY, claims({ iat: world.clock.now() })))
    expect(answer.json<{ message: string }>().message).toBe(
      'The claim iat lies far ahead. It must count seconds since 1970, not milliseconds.',
    )
    expect(answer.status).toBe(401)
  })

  it.each([
    ['nobody', 'nobody@example.com'],
    ['a text that no address is', 'a\u0000b'],
  ])('for %s', async (_, email) => {
    const answer = await bearer(signToken(SIGNING_KEY, claims({ email })))
    expect(answer).toMatchObject(
      refused('unknown_member', 'No active member has the e-mail address that the token names.'),
    )
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"')
  })

  it.each(['suspended', 'unlicensed', 'locked_out'] as const)('for a member who is %s', async (status) => {
    const { id } = await world.person('Lea Learner', 'learner')
    await world.store.write((tx) => updateMember(tx, world.owner, { id }, { status }))
    const answer = await bearer(signToken(SIGNING_KEY, claims({ email: 'lea.learner@example.com' })))
    expect(answer).toMatchObject({ status: 401 })
    expect(answer.json()).toMatchObject({ error: 'unknown_member' })
  })

  it('the signing key itself, sent as it is', async () => {
    const answer = await bearer(SIGNING_KEY)
    expect(answer.status).toBe(401)
    expect(answer.json()).toMatchObject({ error: 'invalid_token' })
    expect(answer.text).not.toContain(SIGNING_KEY)
  })

  function rsa(payload: string): string {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const signed = `${b64('{"alg":"RS256"}')}.${b64(payload)}`
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
  }
})

describe('a token works once', () => {
  const REUSED = refused('reused_token', 'The jti of the token was used before; each works once.')

  it('and not a second time', async () => {
    const token = manager.token()
    expect(await bearer(token)).toMatchObject({ status: 200 })
    expect(await bearer(token)).toMatchObject(REUSED)
  })

  it('of six at once one passes', async () => {
    const token = manager.token()
    const answers = await Promise.all(Array.from({ length: 6 }, () => bearer(token)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401, 401, 401, 401, 401])
  })

  it('nor its jti in another token, be it a number or a text', async () => {
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 7 })))).toMatchObject({ status: 200 })
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: '7', x: 1 })))).toMatchObject(REUSED)
  })

  it('tells apart numbers that rounding would make one', async () => {
    const of = (jti: string) => signToken(SIGNING_KEY, `{"jti":${jti},"iat":${now()},"email":"${EMAIL}"}`)
    expect(await bearer(of('9007199254740993'))).toMatchObject({ status: 200 })
    expect(await bearer(of('9007199254740992'))).toMatchObject({ status: 200 })
    expect(await bearer(of('9007199254740993'))).toMatchObject(REUSED)
  })

  it('is used up by a call that is refused', async () => {
    const token = manager.token()
    const wrong = await sendRaw(world, 'GET', '/nothing', { headers: { authorization: `Bearer ${token}` } })
    expect(wrong.status).toBe(404)
    expect(await bearer(token)).toMatchObject(REUSED)
  })

  it('is not used up by one that does not pass', async () => {
    const forged = await bearer(signToken('wrong', claims({ jti: 'mine' })))
    expect(forged.status).toBe(401)
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 'mine' })))).toMatchObject({ status: 200 })
  })

  it('leaves its jti to others when it would be too old itself', async () => {
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 7 })))).toMatchObject({ status: 200 })
    world.clock.advance(180_000)
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 7 })))).toMatchObject(REUSED)
    world.clock.advance(1)
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 7 })))).toMatchObject({ status: 200 })
  })
})

describe('what is remembered of earlier calls', () => {
  const key = (secret: string) =>
    world.store.write((tx) =>
      createSigningKey(tx, world.owner, world.services.sealedBox, {
        door: 'coursepath',
        label: secret,
        secret,
      }),
    )
  const FORGED = refused('invalid_token', 'The signature of the token does not fit.')

  it('keeps no key alive that was revoked, nor uses a token up for it', async () => {
    const { id } = await key('the-next-key')
    expect(await bearer(signToken('the-next-key', claims({ jti: 1 })))).toMatchObject({ status: 200 })
    await world.store.write((tx) => revokeKey(tx, world.owner, id))
    expect(await bearer(signToken('the-next-key', claims({ jti: 2 })))).toMatchObject(FORGED)
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 2 })))).toMatchObject({ status: 200 })
  })

  it('hides no new key, not even one that has the secret of a revoked one', async () => {
    const { id } = await key('the-next-key')
    expect(await bearer(signToken('the-next-key', claims({ jti: 1 })))).toMatchObject({ status: 200 })
    await key('another-key')
    expect(await bearer(signToken('another-key', claims({ jti: 2 })))).toMatchObject({ status: 200 })
    await world.store.write((tx) => revokeKey(tx, world.owner, id))
    await key('the-next-key')
    expect(await bearer(signToken('the-next-key', claims({ jti: 3 })))).toMatchObject({ status: 200 })
  })

  it('does not tie a host to an academy', async () => {
    const other = await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'en' }, ['learn.example.com']),
    )
    const at = (jti: number) => {
      const authorization = `Bearer ${signToken(SIGNING_KEY, claims({ jti }))}`
      return sendRaw(world, 'GET', '/members/me', { headers: { authorization, host: 'learn.example.com' } })
    }
    expect(await at(1)).toMatchObject(FORGED)
    await world.store.write(async (tx) => {
      await removeHost(tx, other.owner, 'learn.example.com')
      await addHost(tx, world.owner, 'learn.example.com')
    })
    expect(await at(1)).toMatchObject({ status: 200 })
    await world.store.write(async (tx) => {
      await removeHost(tx, world.owner, 'learn.example.com')
      await addHost(tx, other.owner, 'learn.example.com')
    })
    expect(await at(2)).toMatchObject(FORGED)
  })
})

describe('a machine whose clock is set to another time', () => {
  const HOUR = 3_600_000
  const USED = refused('reused_token', 'The jti of the token was used before; each works once.')
  const WEEK = 7 * 24 * HOUR
  /** Waits for the background sweep: any write of ours comes after it. */
  const settled = () => world.store.write((tx) => tx.sessions.sweep(world.account.id, 0, 1))

  it('takes no used token again when it is set back', async () => {
    const used = signToken(SIGNING_KEY, claims({ jti: randomUUID() }))
    expect(await bearer(used)).toMatchObject({ status: 200 })
    // An hour later, another call sweeps old tokens; then the clock goes back to when the token was young.
    for (let minute = 0; minute < 60; minute += 20) {
      world.clock.advance(HOUR / 3)
      expect(await bearer(signToken(SIGNING_KEY, claims({ jti: randomUUID() })))).toMatchObject({
        status: 200,
      })
      await settled()
    }
    world.clock.set(world.clock.now() - HOUR)
    expect(await bearer(used)).toMatchObject(USED)
  })

  it('takes none again either when it was ahead for a while', async () => {
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: randomUUID() })))).toMatchObject({ status: 200 })
    const used = signToken(SIGNING_KEY, claims({ jti: randomUUID() }))
    expect(await bearer(used)).toMatchObject({ status: 200 })
    world.clock.advance(60_000)
    world.clock.set(world.clock.now() + WEEK)
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: randomUUID() })))).toMatchObject({ status: 200 })
    await settled()
    world.clock.set(world.clock.now() - WEEK)
    expect(await bearer(used)).toMatchObject(USED)
  })

  it('remembers no used token for ever', async () => {
    const count = () => world.store.write((tx) => tx.usedTokens.insert(world.account.id, 'x', 'x', 0))
    expect([await count(), await count()]).toEqual([true, false])
    world.clock.advance(3 * HOUR)
    await bearer(signToken(SIGNING_KEY, claims({ jti: randomUUID() })))
    await settled()
    expect(await count()).toBe(true)
  })
})

describe('a personal API key', () => {
  // Differs from the vendor: A person's own API key works in place of a token, any number of times.
  it('acts as its owner, any number of times', async () => {
    const { id } = await world.person('Lea Learner', 'learner')
    await world.store.write((tx) =>
      createKey(tx, world.owner, { door: 'coursepath', label: 'own', key: 'personal-key', memberId: id }),
    )
    expect((await bearer('personal-key')).json()).toMatchObject({ id })
    expect((await bearer('personal-key')).json()).toMatchObject({ id })
    await world.store.write((tx) => updateMember(tx, world.owner, { id }, { status: 'suspended' }))
    expect(await bearer('personal-key')).toMatchObject({ status: 401 })
  })

  it('of nobody opens nothing, nor does a key of another door', async () => {
    const key = await world.intellumKey()
    expect(await bearer('unknown')).toMatchObject({ status: 401 })
    expect(await bearer(key)).toMatchObject({ status: 401 })
  })
})

describe('another age', () => {
  const aged = (seconds: number) => bearer(signToken(SIGNING_KEY, claims({ iat: now() - seconds })))

  it('holds instead of three minutes when it is set, also for how long a token is remembered', async () => {
    await world.close()
    world = await openWorld({ settings: { own: { TOKEN_SECONDS: 60 } } })
    await openCoursepath(world)
    await world.person('Ada Manager', 'manager')
    expect(await aged(60)).toMatchObject({ status: 200 })
    expect(await aged(61)).toMatchObject(
      refused('expired_token', 'The token is 1 second too old; it is good for 60.'),
    )
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 7 })))).toMatchObject({ status: 200 })
    world.clock.advance(60_000)
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 7 })))).toMatchObject({ status: 401 })
    world.clock.advance(1)
    expect(await bearer(signToken(SIGNING_KEY, claims({ jti: 7 })))).toMatchObject({ status: 200 })
  })
})
