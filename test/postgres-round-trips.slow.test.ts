import { afterAll, beforeAll, expect, it } from 'vitest'
import { createKey } from '../src/domain/access/credentials.ts'
import { createCategory } from '../src/domain/taxonomy/categories.ts'
import { addCategoryTag } from '../src/domain/taxonomy/category-tags.ts'
import { createCourse } from '../src/domain/courses/courses.ts'
import { API_ROOT } from '../src/api/api-services.ts'
import type { CategoryId, CourseId } from '../src/domain/ids.ts'
import type { Store } from '../src/domain/store.ts'
import { apiToken, browserHeaders } from './support/api-client.ts'
import { openCountingProxy, type CountingProxy, type Flight } from './support/counting-proxy.ts'
import { SIGNING_KEY, openCoursepath, signToken } from './support/coursepath-client.ts'
import { makeBank, makeConsumer, signedPacket, TAGS } from './support/learnosity.ts'
import { listenOn } from './support/listen-on.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from './support/postgres.ts'
import { openWorld, type World } from './support/world.ts'

// What a request costs on PostgreSQL is, before all else, how often it waits for the network: statements that go out
// together are one round trip (decision 0033). Each job is asked for at a real socket, and its round trips are counted on
// the wire.

let server: TestPostgres
let proxy: CountingProxy
/** Past the proxy, which holds answers back. */
let direct: Store
let world: World
let origin: string

beforeAll(async () => {
  server = await startPostgres()
  proxy = await openCountingProxy(server.port)
  const url = new URL(await server.database())
  direct = await openPostgresAt(url.href)
  url.port = String(proxy.port)
  world = await openWorld({ store: await openPostgresAt(url.href) })
  origin = `http://127.0.0.1:${await listenOn(world.server)}`
  await fill()
})
afterAll(async () => {
  await direct.close()
  await world.close()
  await proxy.close()
  await server.stop()
})

interface Job {
  readonly name: string
  /** The most round trips that the request may wait for, its authentication included. */
  readonly most: number
  /** How many of its statements PostgreSQL parses and plans each time; none unless said. */
  readonly unprepared?: number
  /** The request of that number: each one makes something else. */
  readonly ask: (number: number) => Promise<Response>
}

let rev: Record<string, string>
let api: Record<string, string>
let browser: Record<string, string>
let intellum: string
let top: { id: CategoryId; guid: string }
let leaf: { id: CategoryId; guid: string }
let course: CourseId
let people: number[]
const TAGS_LISTED = 20
/** The most that are sent for one job. */
const REQUESTS = 10
const KEY = { key: 'thekeyofthebank1', secret: 'the secret of the bank' }

async function fill(): Promise<void> {
  const { owner } = world
  const manager = await world.person('Mona Manager', 'manager')
  rev = { authorization: `VBrick ${await world.revToken(manager)}` }
  api = { authorization: `Bearer ${await apiToken(world, manager)}` }
  browser = await browserHeaders(world, manager)
  intellum = await world.intellumKey()
  await openCoursepath(world)
  await world.store.write((tx) =>
    createKey(tx, owner, {
      door: 'coursepath',
      label: 'own',
      key: 'the-personal-key',
      memberId: manager.id,
    }),
  )
  people = []
  for (let n = 0; n < REQUESTS; n++) people.push((await world.person(`Learner ${n}`, 'learner')).id)
  await world.group('First aiders')
  await makeConsumer(world, KEY, [[(await makeBank(world)).id, 'write']])
  await direct.write(async (tx) => {
    top = (await createCategory(tx, owner, { name: 'Top', parent: null })).category
    leaf = (await createCategory(tx, owner, { name: 'Leaf', parent: { id: top.id } })).category
    await createCategory(tx, owner, { name: 'Below', parent: { id: leaf.id } })
    course = (await createCourse(tx, owner, { name: 'A course' })).id
    for (let n = 0; n < TAGS_LISTED; n++) {
      const { category } = await createCategory(tx, owner, { name: `Topic ${n}`, parent: { id: top.id } })
      await addCategoryTag(tx, owner, { categoryId: category.id, courseId: course, code: null })
    }
  })
}

let tokens = 0

