import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  DEPRECATED,
  learnosityClient,
  makeBank,
  makeConsumer,
  TAGS,
  type Call,
} from '../../../../test/support/learnosity.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

const pair = { key: 'Ab12Cd34Ef56Gh78', secret: 'not-a-real-secret-0123456789abcdef' }
const WRITTEN = '{"meta":{"status":true,"timestamp":1768478400},"data":[]}'

let world: World
let call: Call

beforeEach(async () => {
  world = await openWorld()
  const bank = await makeBank(world)
  await makeConsumer(world, pair, [[bank.id, 'write']])
  call = learnosityClient(world, pair)
})
afterEach(() => world.close())

const set = (tags: unknown) => call(DEPRECATED, 'set', { tags })

async function all(request: unknown = {}): Promise<string> {
  const answer = await call(DEPRECATED, 'get', request)
  expect(answer.status, answer.text).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  return answer.text
}

describe('the deprecated set of more names than one operation holds', () => {
  it.each([
    ['as types with names', { course: Array.from({ length: 100_001 }, () => 'x') }],
    ['over several types', { a: Array(60_000).fill('x'), b: Array(60_000).fill('x') }],
  ])('is refused: %s', async (_, tags) => {
    const answer = await set(tags)
    expect([answer.status, answer.json()]).toMatchObject([400, { meta: { code: 20002 } }])
  })
})

describe('the deprecated set and get', () => {
  // Differs from the vendor: The deprecated get returns all tags in one response.
  it('write and answer types with their names, in the order of code points', async () => {
    const answer = await set({
      course: ['Common Core'],
      subject: ['maths', 'english', 'Zoology', '\u{1F600}', '\uFFFD'],
    })
    expect(answer.text).toBe(WRITTEN)
    expect(await all()).toBe(
      '{"meta":{"status":true,"timestamp":1768478400},"data":' +
        '{"course":["Common Core"],"subject":["Zoology","english","maths","\uFFFD","\u{1F600}"]}}',
    )
  })

  it('take a bare string, an empty list, and a list of pairs', async () => {
    expect((await set({ course: 'Common Core', none: [] })).text).toBe(WRITTEN)
    expect((await set([{ type: 'subject', name: 'maths', sort_key: 'ignored' }])).text).toBe(WRITTEN)
    expect((await set([])).text).toBe(WRITTEN)
    expect((await set({})).text).toBe(WRITTEN)
    expect(await all()).toContain('"data":{"course":["Common Core"],"subject":["maths"]}}')
  })

  it('leave descriptions and sort keys as they are, and name the user', async () => {
    await call(TAGS, 'set', { tags: [{ type: 't', name: 'a', description: 'd', sort_key: 7 }] })
    await call(DEPRECATED, 'set', { tags: { t: ['a'] }, meta: { user: { id: 'u-1' } } })
    const found = await call(TAGS, 'get', {})
    expect(found.text).toContain('"data":[{"type":"t","name":"a","description":"d"}]')
    const entries = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 100))
    expect(entries.filter(({ subject }) => subject === 'tag').at(-1)).toMatchObject({
      action: 'update',
      after: { description: 'd', sortKey: 7, user: 'u-1' },
    })
  })

  it('filter by types and names', async () => {
    await set({ course: ['a', 'b'], subject: ['a', 'c'] })
    expect(await all({ types: ['course'] })).toContain('"data":{"course":["a","b"]}}')
    expect(await all({ tags: ['a'] })).toContain('"data":{"course":["a"],"subject":["a"]}}')
    expect(await all({ tags: 'c', types: ['course'] })).toContain('"data":{}}')
    expect(await all({ tags: [], types: [] })).toContain('"data":{"course":["a","b"],"subject":["a","c"]}}')
  })

  it('know types of any name', async () => {
    const types = '{"__proto__":["a"],"constructor":["b"],"10":["c"],"9":["d"],"a\\"b":["\\n"]}'
    expect((await call(DEPRECATED, 'set', `{"tags":${types}}`)).text).toBe(WRITTEN)
    expect(await all()).toContain(
      '"data":{"10":["c"],"9":["d"],"__proto__":["a"],"a\\"b":["\\n"],"constructor":["b"]}}',
    )
  })

  it.each([
    [undefined, 20000, 'Missing mandatory parameter(s): tags'],
    [null, 20000, 'Missing mandatory parameter(s): tags'],
    ['x', 20003, 'Invalid parameter type: tags'],
    [{ t: 1 }, 20003, 'Invalid parameter type: tags.t'],
    [{ t: ['a', 1] }, 20003, 'Invalid parameter type: tags.t[1]'],
    [{ t: ['a', ''] }, 20001, 'Invalid parameter length: tags.t[1]'],
    [{ '': ['a'] }, 20001, 'Invalid parameter length: tags'],
    [{ t: ['x'.repeat(256)] }, 20001, 'Invalid parameter length: tags.t[0]'],
    [{ ['x'.repeat(256)]: ['a'] }, 20001, `Invalid parameter length: tags.${'x'.repeat(256)}`],
    [[{ type: 't' }], 20000, 'Missing mandatory parameter(s): tags[0].name'],
    [['t'], 20003, 'Invalid parameter type: tags[0]'],
  ])('refuse %j', async (tags, code, message) => {
    const answer = await set(tags)
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({ meta: { status: false, code, message } })
    expect(await all()).toContain('"data":{}}')
  })

  it('take 1,000 types, and refuse 1,001 whole', async () => {
    const types = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`type ${index}`, ['a']]))
    const refused = await set(types(1001))
    expect(refused.status).toBe(400)
    expect(refused.json()).toMatchObject({
      meta: { code: 20002, message: 'Too many parameters passed: tags' },
    })
    expect(await all()).toContain('"data":{}}')
    const pairs = Object.keys(types(1001)).map((type) => ({ type, name: 'a' }))
    expect((await set(pairs)).json()).toMatchObject({ meta: { code: 20002 } })
    expect((await set(types(1000))).text).toBe(WRITTEN)
    const { data } = JSON.parse(await all()) as { data: object }
    expect(Object.keys(data)).toHaveLength(1000)
  })

  it('do not take the broken JSON of the vendor\u2019s example', async () => {
    const answer = await call(DEPRECATED, 'get', '{"types":["course"],}')
    expect(answer.json()).toMatchObject({ meta: { code: 20009 } })
  })
})
