import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  coursepathClient,
  openCoursepath,
  sendRaw,
  signToken,
  type CoursepathClient,
} from '../../../test/support/coursepath-client.ts'
import { eventsOf, mailsOf, subscribe } from '../../../test/support/outbox.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from '../../../test/support/postgres.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { buildServer } from '../../server/build-server.ts'
import { revokeKey } from '../../domain/access/credentials.ts'
import { createSigningKey } from '../../domain/access/signing-keys.ts'
import { coursepath } from './coursepath-dialect.ts'
import { parseCourseFile } from '../../cli/files/course-file.ts'
import { createOrUpdateCourse } from '../../domain/learning/course-definition.ts'
import { createOrUpdateProgram } from '../../domain/learning/program-definition.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import { takeQuiz } from '../../domain/learning/learning.ts'
import { setContent } from '../../domain/learning/set-content.ts'
import { createProgram } from '../../domain/courses/programs.ts'

// The same door on PostgreSQL, where operations run concurrently.
let postgres: TestPostgres
let url: string
let world: World
let manager: CoursepathClient

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())
beforeEach(async () => {
  url = await postgres.database()
  world = await openWorld({ store: await openPostgresAt(url) })
  await openCoursepath(world)
  await subscribe(world)
  await world.person('Ada Manager', 'manager')
  manager = coursepathClient(world, 'ada.manager@example.com')
})
afterEach(() => world.close())

/** Other nodes on the same database. */
async function nodes(count: number): Promise<World[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const store = await openPostgresAt(url)
      const server = buildServer({ ...world.services, store }, undefined, [coursepath])
      const close = async () => {
        await server.close()
        await store.close()
      }
      return { ...world, store, server, close }
    }),
  )
}

const TWENTY = Array.from({ length: 20 }, (_, index) => index)

describe('a token that reaches twenty nodes at the same moment', () => {
  let all: World[]

  beforeEach(async () => {
    all = await nodes(TWENTY.length)
  })
  afterEach(() => Promise.all(all.map((node) => node.close())))

  const everywhere = async (path: string, authorization: string) => {
    const answers = await Promise.all(
      all.map((node) => sendRaw(node, 'GET', path, { headers: { authorization } })),
    )
    return answers.map(({ status }) => status)
  }

  it('works once, the first time and later, also when the request then fails', async () => {
    const asked = { '/members/me': 200, '/groups': 200, '/members/1234567': 404, '/nothing': 404 }
    for (const [path, status] of Object.entries(asked)) {
      const answers = await everywhere(path, `Bearer ${manager.token()}`)
      expect(answers.filter((one) => one === 401)).toHaveLength(19)
      expect(answers).toContain(status)
    }
  })

  it('works nowhere once its key is revoked', async () => {
    const { id } = await world.store.write((tx) =>
      createSigningKey(tx, world.owner, world.services.sealedBox, {
        door: 'coursepath',
        label: 'next',
        secret: 'the-next-key',
      }),
    )
    const token = (jti: string) =>
      `Bearer ${signToken('the-next-key', { jti, iat: world.clock.now() / 1000, email: 'ada.manager@example.com' })}`
    for (const node of all) {
      const headers = { authorization: token(`of ${all.indexOf(node)}`) }
      expect((await sendRaw(node, 'GET', '/members/me', { headers })).status).toBe(200)
    }
    await world.store.write((tx) => revokeKey(tx, world.owner, id))
    expect(await everywhere('/members/me', token('late'))).toEqual(TWENTY.map(() => 401))
  })
})

const EIGHT = Array.from({ length: 8 })
const course = (name = 'C') => world.store.write((tx) => createCourse(tx, world.owner, { name }))

