import type { InjectOptions } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeCategories, makeCourses, openNeighbour } from '../../../test/support/intellum-academy.ts'
import { intellumClient, type IntellumClient } from '../../../test/support/intellum-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { revokeKey } from '../../domain/access/credentials.ts'
import { lookupOf } from '../../domain/access/sessions.ts'

const LIST = '/api/v2/category_tags'
const CREATE = '/api/v2/category_tag'
const TAG = '{"id":1,"category_id":1,"categorizable_id":1,"categorizable_type":"Course","code":null}'
const BLANK = `["Api key can't be blank"]`
const WRONG = '["Api key is invalid"]'
const FORM = 'application/x-www-form-urlencoded'

let world: World
let key: string
let intellum: IntellumClient

async function open() {
  world = await openWorld()
  key = await world.intellumKey()
  intellum = intellumClient(world, key)
  await makeCategories(world, world.owner, 1)
  await makeCourses(world, world.owner, 2)
}

/** For tests that change something. */
function inWorldsOfTheirOwn() {
  beforeEach(open)
  afterEach(() => world.close())
}

/** For tests that only read or are refused: one tag is stored. */
function inOneWorld() {
  beforeAll(async () => {
    await open()
    await intellum.post(CREATE, tag())
  })
  afterAll(() => world.close())
}

const tag = () => ({
  category_tag: { category_id: '1', categorizable_type: 'Course', categorizable_id: '1' },
})

const json = (method: 'GET' | 'POST' | 'DELETE', url: string, body: unknown, type = 'application/json') => ({
  method,
  url,
  headers: { 'content-type': type },
  payload: typeof body === 'string' ? body : JSON.stringify(body),
})

function multipart(fields: Readonly<Record<string, string>>): {
  headers: Record<string, string>
  payload: string
} {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--frontier\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const file =
    '--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ncontent\r\n'
  return {
    headers: { 'content-type': 'multipart/form-data; boundary=frontier' },
    payload: `${parts.join('')}${file}--frontier--\r\n`,
  }
}

