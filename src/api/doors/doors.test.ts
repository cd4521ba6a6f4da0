import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, browserClient, type ApiClient } from '../../../test/support/api-client.ts'
import { dialects } from '../../dialects/dialects.ts'
import { revClient } from '../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { RequestLog, type RequestQuestion } from '../../http/request-log.ts'

let world: World
let api: ApiClient
let key: string

beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
  key = await world.intellumKey()
})
afterAll(() => world.close())

async function ask(path: string, body?: object): Promise<number> {
  const door = await world.server.instances.opened('intellum')
  const answer = await door.inject({
    method: body === undefined ? 'GET' : 'POST',
    url: path,
    ...(body && { payload: body }),
  })
  return answer.statusCode
}

interface Door {
  readonly name: string
  readonly snippets: Readonly<Record<string, string>>
}
interface Requests {
  readonly items: readonly {
    readonly id: number
    readonly path: string
    readonly credential: unknown
    readonly requestBody: string | null
    readonly answerBody: string | null
  }[]
}
type ApiRequests = Requests & { readonly node: string }
const requests = async (query = '') => (await api.get(`/doors/intellum/requests${query}`)).body as Requests

describe('the doors', () => {
  it('tell where they stand, what opens them, what differs, and how to begin', async () => {
    const { body } = await api.get('/doors')
    const [own, ...vendors] = body.items as readonly Door[]
    expect(vendors.map(({ name }) => name)).toEqual(dialects.map(({ name }) => name))
    expect(own).toMatchObject({
      name: 'api',
      title: 'Quadrivium',
      baseUrl: 'https://academy.example.com/api/quadrivium/v1',
      open: true,
      keyKind: null,
      keysActFor: null,
      differences: [],
      quotas: [],
      recordingUntil: null,
    })
    expect(own?.snippets.curl).toContain('https://academy.example.com/api/quadrivium/v1/me')
    for (const door of vendors) {
      expect(door).toMatchObject({
        title: expect.any(String),
        baseUrl: expect.stringMatching(/^https:\/\/academy\.example\.com\/\w/),
        open: true,
        keyKind: expect.any(String),
        recordingUntil: null,
        differences: expect.arrayContaining([expect.stringMatching(/\.$/)]),
      })
      expect(Object.keys(door.snippets)).toEqual(['curl', 'javascript', 'python'])
      for (const snippet of Object.values(door.snippets)) {
        expect(snippet).toContain('https://academy.example.com')
      }
    }
  })

  it('tell their limits where those are in force, and how much of them the academy has used', async () => {
    const limited = await openWorld({ settings: { limitRates: true, quotas: { 'rev.write': 10 } } })
    const mona = await limited.person('Mona Manager', 'manager')
    const client = await apiClient(limited, mona)
    const rev = revClient(limited, await limited.revToken(mona))
    for (const name of ['One', 'Two', 'Three']) await rev.category(name)
    const { items } = (await client.get('/doors')).body as { items: { name: string; quotas: unknown }[] }
    const quotas = new Map(items.map((door) => [door.name, door.quotas]))
    expect(quotas.get('rev')).toEqual([
      { name: 'read', requests: 24_000, seconds: 60, per: 'academy', used: 0 },
      { name: 'write', requests: 10, seconds: 60, per: 'academy', used: 3 },
      { name: 'login', requests: 60, seconds: 60, per: 'address', used: null },
    ])
    expect(quotas.get('api')).toEqual([
      { name: 'read', requests: 600, seconds: 60, per: 'key', used: null },
      { name: 'write', requests: 300, seconds: 60, per: 'key', used: null },
    ])
    await limited.close()
  })

  it('are for managers', async () => {
    for (const role of ['learner', 'assistant', 'auditor', 'author'] as const) {
      const other = await apiClient(world, await world.person(`Some ${role}`, role))
      for (const answer of [
        await other.get('/doors'),
        await other.get('/doors/intellum/requests'),
        await other.get('/doors/intellum/requests/1'),
        await other.post('/doors/intellum/recording', { minutes: 1 }),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
      }
    }
    expect((await api.get('/doors/nothing/requests')).body.code).toBe('not_found')
  })
})

describe('the requests at our own API', () => {
  const atApi = async (query = ''): Promise<ApiRequests> =>
    (await api.get(`/doors/api/requests${query}`)).body as ApiRequests

  it('are remembered by their token, with what was refused and why, and without secrets', async () => {
    const headers = { 'x-request-id': 'of-a-script' }
    const refused = await api.post('/groups', { name: '', colour: 'red' }, { headers })
    expect(refused.status).toBe(422)
    const { items, node } = await atApi('?q=groups&limit=1')
    expect(items).toEqual([
      {
        id: expect.any(Number),
        node,
        door: 'api',
        at: new Date(world.clock.now()).toISOString(),
        credential: { id: expect.any(Number), name: 'test' },
        person: { id: expect.any(Number), name: 'Mona Manager' },
        method: 'POST',
        path: '/api/quadrivium/v1/groups',
        status: 422,
        milliseconds: expect.any(Number),
        error: expect.stringMatching(/^invalid: .*\/colour unknown_key/),
        requestId: 'of-a-script',
        requestBody: null,
        answerBody: null,
      },
    ])
    expect(node).toEqual(expect.any(String))
    expect((await api.get(`/doors/api/requests/${items[0]?.id ?? 0}`)).body).toEqual(items[0])
    await api.get('/people?password=hunter2&q=haystack')
    expect((await atApi('?q=haystack+people')).items).toMatchObject([
      { path: expect.stringContaining('password=[redacted]') },
    ])
    expect(JSON.stringify(await atApi('?limit=500'))).not.toContain('hunter2')
  })

  it('leave out what pages ask in a person’s session', async () => {
    const browser = await browserClient(world, await world.person('Bea Browser', 'manager'))
    expect((await browser.get('/groups?q=from-a-page')).status).toBe(200)
    expect((await browser.get('/groups?q=from-a-page&nonsense=1')).status).toBe(400)
    expect((await atApi('?q=from-a-page')).items).toEqual([])
  })

  it('have bodies while those are recorded, without the secrets in them', async () => {
    expect((await api.get('/doors/api/recording')).body.recordingUntil).toBeNull()
    const { body } = await api.post('/doors/api/recording', { minutes: 1 })
    expect((await api.get('/doors/api/recording')).body).toEqual(body)
    const hook = { url: 'https://receiver.example.com/hook', format: 'coursepath' }
    const made = await api.post('/webhooks', hook)
    expect([made.status, made.body.secret]).toEqual([201, expect.any(String)])
    const [recorded] = (await atApi('?q=webhooks&limit=1')).items
    expect(recorded?.requestBody).toContain('receiver.example.com')
    expect(recorded?.answerBody).toContain('"secret":"[redacted]"')
    expect(JSON.stringify(recorded)).not.toContain(made.body.secret)
    await api.post('/doors/api/recording', { minutes: 0 })
    await api.get('/webhooks')
    expect((await atApi('?q=webhooks&limit=1')).items).toMatchObject([{ answerBody: null }])
  })
})

describe('the requests at a door', () => {
  it('are remembered, the newest first, without their secrets', async () => {
    expect(await ask(`/api/v2/categories?api_key=${key}&page=1`)).toBe(200)
    expect(await ask('/api/v2/categories?api_key=a-wrong-one')).toBe(422)
    const body = await requests()
    expect(body.items.slice(0, 2)).toMatchObject([
      {
        status: 422,
        credential: null,
        error: expect.any(String),
        path: expect.stringContaining('[redacted]'),
      },
      {
        method: 'GET',
        path: '/api/v2/categories?api_key=[redacted]&page=1',
        status: 200,
        credential: { id: expect.any(Number), name: 'test' },
        person: null,
        error: null,
        milliseconds: expect.any(Number),
        requestId: expect.any(String),
        requestBody: null,
        answerBody: null,
      },
    ])
    expect(JSON.stringify(body)).not.toContain(key)
    expect((await requests('?failed=true')).items).toMatchObject([{ status: 422 }])
    expect((await requests('?failed=true&method=get')).items).toMatchObject([{ method: 'GET' }])
    expect((await requests('?q=%20')).items).toEqual([])
    expect((await requests('?status=200&limit=1&sort=created')).items).toMatchObject([{ status: 200 }])
  })

  it('are found by parts of their path, and shown one by one', async () => {
    await ask(`/api/v2/category_tag?api_key=${key}&needle=1`)
    const { items } = await requests('?q=NEEDLE+category_tag')
    expect(items).toMatchObject([{ path: expect.stringContaining('needle=1') }])
    const [found] = items
    expect((await api.get(`/doors/intellum/requests/${found?.id}`)).body).toEqual(found)
    for (const path of [
      '/doors/intellum/requests/999999',
      '/doors/intellum/requests/x',
      '/doors/none/requests/1',
    ]) {
      expect((await api.get(path)).body.code).toBe('not_found')
    }
    expect((await requests('?q=needle+nowhere')).items).toEqual([])
  })

  it('have bodies while those are recorded, without the secrets in them', async () => {
    const { body } = await api.post('/doors/intellum/recording', { minutes: 15 })
    expect(Date.parse(body.recordingUntil as string) - world.clock.now()).toBe(15 * 60_000)
    expect((await api.post('/doors/intellum/recording', { minutes: 16 })).status).toBe(422)
    await ask('/api/v2/category_tag', { api_key: key, category_tag: { name: 'Recorded' } })
    const [recorded] = (await requests('?limit=1')).items
    expect(recorded?.requestBody).toContain('Recorded')
    expect(recorded?.requestBody).toContain('"api_key":"[redacted]"')
    expect(recorded?.answerBody).toBeTypeOf('string')
    expect(JSON.stringify(recorded)).not.toContain(key)
    expect((await api.post('/doors/intellum/recording', { minutes: 0 })).body.recordingUntil).toBeNull()
    const trail = (await api.get('/audit?subject=account&action=update')).body.items as { after: object }[]
    expect(trail.map(({ after }) => after).filter((after) => 'recordedDoor' in after)).toEqual(
      expect.arrayContaining([
        { recordedDoor: 'intellum', recordedUntil: expect.any(Number) },
        { recordedDoor: 'intellum', recordedUntil: null },
      ]),
    )
    await ask(`/api/v2/categories?api_key=${key}`)
    expect((await requests('?limit=1')).items).toMatchObject([{ requestBody: null, answerBody: null }])
  })

  it('are told to their own academy, and those of nobody where there is one academy alone', async () => {
    expect((await requests('?failed=true')).items.length).toBeGreaterThan(0)
    await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'en' }, ['other.example.com']),
    )
    const { items } = await requests()
    expect(items.length).toBeGreaterThan(0)
    for (const one of items) expect(one.credential).not.toBeNull()
  })
})

