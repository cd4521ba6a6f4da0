import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiToken } from '../../test/support/api-client.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import type { Member } from '../domain/people/member.ts'
import { RequestLog } from '../http/request-log.ts'
import { buildApi } from './api-instance.ts'
import { API_ROOT } from './api-services.ts'
import { makeDocument } from './openapi/make-document.ts'
import { operations } from './operations.ts'
import type { Going, Operation } from './table/operation.ts'

// A table of its own: nothing of ours goes at present.
const GOING: Readonly<Record<string, Going | undefined>> = {
  listTopics: { deprecated: '2026-01-01', sunset: '2027-01-01', instead: '/docs/guide/paging' },
  listGroups: { deprecated: '2026-02-01', instead: '/docs' },
  listCourses: undefined,
  listDeprecations: undefined,
}
const table: readonly Operation[] = operations
  .filter(({ id }) => id in GOING)
  .map((operation) => {
    const going = GOING[operation.id]
    return going === undefined ? operation : { ...operation, going }
  })

let world: World
let manager: Member
let app: FastifyInstance
let token: string

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  const services = {
    ...world.services,
    doors: [],
    requests: new RequestLog(world.clock, { node: 'node' }),
    renderMail: () => ({ text: '', html: '' }),
    printPreview: () => Promise.resolve(Buffer.alloc(0)),
  }
  app = await buildApi(services, table)
  token = await apiToken(world, manager)
})
afterAll(async () => {
  await app.close()
  await world.close()
})

const get = (path: string, as = token) =>
  app.inject({ url: `${API_ROOT}${path}`, headers: { authorization: `Bearer ${as}` } })

it('is told by answers, refusals too, and by the document', async () => {
  const soon = await get('/topics')
  expect([soon.statusCode, soon.headers]).toMatchObject([
    200,
    {
      deprecation: '@1767225600',
      sunset: 'Fri, 01 Jan 2027 00:00:00 GMT',
      link: '<https://academy.example.com/docs/guide/paging>; rel="deprecation"; type="text/html"',
    },
  ])
  const once = await get('/groups', 'no token')
  expect([once.statusCode, once.headers.deprecation, once.headers.sunset]).toEqual([
    401,
    '@1769904000',
    undefined,
  ])
  expect((await get('/courses')).headers).not.toHaveProperty('deprecation')
  const { paths } = makeDocument(table, '1') as { paths: Record<string, { get: object }> }
  expect(paths['/topics']?.get).toMatchObject({ deprecated: true, 'x-sunset': '2027-01-01' })
  expect(paths['/courses']?.get).not.toHaveProperty('deprecated')
})

it('lists who still calls it, and how often', async () => {
  const other = await apiToken(world, await world.person('Otto Other', 'manager'))
  await get('/groups', other)
  world.clock.advance(1000)
  await get('/groups', other)
  const { items } = (await get('/deprecations')).json<{ items: Record<string, unknown>[] }>()
  expect(items.map(({ operation, count }) => [operation, count])).toEqual([
    ['listTopics', 1],
    ['listGroups', 2],
  ])
  expect(items[0]).toMatchObject({
    method: 'GET',
    path: '/topics',
    deprecated: '2026-01-01T00:00:00.000Z',
    sunset: '2027-01-01T00:00:00.000Z',
    person: { id: manager.id, name: expect.any(String) },
    credential: { id: expect.any(Number), name: expect.any(String) },
  })
  expect(items[1]).toMatchObject({ sunset: null, lastCalled: new Date(world.clock.now()).toISOString() })
})