describe('where parameters come from (2.2)', () => {
  inWorldsOfTheirOwn()

  const post = (request: Omit<InjectOptions, 'method'>) => intellum.send({ method: 'POST', ...request })

  it('creates with the key in the query and the record as JSON', async () => {
    expect((await intellum.send(json('POST', `${CREATE}?api_key=${key}`, tag()))).text).toBe(TAG)
  })

  it('creates with the key beside the wrapper in the JSON body', async () => {
    expect((await intellum.send(json('POST', CREATE, { api_key: key, ...tag() }))).text).toBe(TAG)
  })

  it.each([
    [
      'literal brackets',
      'category_tag[category_id]=1&category_tag[categorizable_type]=Course&category_tag[categorizable_id]=1',
    ],
    [
      'encoded brackets',
      'category_tag%5Bcategory_id%5D=1&category_tag%5Bcategorizable_type%5D=Course&category_tag%5Bcategorizable_id%5D=1',
    ],
  ])('creates from a form with %s', async (_name, record) => {
    const payload = `api_key=${key}&${record}`
    const answer = await post({ url: CREATE, headers: { 'content-type': `${FORM}; charset=UTF-8` }, payload })
    expect(answer.text).toBe(TAG)
  })

  it('creates from the plain fields of a multipart form', async () => {
    const form = multipart({
      api_key: key,
      'category_tag[category_id]': '1',
      'category_tag[categorizable_type]': 'Course',
      'category_tag[categorizable_id]': '1',
    })
    expect((await post({ url: CREATE, ...form })).text).toBe(TAG)
  })

  it('creates from the query alone', async () => {
    const record =
      'category_tag[category_id]=1&category_tag[categorizable_type]=Course&category_tag[categorizable_id]=1'
    expect((await post({ url: `${CREATE}?api_key=${key}&${record}` })).text).toBe(TAG)
  })

  it('lists with key, page and filter in the body of a GET', async () => {
    await intellum.post(CREATE, tag())
    const body = { api_key: key, page: 1, category_tag: { category_id: '1' } }
    expect((await intellum.send(json('GET', LIST, body))).text).toBe(`[${TAG}]`)
    expect((await intellum.send(json('GET', LIST, { ...body, page: 2 }))).text).toBe('[]')
  })

  it.each([
    ['JSON', (id: string) => json('DELETE', `${LIST}/1`, { api_key: id })],
    ['form', (id: string) => json('DELETE', `${LIST}/1`, `api_key=${id}`, FORM)],
    ['query', (id: string) => ({ method: 'DELETE', url: `${LIST}/1?api_key=${id}` }) as const],
  ] as const)('destroys with the key in %s', async (_place, request) => {
    await intellum.post(CREATE, tag())
    const answer = await intellum.send(request(key))
    expect([answer.status, answer.text]).toEqual([200, ''])
  })

  it('lets the query beat the body as a whole: nothing is merged inside of a wrapper', async () => {
    const answer = await intellum.send(
      json('POST', `${CREATE}?api_key=${key}&category_tag[category_id]=1`, tag()),
    )
    expect(answer.text).toBe(`["Categorizable can't be blank","Categorizable type can't be blank"]`)
    expect((await intellum.send(json('GET', `${LIST}?api_key=${key}`, { api_key: 'wrong' }))).text).toBe('[]')
    expect((await intellum.send(json('GET', `${LIST}?api_key=wrong`, { api_key: key }))).text).toBe(WRONG)
    expect((await intellum.send(json('GET', `${LIST}?api_key=`, { api_key: key }))).text).toBe(BLANK)
  })

  it('takes __proto__ and constructor for names like any other', async () => {
    const nasty = `{"__proto__":{"api_key":"${key}"},"constructor":{"prototype":{"api_key":"${key}"}}}`
    expect((await intellum.send(json('GET', LIST, nasty))).text).toBe(BLANK)
    expect((await intellum.send({ method: 'GET', url: `${LIST}?__proto__[api_key]=${key}` })).text).toBe(
      BLANK,
    )
    const record = `{"category_tag":{"__proto__":${JSON.stringify(tag().category_tag)}}}`
    expect((await intellum.post(CREATE, record)).status).toBe(422)
    expect(({} as Record<string, unknown>).api_key).toBeUndefined()
  })
})