describe('the memory of requests', () => {
  it('holds the last thousand of a door', async () => {
    const log = new RequestLog(world.clock, { node: 'node' })
    const request = { method: 'GET', id: 'x' } as never
    for (let n = 0; n < 1_234; n++) log.add('rev', request, `/${n}`, { status: 200, milliseconds: 1 })
    const kept = await log.list('rev', 1, true)
    expect(kept).toHaveLength(1_000)
    expect([kept[0]?.path, kept.at(-1)?.path]).toEqual(['/1233', '/234'])
    log.add('rev', request, `/${'x'.repeat(10_000)}`, { status: 200, milliseconds: 1 })
    expect((await log.list('rev', 1, true))[0]?.path.length).toBe(501)
    expect(await log.list('rev', 1, false)).toEqual([])
  })

  it('gives each an id of its own, which grows from door to door and from start to start', async () => {
    const request = { method: 'GET', id: 'x' } as never
    const ids: number[] = []
    for (const _start of [1, 2]) {
      world.clock.advance(1_000)
      const log = new RequestLog(world.clock, { node: 'node' })
      for (const door of ['rev', 'api', 'rev']) log.add(door, request, '/', { status: 200, milliseconds: 1 })
      ids.push(...(await log.listAfter(0, 1, true)).map(({ id }) => id))
    }
    expect(new Set(ids).size).toBe(6)
    expect(ids).toEqual(ids.toSorted((one, other) => one - other))
  })

  it('forgets the older bodies where they grow too many', async () => {
    const log = new RequestLog(world.clock, { node: 'node' })
    await log.record('rev', 1, 60_000)
    const content = 'x'.repeat(16 * 1024)
    for (let n = 0; n < 400; n++) {
      const request = { method: 'POST', id: 'x', loggedCaller: { accountId: 1 } } as never
      log.begin('rev', request, { write: () => true, end: () => undefined } as never)
      log.noteBody('rev', request, Buffer.from(content))
      log.add('rev', request, '/', { status: 200, milliseconds: 1 })
    }
    const all = await log.list('rev', 1, false)
    const kept = all.filter(({ requestBody }) => requestBody !== null)
    expect(kept.length).toBeGreaterThan(100)
    expect(kept.length).toBeLessThanOrEqual(256)
    expect(all.slice(0, kept.length)).toEqual(kept)
  })

  it('is one for all processes of a node, whichever is asked', async () => {
    const logs: RequestLog[] = []
    for (const process of [0, 1, 2]) {
      const others = (question: RequestQuestion) => {
        const asked = logs.filter((_, at) => at !== process)
        return Promise.resolve(asked.map((log) => structuredClone(log.answer(question))))
      }
      logs.push(new RequestLog(world.clock, { node: 'node', process, askOthers: others }))
    }
    const [first, second, third] = logs as [RequestLog, RequestLog, RequestLog]
    const request = { method: 'GET', id: 'x', loggedCaller: { accountId: 1 } } as never
    const begun = third.lastId
    await first.record('rev', 1, 60_000)
    expect(logs.map((log) => log.recordedUntil('rev', 1))).toEqual(Array(3).fill(world.clock.now() + 60_000))
    for (const [at, log] of [second, first, second, third].entries()) {
      log.add('rev', request, `/${at}`, { status: 200, milliseconds: 1 })
    }
    const call = { operation: 'listTopics', method: 'GET', path: '/topics', deprecated: 0, sunset: null }
    for (const log of [first, third]) log.noteGoing({ ...call, accountId: 1, credentialId: 1, memberId: 1 })
    for (const log of logs) {
      const listed = await log.list('rev', 1, false)
      expect(listed.map(({ path }) => path).toSorted()).toEqual(['/0', '/1', '/2', '/3'])
      expect(new Set(listed.map(({ id }) => id)).size).toBe(4)
      expect(await log.listGoing(1)).toMatchObject([{ operation: 'listTopics', count: 2 }])
      // What ended within this millisecond is told the next time: others may still add to it.
      expect(await log.listAfter(begun - 1, 1, false)).toEqual([])
    }
    world.clock.advance(5)
    for (const log of logs) {
      const news = await log.listAfter(begun - 1, 1, false)
      expect(news.map(({ path }) => path).toSorted()).toEqual(['/0', '/1', '/2', '/3'])
      expect(news.map(({ id }) => id)).toEqual(news.map(({ id }) => id).toSorted((one, other) => one - other))
    }
  })
})
