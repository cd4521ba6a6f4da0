import { createHash, createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  learnosityClient,
  makeBank,
  makeConsumer,
  post,
  signedPacket,
  stamp,
  TAGS,
} from '../../../test/support/learnosity.ts'
import { RawConnection } from '../../../test/support/raw-connection.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

const pair = { key: 'Ab12Cd34Ef56Gh78', secret: 'not-a-real-secret-0123456789abcdef' }
const SUCCESS = '{"meta":{"status":true,"timestamp":1768478400,"records":0},"data":[]}'
const WRITTEN = '{"meta":{"status":true,"timestamp":1768478400},"data":[]}'

let world: World

beforeEach(async () => {
  world = await openWorld()
  const bank = await makeBank(world)
  await makeConsumer(world, pair, [[bank.id, 'write']], ['localhost', 'lms.example.org'])
})
afterEach(() => world.close())

function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString()
}

function signedForm(request: string, action: string, more = {}): string {
  const security = signedPacket(pair, world.clock.now(), request, action, more)
  return form({ security: JSON.stringify(security), request, action })
}

function multipart(
  boundary: string,
  ...parts: readonly (readonly [name: string, headers: string, value: string])[]
) {
  const body = parts.map(
    ([name, headers, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n${headers}\r\n${value}\r\n`,
  )
  return Buffer.from(`${body.join('')}--${boundary}--\r\n`)
}

describe('clients as they really send', () => {
  it('Node: a form, the action always there, telemetry in meta', async () => {
    const request = '{"limit":2,"meta":{"sdk":{"version":"0.7.2","lang":"node.js"}}}'
    const answer = await post(world, TAGS, signedForm(request, 'get'), {
      'content-type': 'application/x-www-form-urlencoded',
      'x-learnosity-consumer': pair.key,
      'x-learnosity-action': 'get_/itembank/tagging/tags',
      'x-learnosity-sdk': 'Node.js:0.7.2',
    })
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(SUCCESS)
  })

  it('Python: blanks and escapes in the packet, raw UTF-8 in the request', async () => {
    const request = '{"tags": [{"type": "subject", "name": "Ma\u00df"}]}'
    const packet = signedPacket(pair, world.clock.now(), request, 'set')
    const security = JSON.stringify(packet, undefined, 1).replaceAll('localhost', '\\u006cocalhost')
    const answer = await post(world, TAGS, form({ security, request, action: 'set' }), {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    })
    expect(answer.text).toBe(WRITTEN)
  })

  it('PHP: multipart from an array, slashes unescaped, the action left out, "Accept-Encoding: utf-8"', async () => {
    const request = '{"types":["a/b"],"meta":{"sdk":{"lang":"php"},"consumer":"x","action":"get"}}'
    const packet = signedPacket(pair, world.clock.now(), request, undefined)
    const boundary = '------------------------d74496d66958873e'
    const body = multipart(boundary, ['security', '', JSON.stringify(packet)], ['request', '', request])
    const answer = await post(world, '/v2023.1.lts/itembank/tagging/tags', body, {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'accept-encoding': 'utf-8',
    })
    expect(answer.text).toBe(SUCCESS)
    expect(answer.headers['content-encoding']).toBeUndefined()
  })

  it('Java: typed parts in the order of a hash map', async () => {
    const request =
      '{"tags":[{"type":"subject","name":"数学/\u00dcbung"}],"meta":{"sdk":{"lang":"java","lang_flavor":"Oracle"}}}'
    const packet = signedPacket(pair, world.clock.now(), request, 'set')
    const json = 'Content-Type: application/json; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n'
    const plain = 'Content-Type: text/plain; charset=ISO-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n'
    const body = multipart(
      'x9uGQ3',
      ['request', json, request],
      ['action', plain, 'set'],
      ['security', json, JSON.stringify(packet)],
    )
    const answer = await post(world, TAGS, body, {
      'content-type': 'multipart/form-data; boundary=x9uGQ3',
      'x-learnosity-action': 'set_/itembank/tagging/tags',
    })
    expect(answer.text).toBe(WRITTEN)
    const read = await post(world, TAGS, signedForm('{}', 'get'))
    expect(read.text).toContain('"name":"数学/\u00dcbung"')
  })

  it('Java without parameters: neither request nor action', async () => {
    const packet = signedPacket(pair, world.clock.now(), undefined, undefined)
    const body = multipart('b', [
      'security',
      'Content-Type: application/json; charset=UTF-8\r\n',
      JSON.stringify(packet),
    ])
    const answer = await post(world, TAGS, body, { 'content-type': 'multipart/form-data; boundary=b' })
    expect(answer.text).toBe(SUCCESS)
  })

  it('Ruby: the month where the minutes should be', async () => {
    // At 12:59 in January it says 12:01, and at 12:01 too.
    world.clock.advance(59 * 60_000)
    const wrong = stamp(world.clock.now()).replace(/..$/, '01')
    const text = `${pair.key}_localhost_${wrong}_{}_get`
    const signature = `$02$${createHmac('sha256', pair.secret).update(text).digest('hex')}`
    const security = { consumer_key: pair.key, domain: 'localhost', timestamp: wrong, signature }
    const answer = await post(
      world,
      TAGS,
      form({ security: JSON.stringify(security), request: '{}', action: 'get' }),
    )
    expect(answer.status).toBe(200)
  })

  it('the golearnosity client: a legacy SHA-256 signature, which a setting refuses', async () => {
    const timestamp = stamp(world.clock.now())
    const text = `${pair.key}_localhost_${timestamp}_${pair.secret}_{"limit":1}_get`
    const signature = createHash('sha256').update(text).digest('hex')
    const security = { consumer_key: pair.key, domain: 'localhost', timestamp, signature }
    const body = form({ security: JSON.stringify(security), request: '{"limit":1}', action: 'get' })
    expect((await post(world, TAGS, body)).text).toBe(SUCCESS)

    const strict = await openWorld({ settings: { own: { LEGACY_SIGNATURES: false } } })
    const bank = await makeBank(strict)
    await makeConsumer(strict, pair, [[bank.id, 'write']])
    expect((await post(strict, TAGS, body)).text).toContain('"code":41003')
    await strict.close()
  })

  it('by hand: JSON, with objects or texts inside', async () => {
    // Blanks, escapes and number formats are signed unchanged.
    const request = '{ "limit" : 1.0e0, "types": ["\\u00e9", "a\\/b"] }'
    const packet = signedPacket(pair, world.clock.now(), request, 'get')
    const headers = { 'content-type': 'application/json' }
    const objects = `{"action":"get", "request" :\n${request} , "security":${JSON.stringify(packet)}}`
    expect((await post(world, TAGS, objects, headers)).text).toBe(SUCCESS)
    const texts = JSON.stringify({ security: JSON.stringify(packet), request, action: 'get' })
    expect((await post(world, TAGS, texts, headers)).text).toBe(SUCCESS)
    const altered = objects.replace('1.0e0', '1')
    expect((await post(world, TAGS, altered, headers)).text).toContain('"code":41003')
  })

  it('a number as user_id is signed as the text that stands there', async () => {
    const request = '{}'
    const packet = signedPacket(pair, world.clock.now(), request, 'get', { user_id: '12345678901234567890' })
    const security = JSON.stringify(packet).replace('"12345678901234567890"', '12345678901234567890')
    expect((await post(world, TAGS, form({ security, request, action: 'get' }))).text).toBe(SUCCESS)
  })
})

describe('over a real connection', () => {
  let connection: RawConnection

  beforeEach(async () => {
    await new Promise<void>((resolve) => world.server.http.listen(0, '127.0.0.1', resolve))
    connection = await RawConnection.open((world.server.http.address() as AddressInfo).port)
  })
  afterEach(() => connection.close())

  function head(more: string): string {
    return `POST ${TAGS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n${more}\r\n`
  }

  it.each(['100-continue', ''])('old PHP: "Expect: %s"', async (expected) => {
    const body = signedForm('{}', 'get')
    const answer = await connection.exchange(
      `${head(`Expect: ${expected}\r\nContent-Length: ${body.length}\r\n`)}${body}`,
    )
    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toBe(SUCCESS)
  })

  it.each(['chunked', 'utf-8, chunked'])('ASP.NET: "Transfer-Encoding: %s"', async (coding) => {
    const body = signedForm('{"names":["x"]}', 'get')
    const [a, b] = [body.slice(0, 40), body.slice(40)]
    const chunks = [a, b, ''].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    const answer = await connection.exchange(`${head(`Transfer-Encoding: ${coding}\r\n`)}${chunks.join('')}`)
    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toBe(SUCCESS)
    // and the connection can be used for the next request
    const again = await connection.exchange(`${head(`Content-Length: ${body.length}\r\n`)}${body}`)
    expect(again.status).toBe(200)
  })

  it.each([
    '/V2018.1.LTS/itembank/tagging/tags',
    '//latest-LTS//itembank/tagging/tags/',
    '/Stable/itembank/tagging/tags',
  ])('finds this door at %s', async (path) => {
    const body = signedForm('{}', 'get')
    const request = `${head(`Content-Length: ${body.length}\r\n`)}${body}`.replace(TAGS, path)
    expect((await connection.exchange(request)).body.toString()).toBe(SUCCESS)
  })

  it('tells how long idle connections are kept', async () => {
    const body = signedForm('{}', 'get')
    const answer = await connection.exchange(`${head(`Content-Length: ${body.length}\r\n`)}${body}`)
    expect(answer.head).toMatch(/^Keep-Alive: timeout=65$/im)
  })
})

describe('addresses', () => {
  it.each([
    'v2025.1.LTS',
    'v2023.1.lts',
    'V2018.1.LTS',
    'v1',
    'v1.22',
    'v1.85.0',
    'v2025.3.preview1',
    'latest',
    'latest-lts',
    'Latest-LTS',
    'developer',
    'stable',
    'v9999.9.LTS',
  ])('%s is a version', async (version) => {
    const answer = await post(world, `/${version}/itembank/tagging/tags/`, signedForm('{}', 'get'))
    expect(answer.text).toBe(SUCCESS)
  })

  it.each(['/itembank/tagging/tags', '/v2025.1.XYZ/itembank/tagging/tags', '/v1x/itembank/tags', '/latest'])(
    '%s has none: a text, no JSON',
    async (path) => {
      for (const method of ['POST', 'GET'] as const) {
        const answer = await post(world, path === '/latest' ? '/latestx/y' : path, '', {}, method)
        expect(answer.status).toBe(404)
        expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
        expect(answer.text).toBe(
          'There is nothing at this address. It must begin with a version, as in /v2025.1.LTS/itembank/tagging/tags.',
        )
      }
    },
  )

  // Differs from the vendor: Every version name means the same API. What isn't the item bank's gets a 404
  // with code 20012.
  it.each(['/v1/itembank/nothing', '/v1/', '/v1', '/v1/itembank/tagging/tags/more', '/v1/ITEMBANK/tags'])(
    '%s is no endpoint',
    async (path) => {
      const answer = await post(world, path, signedForm('{}', 'get'))
      expect(answer.status).toBe(404)
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(answer.json()).toMatchObject({ meta: { status: false, code: 20012, message: 'Not Found' } })
    },
  )

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'] as const)('%s is no method of any endpoint', async (method) => {
    const answer = await post(world, TAGS, '', {}, method)
    expect(answer.status).toBe(405)
    expect(answer.json()).toMatchObject({
      meta: { status: false, code: 40001, message: 'Method not allowed' },
    })
  })

  it.each(['update', 'delete', 'GET', '__proto__'])('"%s" is no action of tags', async (action) => {
    const answer = await post(world, TAGS, signedForm('{}', action))
    expect(answer.status).toBe(405)
    expect(answer.json()).toMatchObject({ meta: { status: false, code: 40001 } })
  })

  it('an empty action is get, and is not signed', async () => {
    const security = JSON.stringify(signedPacket(pair, world.clock.now(), '{}', undefined))
    expect((await post(world, TAGS, form({ security, request: '{}', action: '' }))).text).toBe(SUCCESS)
  })
})

describe('bodies', () => {
  it.each([
    ['multipart without a boundary', 'multipart/form-data', 'x'],
    [
      'multipart that is cut off',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="security"\r\n\r\n{',
    ],
    ['JSON that is none', 'application/json', '{'],
    ['JSON that is a list', 'application/json', '[]'],
    ['nothing', 'application/json', ''],
  ])('%s has no security packet', async (_, type, body) => {
    const answer = await post(world, TAGS, body, { 'content-type': type })
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({
      meta: {
        code: 41000,
        message: 'Missing security parameters. Check the following parameter(s): security',
      },
    })
  })
})

describe('domains and ends', () => {
  it.each([
    ['lms.example.org', undefined, 200],
    ['LMS.Example.org', undefined, 200],
    ['elsewhere.example.org', undefined, 41005],
    ['lms.example.org', 'https://lms.example.org:8443', 200],
    ['lms.example.org', 'https://evil.example.org', 41005],
    ['lms.example.org', 'null', 41005],
  ])('from %s with origin %s: %i', async (domain, origin, expected) => {
    const answer = await post(world, TAGS, signedForm('{}', 'get', { domain }), {
      'content-type': 'application/x-www-form-urlencoded',
      ...(origin !== undefined && { origin }),
    })
    if (expected === 200) expect(answer.text).toBe(SUCCESS)
    else {
      expect(answer.status).toBe(403)
      expect(answer.json()).toMatchObject({ meta: { code: expected } })
    }
  })

  it.each([
    ['20260115-1200', 200, 200],
    ['20260115-1159', 400, 41007],
    ['20260115-12', 400, 41006],
    ['2026-01-15 12', 400, 41006],
    ['20260231-1200', 400, 41006],
    ['20270115-1200', 200, 200],
  ])('expires at %s: %i', async (expires, status, code) => {
    const answer = await post(world, TAGS, signedForm('{}', 'get', { expires }))
    expect(answer.status).toBe(status)
    if (status !== 200) expect(answer.json()).toMatchObject({ meta: { code } })
  })

  it('a date that there is not is no time', async () => {
    const timestamp = '20260231-1200'
    const signature = `$02$${createHmac('sha256', pair.secret).update(`${pair.key}_localhost_${timestamp}_{}`).digest('hex')}`
    const security = JSON.stringify({ consumer_key: pair.key, domain: 'localhost', timestamp, signature })
    const answer = await post(world, TAGS, form({ security, request: '{}' }))
    expect(answer.status).toBe(403)
    expect(answer.json()).toMatchObject({ meta: { code: 41004 } })
  })
})

describe('rate limits', () => {
  let limited: World

  beforeEach(async () => {
    limited = await openWorld({ settings: { limitRates: true } })
    const bank = await makeBank(limited)
    await makeConsumer(limited, pair, [[bank.id, 'write']])
  })
  afterEach(() => limited.close())

  it('50 sets in any five seconds, for each endpoint and action by itself, whatever the version', async () => {
    const call = learnosityClient(limited, pair)
    const set = (version: string) => call(`/${version}/itembank/tagging/tags`, 'set', { tags: [] })
    for (let i = 0; i < 25; i++) expect((await set('v1')).status).toBe(200)
    limited.clock.advance(4_000)
    for (let i = 0; i < 25; i++) expect((await set('latest')).status).toBe(200)
    const refused = await set('v1')
    expect(refused.status).toBe(429)
    expect(refused.headers['retry-after']).toBe('5')
    expect(refused.json()).toMatchObject({
      meta: { status: false, code: 42000, message: 'Too many requests' },
    })

    expect((await call('/v1/itembank/tags', 'set', { tags: {} })).status).toBe(200)
    expect((await call('/v1/itembank/tagging/tags', 'get')).status).toBe(200)

    // The first 25 leave the window; refused requests were never in it.
    limited.clock.advance(1_000)
    for (let i = 0; i < 25; i++) expect((await set('v1')).status).toBe(200)
    expect((await set('v1')).status).toBe(429)
  })

  it('1,000 gets', async () => {
    const call = learnosityClient(limited, pair)
    for (let i = 0; i < 1000; i++) await call(TAGS, 'get', { types: ['x'] })
    expect((await call(TAGS, 'get')).status).toBe(429)
    expect((await call(TAGS, 'set', { tags: [] })).status).toBe(200)
    limited.clock.advance(5_000)
    expect((await call(TAGS, 'get')).status).toBe(200)
  })

  it('take other figures from settings, each for its action alone', async () => {
    const quotas = { 'learnosity.get': 3, 'learnosity.set': 2, 'learnosity.update': 1 }
    const other = await openWorld({ settings: { limitRates: true, quotas } })
    const bank = await makeBank(other)
    await makeConsumer(other, pair, [[bank.id, 'write']])
    const call = learnosityClient(other, pair)
    const times = async (count: number, path: string, action: string, request: object) => {
      const statuses: number[] = []
      for (let i = 0; i < count; i++) statuses.push((await call(path, action, request)).status)
      return statuses
    }
    expect(await times(4, TAGS, 'get', {})).toEqual([200, 200, 200, 429])
    expect(await times(3, TAGS, 'set', { tags: [] })).toEqual([200, 200, 429])
    const items = '/latest/itembank/items/tags'
    expect(await times(2, items, 'update', { items: [] })).toEqual([200, 429])
    expect(await times(3, items, 'set', { items: [] })).toEqual([200, 200, 429])
    await other.close()

    const off = await openWorld({ settings: { limitRates: false, quotas } })
    await makeConsumer(off, pair, [[(await makeBank(off)).id, 'write']])
    const unlimited = learnosityClient(off, pair)
    for (let i = 0; i < 4; i++) expect((await unlimited(TAGS, 'set', { tags: [] })).status).toBe(200)
    await off.close()
  })

  it('counts nobody who cannot sign', async () => {
    const forged = learnosityClient(limited, { ...pair, secret: 'wrong' })
    for (let i = 0; i < 60; i++) expect((await forged(TAGS, 'set', { tags: [] })).status).toBe(403)
    expect((await learnosityClient(limited, pair)(TAGS, 'set', { tags: [] })).status).toBe(200)
  })
})
