import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCourse } from '../../domain/courses/courses.ts'
import { createInviteJob, cancelJob } from '../../domain/learning/jobs.ts'
import type { Member } from '../../domain/people/member.ts'
import { API_ROOT } from '../api-services.ts'
import { apiClient, askApi, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

let world: World
let manager: Member
let api: ApiClient
let port: number

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  api = await apiClient(world, manager)
  await world.server.ready()
  port = await new Promise<number>((resolve) => {
    world.server.http.listen(0, '127.0.0.1', () => resolve((world.server.http.address() as AddressInfo).port))
  })
})
afterAll(() => world.close())

/** Reads a stream of events until `count` have arrived. */
function watch(topics: string, count: number, headers: Record<string, string> = {}) {
  return new Promise<{ id: string; event: string; data: Record<string, unknown> }[]>((resolve, reject) => {
    const request = get(
      `http://127.0.0.1:${port}${API_ROOT}/live?topics=${topics}`,
      { headers: { authorization: `Bearer ${api.token}`, ...headers } },
      (response) => {
        expect(response.headers['content-type']).toBe('text/event-stream')
        let text = ''
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece
          const events = text
            .split('\n\n')
            .slice(0, -1)
            .filter((block) => block.startsWith('id:'))
          if (events.length < count) return
          request.destroy()
          resolve(
            events.map((block) => {
              const [, id = '', event = '', data = ''] =
                /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? []
              return { id, event, data: JSON.parse(data) as Record<string, unknown> }
            }),
          )
        })
        response.on('error', () => undefined)
      },
    )
    request.on('error', (error) => {
      if (!request.destroyed) reject(error)
    })
  })
}

describe('the stream of what happens', () => {
  it('tells of jobs as they change, and goes on where somebody stopped reading', async () => {
    const by = { accountId: world.account.id, door: 'api', credentialId: null, memberId: manager.id }
    const course = await world.store.write((tx) => createCourse(tx, world.owner, { name: 'First aid' }))
    const links = { linkPrefix: 'https://academy.example.com/activate?token=', lifetime: 1000 }
    const told = watch('jobs', 1, { 'last-event-id': '0-0-0-0-0' })
    const job = await world.store.write((tx) => createInviteJob(tx, by, course.id, links))
    const [first] = await told
    expect(first).toMatchObject({ event: 'jobs', data: { id: job.id, state: 'waiting' } })

    world.clock.advance(5)
    await world.store.write((tx) => cancelJob(tx, by, job.id))
    const [next] = await watch('jobs', 1, { 'last-event-id': first?.id ?? '' })
    expect(next).toMatchObject({ data: { id: job.id, state: 'cancelled' } })
  })

  it('tells of requests at the doors, without what was sent', async () => {
    const key = await world.intellumKey()
    const told = watch('requests', 2, { 'last-event-id': '0-0-0-0-0' })
    const door = await world.server.instances.opened('intellum')
    for (const page of [1, 2]) await door.inject({ url: `/api/v2/categories?api_key=${key}&page=${page}` })
    const [first, second] = await told
    expect(first).toMatchObject({
      event: 'requests',
      data: { door: 'intellum', method: 'GET', status: 200, requestBody: null, answerBody: null },
    })
    expect(JSON.stringify(first)).not.toContain(key)
    expect(second?.data.path).toContain('page=2')
    const [again] = await watch('requests', 1, { 'last-event-id': first?.id ?? '' })
    expect(again?.data).toEqual(second?.data)
  })

  it('tells at once from where to go on, and counts no stream that nobody reads', async () => {
    for (let count = 0; count < 12; count++) {
      const head = await askApi(world, 'HEAD', '/live?topics=jobs', {
        headers: { authorization: `Bearer ${api.token}` },
      })
      expect(head.status).toBe(200)
    }
    const beginning = await new Promise<string>((resolve) => {
      const request = get(
        `http://127.0.0.1:${port}${API_ROOT}/live?topics=jobs`,
        { headers: { authorization: `Bearer ${api.token}` } },
        (response) => {
          response.setEncoding('utf8').once('data', (piece: string) => {
            resolve(piece)
            request.destroy()
          })
          response.on('error', () => undefined)
        },
      )
    })
    expect(beginning).toMatch(/^retry: \d+\nid: [\d-]+\n\n/)
  })

  it('refuses a token whose scopes leave a topic out', async () => {
    const narrow = await apiClient(world, manager, 'topics:read')
    for (const [topic, scope] of [
      ['deliveries', 'delivery:read'],
      ['mails', 'delivery:read'],
      ['requests', 'settings:read'],
    ] as const) {
      const { body } = await narrow.get(`/live?topics=jobs,${topic}`)
      expect([body.code, String(body.detail).includes(scope)]).toEqual(['scope_missing', true])
    }
    const assistant = await apiClient(world, await world.person('Ada Assistant', 'assistant'))
    expect((await assistant.get('/live?topics=requests')).body.code).toBe('forbidden')
  })

  it('refuses what one may not watch, no topic, and an id that is none of ours', async () => {
    const auditor = await apiClient(world, await world.person('Aude Auditor', 'auditor'))
    expect((await auditor.get('/live?topics=deliveries')).body.code).toBe('forbidden')
    expect((await api.get('/live')).body.errors[0]).toMatchObject({ parameter: 'topics', code: 'required' })
    const odd = await api.get('/live?topics=jobs', { headers: { 'last-event-id': 'odd' } })
    expect(odd.body).toMatchObject({ code: 'invalid_header' })
  })

  it('ends with the server', async () => {
    const ended = new Promise<void>((resolve) => {
      get(
        `http://127.0.0.1:${port}${API_ROOT}/live?topics=jobs`,
        { headers: { authorization: `Bearer ${api.token}` } },
        (response) => {
          response.once('data', () => void world.server.close())
          response.on('end', () => resolve()).on('error', () => resolve())
        },
      )
    })
    await ended
  })
})
