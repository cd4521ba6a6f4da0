import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { dialects } from '../../dialects/dialects.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { RequestLog } from '../../http/request-log.ts'

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

interface Requests {
  readonly items: readonly {
    readonly id: number
    readonly path: string
    readonly credential: unknown
    readonly requestBody: string | null
    readonly answerBody: string | null
  }[]
}
const requests = async (query = '') => (await api.get(`/doors/intellum/requests${query}`)).body as Requests

describe('the doors', () => {
  it('tell where they stand, what opens them, what differs, and how to begin', async () => {
    const { body } = await api.get('/doors')
    expect(body.items).toHaveLength(dialects.length)
    for (const door of body.items) {
      expect(door).toMatchObject({
        title: expect.any(String),
        baseUrl: expect.stringMatching(/^https:\/\/academy\.example\.com\/\w/),
        open: true,
        keyKind: expect.any(String),
        recordingUntil: null,
        differences: expect.arrayContaining([expect.stringMatching(/\.$/)]),
      })
      expect(Object.keys(door.snippets as object)).toEqual(['curl', 'javascript', 'python'])
      for (const snippet of Object.values(door.snippets as object)) {
        expect(snippet).toContain('https://academy.example.com')
      }
    }
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
        personId: null,
        error: null,
        milliseconds: expect.any(Number),
        requestId: expect.any(String),
        requestBody: null,
        answerBody: null,
      },
    ])
    expect(JSON.stringify(body)).not.toContain(key)
    expect((await requests('?failed=true')).items).toMatchObject([{ status: 422 }])
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
  it('holds the last thousand of a door', () => {
    const log = new RequestLog(world.clock)
    const request = { method: 'GET', id: 'x' } as never
    for (let n = 0; n < 1_234; n++) log.add('rev', request, `/${n}`, { status: 200, milliseconds: 1 })
    const kept = log.list('rev', 1, true)
    expect(kept).toHaveLength(1_000)
    expect([kept[0]?.path, kept.at(-1)?.path]).toEqual(['/1233', '/234'])
    log.add('rev', request, `/${'x'.repeat(10_000)}`, { status: 200, milliseconds: 1 })
    expect(log.list('rev', 1, true)[0]?.path.length).toBe(501)
    expect(log.list('rev', 1, false)).toEqual([])
  })
})