describe('content types of requests (2.3)', () => {
  inOneWorld()

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/json;charset="utf-8"',
  ])('reads %s', async (type) => {
    expect((await intellum.send(json('GET', LIST, { api_key: key }, type))).text).toBe(`[${TAG}]`)
  })

  it.each(['text/plain', 'application/vnd.api+json', 'application/octet-stream', 'nonsense', ''])(
    'ignores a body of the type %j',
    async (type) => {
      const request = json('POST', CREATE, { api_key: key, ...tag() }, type)
      expect((await intellum.send(request)).text).toBe(BLANK)
      const list = json('GET', `${LIST}?api_key=${key}`, '{not even JSON', type)
      expect((await intellum.send(list)).text).toBe(`[${TAG}]`)
    },
  )

  it('ignores a body without a content type', async () => {
    const answer = await intellum.send({
      method: 'GET',
      url: `${LIST}?api_key=${key}`,
      payload: Buffer.from('{'),
    })
    expect(answer.text).toBe(`[${TAG}]`)
  })

  it.each(['application/json', FORM])('takes an empty body of %s for none', async (type) => {
    expect((await intellum.send(json('GET', `${LIST}?api_key=${key}`, '', type))).text).toBe(`[${TAG}]`)
    expect((await intellum.send(json('DELETE', `${LIST}/7?api_key=${key}`, '', type))).text).toBe(
      `["Couldn't find CategoryTag with 'id'=7"]`,
    )
  })

  it('takes a body of blanks for none', async () => {
    expect((await intellum.send(json('GET', `${LIST}?api_key=${key}`, ' \r\n'))).text).toBe(`[${TAG}]`)
  })

  it.each(['[]', '[{"api_key":"x"}]', '5', 'null', '"api_key"', 'true'])(
    'finds no parameters in the JSON %s',
    async (body) => {
      expect((await intellum.send(json('GET', `${LIST}?api_key=${key}`, body))).text).toBe(`[${TAG}]`)
      expect((await intellum.send(json('GET', LIST, body))).text).toBe(BLANK)
    },
  )

  it.each(['{', '{"a":}', "{'a':1}", 'api_key=1', '{"a":1}}', '\u0000', '[[[', `${'['.repeat(100_000)}1.5`])(
    'refuses JSON that does not parse',
    async (body) => {
      const answer = await intellum.send(json('GET', `${LIST}?api_key=${key}`, body))
      expect([answer.status, answer.text]).toEqual([422, '["Request body is not valid JSON"]'])
      expect((await intellum.send(json('GET', LIST, body))).text).toBe('["Request body is not valid JSON"]')
      expect((await intellum.send(json('GET', `${LIST}?api_key=no`, body))).text).toBe(WRONG)
    },
  )

  it.each([
    ['without a boundary', 'multipart/form-data', '--x--'],
    [
      'that is cut off',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
    ],
  ])('refuses a multipart body %s', async (_name, type, body) => {
    const answer = await intellum.send(json('POST', `${CREATE}?api_key=${key}`, body, type))
    expect([answer.status, answer.text]).toEqual([422, '["Request body is not a valid form"]'])
  })

  it('refuses values that are nested deeper than any client has them', async () => {
    const answer = await intellum.post(CREATE, `{"x":${'['.repeat(65)}${']'.repeat(65)}}`)
    expect([answer.status, answer.text]).toEqual([422, '["Request body is not valid JSON"]'])
  })

  it('reads values that are deeply nested, and ignores them where they mean nothing', async () => {
    const deep = `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`
    const answer = await intellum.post(
      CREATE,
      `{"x":${deep},"category_tag":{"category_id":${deep},"code":${deep}}}`,
    )
    expect(answer.status).toBe(422)
    expect(answer.json()).toEqual([
      'Category must exist',
      "Categorizable can't be blank",
      "Categorizable type can't be blank",
      'Code is invalid',
    ])
  })
})

describe('addresses (2.1)', () => {
  inOneWorld()

  it.each([
    '/api/v2/category_tags',
    '/api/v2/category_tags/',
    '/api/v2/category_tags.json',
    '/api/v2/category_tags.json/',
    '//api//v2/category_tags',
    '/api/v2/category%5Ftags',
  ])('lists at %s', async (path) => {
    expect((await intellum.get(path)).text).toBe(`[${TAG}]`)
  })

  it('answers HEAD as GET, without the body', async () => {
    const answer = await intellum.send({ method: 'HEAD', url: `${LIST}?api_key=${key}` })
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(answer.headers['content-length']).toBe(String(TAG.length + 2))
  })

  it.each([undefined, '*/*', 'text/html', 'application/xml'])(
    'answers with JSON to Accept: %s',
    async (accept) => {
      const headers = accept === undefined ? {} : { accept }
      const answer = await intellum.send({ method: 'GET', url: `${LIST}?api_key=${key}`, headers })
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(answer.text).toBe(`[${TAG}]`)
    },
  )
})