describe('simultaneous equal calls give one row and equal answers', () => {
  it('that make a member in a course', async () => {
    const { id } = await course()
    const answers = await Promise.all(
      EIGHT.map(() => manager.post(`/courses/${id}/members`, { form: { email: 'one@example.com' } })),
    )
    expect(answers.map((answer) => answer.status)).toEqual(EIGHT.map(() => 200))
    expect(new Set(answers.map((answer) => answer.json<{ id: number }>().id)).size).toBe(1)
    expect(await eventsOf(world)).toHaveLength(1)
    const list = await manager.get(`/courses/${id}/members`)
    expect(list.json()).toHaveLength(1)
    expect(list.headers['x-total-count']).toBe('1')
  })

  it('that enrol a member', async () => {
    const { id } = await course()
    const lea = await world.person('Lea Learner', 'learner')
    const path = `/courses/${id}/members/${lea.id}/coursemember`
    const answers = await Promise.all(EIGHT.map(() => manager.post(path)))
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect(await eventsOf(world)).toHaveLength(1)
    const removals = await Promise.all(EIGHT.map(() => manager.delete(path)))
    expect(removals.map((answer) => answer.status).sort()).toEqual([200, 404, 404, 404, 404, 404, 404, 404])
    expect(await eventsOf(world)).toHaveLength(2)
  })

  it('that make a group', async () => {
    const people = await Promise.all(EIGHT.map((_, index) => world.person(`P ${index}`, 'learner')))
    const answers = await Promise.all(
      people.map(({ id }) => manager.post(`/members/${id}/groups`, { form: { name: 'One' } })),
    )
    expect(new Set(answers.map((answer) => answer.json<{ id: number }>().id)).size).toBe(1)
    expect((await manager.get('/groups')).json()).toMatchObject([{ name: 'One', memberCount: 8 }])
  })

  it('that put one member into a group and take her out again, with one audit entry each', async () => {
    const lea = await world.person('Lea Learner', 'learner')
    const path = `/members/${lea.id}/groups`
    const twenty = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'Sales' : 'SALES'))
    const answers = await Promise.all(twenty.map((name) => manager.post(path, { form: { name } })))
    expect(answers.map((answer) => answer.status)).toEqual(twenty.map(() => 200))
    expect(new Set(answers.map((answer) => answer.json<{ id: number }>().id)).size).toBe(1)
    const removals = await Promise.all(twenty.map((name) => manager.delete(path, { form: { name } })))
    expect(removals.map((answer) => answer.status)).toEqual(twenty.map(() => 200))
    const entries = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 1000))
    const changes = entries.filter((entry) => entry.subject === 'group' && entry.action === 'update')
    expect(changes).toMatchObject([
      { after: { membersAdded: [lea.id] } },
      { before: { membersRemoved: [lea.id] } },
    ])
  })

  it('that complete the last two courses of a program at once', async () => {
    const lea = await world.person('Lea Learner', 'learner')
    const courses = await Promise.all([course('A'), course('B')])
    for (const { id } of courses) {
      const choices = [
        { text: 'yes', correct: true },
        { text: 'no', correct: false },
      ]
      await world.store.write((tx) =>
        setContent(tx, world.owner, id, {
          lessons: [],
          quiz: { passMark: 100, questions: [{ text: '?', kind: 'single', choices }] },
        }),
      )
    }
    const program = await world.store.write((tx) =>
      createProgram(tx, world.owner, { name: 'P', courseIds: courses.map(({ id }) => id) }),
    )
    await manager.post(`/programs/${program.id}/members/${lea.id}/programmember`)
    const by = { ...world.owner, door: 'console', memberId: lea.id } as const
    await Promise.all(courses.map(({ id }) => world.store.write((tx) => takeQuiz(tx, by, id, [[0]]))))
    expect(
      (await manager.get(`/programs/${program.id}/members/${lea.id}/programmember`)).json(),
    ).toMatchObject({
      progress: 100,
    })
    const completed = (await eventsOf(world)).filter(({ event }) => event === 'program_membership_completed')
    expect(completed).toHaveLength(1)
  })
})

describe('a course in a file', () => {
  it('is applied as on SQLite, and the second time nothing is different', async () => {
    const file = readFileSync(new URL('../../../docs/examples/working-safely.json', import.meta.url), 'utf8')
    const definition = parseCourseFile(JSON.parse(file), [])
    const apply = () => world.store.write((tx) => createOrUpdateCourse(tx, world.owner, definition))
    const first = await apply()
    const trail = () => world.store.read((reader) => reader.audit.listNewest(world.account.id, {}, 1))
    const last = await trail()
    const again = await apply()
    expect(again).toEqual({ before: first.after, after: first.after })
    expect(await trail()).toEqual(last)
    expect((await manager.get('/courses')).json()).toMatchObject([
      { name: 'Working safely', duration: 1_800_000 },
    ])

    const lea = await world.person('Lea Learner', 'learner')
    const program = await world.store.write((tx) =>
      createOrUpdateProgram(tx, world.owner, { values: { name: 'First weeks' }, courses: ['SAFE-101'] }),
    )
    const { id } = program.after.program
    await manager.post(`/programs/${id}/members/${lea.id}/programmember`)
    const more = await course('More')
    // A course is added while people join: all of them are enrolled in it.
    const people = await Promise.all(EIGHT.map((_, index) => world.person(`P ${index}`, 'learner')))
    await Promise.all([
      ...people.map((person) => manager.post(`/programs/${id}/members/${person.id}/programmember`)),
      world.store.write((tx) =>
        createOrUpdateProgram(tx, world.owner, { id, values: {}, courses: ['SAFE-101', more.id] }),
      ),
    ])
    expect((await manager.get(`/courses/${more.id}/members`)).json()).toHaveLength(9)
  })
})

describe('lists, filters and invites', () => {
  it('answer as on SQLite', async () => {
    const john = (
      await manager.post('/members', {
        form: { email: 'john@example.com', company: 'Grün', externalId: 'HR', roles: 'trainer' },
      })
    ).json<{ id: number }>()
    for (const query of [
      'company=GRÜN',
      'externalId=hr&company=grün',
      'role=trainer',
      'name=john',
      'email=JOHN@example.com',
    ]) {
      expect((await manager.get(`/members?${query}`)).json()).toMatchObject([{ id: john.id }])
    }
    expect((await manager.get('/members?company=')).text).toBe('[]')
    expect((await manager.get('/members?active=false')).text).toBe('[]')
    expect((await manager.get('/members')).headers['x-total-count']).toBe('2')
    expect((await manager.get('/courses')).text).toBe('[]')
    const learner = coursepathClient(world, 'john@example.com')
    const { id } = await course()
    expect((await learner.get('/courses')).json()).toMatchObject([{ id }])
    await manager.post(`/courses/${id}/members/${john.id}/invite`, { form: { 'mail[subject]': 'Hi' } })
    expect(await mailsOf(world)).toMatchObject([{ subject: 'Hi', to: 'john@example.com' }])
    expect((await manager.get(`/courses/${id}/coursemembers?completed=true`)).text).toBe('[]')
  })
})