const JOBS: readonly Job[] = [
  {
    name: 'read a category (Rev)',
    most: 2,
    ask: () => send('GET', `/api/v2/categories/${leaf.guid}`, rev),
  },
  {
    name: 'list category tags (Intellum)',
    most: 2,
    ask: () => send('GET', `/api/v2/category_tags?api_key=${intellum}`),
  },
  {
    name: 'create a category (Rev)',
    most: 4,
    ask: (number) =>
      send('POST', '/api/v2/categories', rev, { name: `New ${number}`, parentCategoryId: leaf.guid }),
  },
  {
    name: 'create a category (Intellum)',
    most: 4,
    ask: (number) =>
      send(
        'POST',
        `/api/v2/categories?api_key=${intellum}`,
        {},
        {
          category: { name: `Other ${number}`, parent_category_id: top.id },
        },
      ),
  },
  {
    name: 'rename a category (Rev)',
    most: 5,
    ask: (number) => send('PUT', `/api/v2/categories/${leaf.guid}`, rev, { name: `Leaf ${number}` }),
  },
  {
    name: 'create a user (Rev)',
    most: 4,
    ask: (number) => send('POST', '/api/v2/users', rev, { username: `u${number}`, lastName: 'User' }),
  },
  {
    name: 'create a member (Coursepath)',
    most: 4,
    ask: (number) => sendAsMember('POST', '/members', `email=m${number}@example.com&name=A+Member`),
  },
  {
    name: 'list the groups (Coursepath)',
    most: 4,
    ask: () => sendAsMember('GET', '/groups'),
  },
  {
    name: 'create a person',
    most: 4,
    ask: (number) => send('POST', `${API_ROOT}/people`, api, { username: `p${number}`, lastName: 'Person' }),
  },
  {
    name: 'create a person in a browser',
    most: 5,
    ask: (number) => {
      const person = { username: `b${number}`, lastName: 'Person' }
      return send('POST', `${API_ROOT}/people`, browser, person)
    },
  },
  {
    name: 'enrol a person',
    most: 4,
    ask: (number) =>
      send('POST', `${API_ROOT}/courses/${course}/enrolments`, api, { person: people[number] }),
  },
  {
    name: 'change the due date of an enrolment',
    most: 4,
    ask: (number) =>
      send('PATCH', `${API_ROOT}/enrolments/1`, api, { dueDate: `2031-01-${String(number + 10)}` }),
  },
  {
    name: 'change a person',
    most: 8,
    unprepared: 2,
    ask: (number) => send('PATCH', `${API_ROOT}/people/${people[0]}`, api, { department: `Dock ${number}` }),
  },
  {
    name: 'change a course',
    most: 7,
    unprepared: 1,
    ask: (number) => send('PATCH', `${API_ROOT}/courses/${course}`, api, { summary: `As of ${number}` }),
  },
  {
    name: 'list the groups',
    most: 5,
    unprepared: 1,
    ask: () => send('GET', `${API_ROOT}/groups`, api),
  },
  {
    name: 'read my own record with a personal key (Coursepath)',
    most: 4,
    ask: () => send('GET', '/api/v1/members/me', { authorization: 'Bearer the-personal-key' }),
  },
  {
    name: 'list a tag (Learnosity)',
    most: 4,
    unprepared: 1,
    ask: () => sendSigned('get', { limit: 1 }),
  },
  {
    name: 'set 1,000 tags (Learnosity)',
    most: 6,
    ask: (number) => {
      const tags = Array.from({ length: 1_000 }, (_, n) => ({
        type: 'Subject',
        name: `Tag ${number * 500 + n}`,
        description: `As of ${number}`,
      }))
      return sendSigned('set', { tags })
    },
  },
]

it.each(JOBS)('$name', async ({ most, unprepared = 0, ask }) => {
  // The first requests note that a key is used.
  for (const number of [0, 1]) await done(ask(number))
  let flights: readonly Flight[] = []
  // Statements are prepared on each connection that comes to be used.
  for (let number = 2; number < REQUESTS && (number === 2 || parsed(flights).length > 0); number++) {
    await proxy.settled()
    proxy.take()
    await done(ask(number))
    await proxy.settled()
    flights = proxy.take().filter((flight) => !isEndOfRead(flight))
  }
  const text = flights.map(({ statements }) => statements.join('\n    ')).join('\n')
  expect(flights.length, text).toBeLessThanOrEqual(most)
  expect(parsed(flights).length, parsed(flights).join('\n')).toBeLessThanOrEqual(unprepared)
})

/** The statements that PostgreSQL had to parse and plan anew. */
function parsed(flights: readonly Flight[]): readonly string[] {
  return flights.flatMap((flight) => flight.parsed)
}

/** Nobody waits until a read has ended: see the test of the store. */
function isEndOfRead({ statements }: Flight): boolean {
  return statements.join() === 'COMMIT'
}

async function done(asked: Promise<Response>): Promise<void> {
  const answer = await asked
  const text = await answer.text()
  expect([answer.status < 300, text]).toEqual([true, text])
}

function sendAsMember(method: string, path: string, form?: string): Promise<Response> {
  const claims = { jti: ++tokens, iat: world.clock.now() / 1000, email: 'mona.manager@example.com' }
  const authorization = `Bearer ${signToken(SIGNING_KEY, claims)}`
  return send(method, `/api/v1${path}`, { authorization }, form && new URLSearchParams(form))
}

function sendSigned(action: 'get' | 'set', parameters: object): Promise<Response> {
  const request = JSON.stringify(parameters)
  const security = JSON.stringify(signedPacket(KEY, world.clock.now(), request, action))
  return send('POST', TAGS, {}, new URLSearchParams({ security, request, action }))
}

function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: object | string,
): Promise<Response> {
  const isForm = body instanceof URLSearchParams
  const sent = body === undefined || body === '' || isForm ? body : JSON.stringify(body)
  return fetch(origin + path, {
    method,
    headers: {
      ...headers,
      ...(sent !== undefined && !isForm && { 'content-type': 'application/json' }),
    },
    ...(sent !== undefined && { body: sent }),
  })
}