describe('an api_key that opens nothing (3)', () => {
  inOneWorld()

  it.each([undefined, '', ' ', '%20%09'])('is missing when it is %j', async (value) => {
    const url = value === undefined ? LIST : `${LIST}?api_key=${value}`
    const answer = await intellum.send({ method: 'GET', url })
    expect([answer.status, answer.text]).toEqual([422, BLANK])
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it.each([null, '', '  '])('is missing when it is %j in a body', async (value) => {
    expect((await intellum.send(json('GET', LIST, { api_key: value }))).text).toBe(BLANK)
  })

  it.each([0, 12, true, false, [], {}, ['x'], 'x', '\u0000', '\ud800', 'x'.repeat(100_000)])(
    'is wrong when it is %j',
    async (value) => {
      const answer = await intellum.send(json('GET', LIST, { api_key: value }))
      expect([answer.status, answer.text]).toEqual([422, WRONG])
    },
  )

  it('is compared exactly', async () => {
    for (const other of [key.slice(1), `${key}x`, ` ${key}`, swapped(key)]) {
      const answer = await intellum.send(json('GET', LIST, { api_key: other }))
      expect(answer.text).toBe(WRONG)
    }
    expect((await intellum.send(json('GET', LIST, { api_key: [key] }))).text).toBe(WRONG)
  })
})

describe('an api_key (3)', () => {
  inWorldsOfTheirOwn()

  it.each(['4711', '98765432109876543210987654321098', '0.5'])(
    'may be the number %s, and then its digits count',
    async (digits) => {
      await world.store.write((tx) =>
        tx.credentials.insert(world.account.id, {
          door: 'intellum',
          label: 'digits',
          memberId: null,
          secretHash: null,
          lookup: lookupOf('intellum', digits),
        }),
      )
      expect((await intellum.send(json('GET', LIST, `{"api_key":${digits}}`))).text).toBe('[]')
      expect((await intellum.send({ method: 'GET', url: `${LIST}?api_key=${digits}` })).text).toBe('[]')
    },
  )

  it('is none when it comes in a header, and a header is no hindrance', async () => {
    const headers = { authorization: `Bearer ${key}`, 'x-api-key': key, api_key: key }
    expect((await intellum.send({ method: 'GET', url: LIST, headers })).text).toBe(BLANK)
    const both = {
      method: 'GET',
      url: `${LIST}?api_key=${key}`,
      headers: { authorization: 'VBrick x' },
    } as const
    expect((await intellum.send(both)).text).toBe('[]')
  })

  it('ends when it is revoked', async () => {
    expect((await intellum.get(LIST)).text).toBe('[]')
    await world.store.write(async (tx) => {
      const [credential] = await tx.credentials.list(world.account.id)
      if (credential !== undefined) await revokeKey(tx, world.owner, credential.id)
    })
    expect((await intellum.get(LIST)).text).toBe(WRONG)
  })

  it("is not another door's", async () => {
    const token = await world.revToken(await world.person('Ada', 'manager'))
    expect((await intellum.send({ method: 'GET', url: `${LIST}?api_key=${token}` })).text).toBe(WRONG)
  })

  // Differs from the vendor: The key is checked before the path: an unknown path without a key gets a 422,
  // not a 404.
  it('opens the account that it is of, and is asked for before an address is looked up', async () => {
    await intellum.post(CREATE, tag())
    const { client } = await openNeighbour(world)
    expect((await client.get(LIST)).text).toBe('[]')
    expect((await intellum.send({ method: 'GET', url: '/api/v2/nothing' })).text).toBe(BLANK)
    expect((await intellum.get('/api/v2/nothing')).text).toBe('["Not Found"]')
  })

  it('changes nothing when it is refused', async () => {
    await intellum.send(json('POST', `${CREATE}?api_key=wrong`, tag()))
    await intellum.send(json('POST', CREATE, tag()))
    expect((await intellum.get(LIST)).text).toBe('[]')
  })

  it('is marked as used at most once a minute, in the background', async () => {
    const lastUsed = () =>
      world.store.read(async (reader) => (await reader.credentials.list(world.account.id))[0]?.lastUsed)
    const written = () => world.store.write(async () => undefined) // writes run in order
    const start = world.clock.now()
    expect(await lastUsed()).toBeNull()
    await intellum.get(LIST)
    await written()
    expect(await lastUsed()).toBe(start)
    world.clock.advance(59_999)
    await intellum.get(LIST)
    await written()
    expect(await lastUsed()).toBe(start)
    world.clock.advance(1)
    await intellum.get(LIST)
    await written()
    expect(await lastUsed()).toBe(start + 60_000)
  })

  it('is not in the log', async () => {
    await intellum.get(LIST)
    expect(world.logged.map(({ path }) => path)).toContain(`${LIST}?api_key=[redacted]`)
    expect(JSON.stringify(world.logged)).not.toContain(key)
  })
})

function swapped(text: string): string {
  return text.replace(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))
}
