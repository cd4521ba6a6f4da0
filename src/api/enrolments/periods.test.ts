import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { pagesClient } from '../../../test/support/pages-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { finishCourse, finishLesson, retakeCourse } from '../../domain/learning/learning.ts'
import { sweepPeriods } from '../../domain/learning/periods.ts'
import type { CourseId, LessonId } from '../../domain/ids.ts'
import { systemOf } from '../../domain/principal.ts'
import type { Member } from '../../domain/people/member.ts'

const DAY = 24 * 60 * 60_000

let world: World
let api: ApiClient

beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
})
afterAll(() => world.close())

const sweep = (limit = 100) =>
  world.store.write((tx) => sweepPeriods(tx, systemOf(world.account.id, 'server'), limit))

async function course(more: object): Promise<CourseId> {
  const { status, body } = await api.post('/courses', { name: 'Yearly', ...more })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id as CourseId
}

async function enrol(id: CourseId, person: Member, dueDate?: string): Promise<string> {
  const { body } = await api.post(`/courses/${id}/enrolments`, { person: person.id, dueDate })
  return `/enrolments/${body.id as number}`
}

const pageAt = (url: string) => pagesClient(world).get(new URL(url).pathname)
const as = (person: Member) => ({ ...world.owner, memberId: person.id })
const complete = (id: CourseId, person: Member) => world.store.write((tx) => finishCourse(tx, as(person), id))

it('begins when a completion has counted long enough, and keeps what was reached', async () => {
  const person = await world.person('Yara Yearly')
  const id = await course({ repeatDays: 365, dueDays: 30, certificateName: 'Safe', certificateDays: 400 })
  const path = await enrol(id, person, '2026-02-01')
  await complete(id, person)
  const reached = (await api.get(path)).body
  expect(reached).toMatchObject({ state: 'passed', progress: 100, dueDate: '2026-02-01' })

  world.clock.advance(365 * DAY - 1)
  expect(await sweep()).toBe(0)
  expect((await api.get(path)).body).toEqual(reached)
  world.clock.advance(1)
  expect(await sweep()).toBe(1)
  expect(await sweep()).toBe(0)

  const now = (await api.get(path)).body
  expect(now).toMatchObject({
    id: reached.id,
    state: 'not_started',
    progress: 0,
    score: null,
    success: null,
    started: null,
    completed: null,
    certificate: null,
    dueDate: new Date(world.clock.now() + 30 * DAY).toISOString().slice(0, 10),
    created: reached.created,
  })
  const { items } = (await api.get(`${path}/earlier-results`)).body
  const { state, progress, score, success, dueDate, started, completed, expires, certificate } = reached
  const kept = { state, progress, score, success, dueDate, started, completed, expires, certificate }
  expect(items).toEqual([{ id: expect.any(Number), ...kept, ended: now.modified }])
  const { code, url } = certificate as { code: string; url: string }
  const page = await pageAt(url)
  expect([page.status, page.text.includes('Yara Yearly')]).toEqual([200, true])

  await complete(id, person)
  const again = (await api.get(path)).body
  expect(again.state).toBe('passed')
  expect((again.certificate as { code: string }).code).not.toBe(code)
  world.clock.advance(365 * DAY)
  await sweep()
  const both = (await api.get(`${path}/earlier-results?limit=1`)).body
  expect(both.items).toMatchObject([{ certificate: again.certificate }])
  const first = await api.get(`${path}/earlier-results?cursor=${both.next as string}`)
  expect(first.body).toMatchObject({ items: [{ certificate }], next: null })
  const oldestFirst = (await api.get(`${path}/earlier-results?sort=ended&total=true`)).body
  expect(oldestFirst).toMatchObject({ items: [first.body.items[0], both.items[0]], total: 2 })

  const trail = (await api.get(`/audit?subject=enrolment&subjectId=${reached.id as number}`)).body.items
  const begun = (
    trail as { before: { completed?: unknown } | null; after: { completed?: unknown } }[]
  ).filter(({ before, after }) => before?.completed != null && after.completed === null)
  expect(begun).toHaveLength(2)
  expect(begun).toMatchObject([
    { door: 'server', person: null },
    { door: 'server', person: null },
  ])
  expect((await api.get(`${path.replace(/\d+$/, '999999')}/earlier-results`)).status).toBe(404)
  const asOther = await apiClient(world, await world.person('Otto Other'))
  expect((await asOther.get(`${path}/earlier-results`)).status).toBe(403)
  const asThem = await apiClient(world, person)
  expect((await asThem.get(`${path}/earlier-results`)).body.items).toHaveLength(2)
  const timeline = (await api.get(`/people/${person.id}/timeline?limit=100`)).body.items as { kind: string }[]
  expect(timeline.filter(({ kind }) => kind === 'completion')).toHaveLength(2)

  const tried = await api.delete(`${path}?dryRun=true`)
  expect(tried.body.effects).toEqual({ resultsDeleted: 2, certificatesDeleted: 2 })
  expect((await api.delete(`/courses/${id}?dryRun=true`)).body.effects).toMatchObject({
    certificatesRevoked: 2,
  })
  expect((await api.delete(path)).status).toBe(204)
  const gone = await pageAt(url)
  expect(gone.status).toBe(404)
})

it('takes a program back that waits for other courses, and leaves one that was completed', async () => {
  const [early, both] = [await world.person('Pia Early'), await world.person('Bo Both')]
  const yearly = await course({ repeatDays: 10, code: 'P-YEARLY' })
  const once = await course({ code: 'P-ONCE' })
  const { id } = (await api.post('/programs', { name: 'Of two', courses: [yearly, once] })).body
  const members = `/programs/${id as number}/members`
  for (const person of [early, both]) await api.post(members, { person: person.id })
  await complete(yearly, early)
  await complete(yearly, both)
  await complete(once, both)
  world.clock.advance(10 * DAY)
  expect(await sweep(1)).toBe(1)
  expect(await sweep(1)).toBe(1)
  const of = async (person: Member) => (await api.get(`${members}/${person.id}`)).body as object
  expect(await of(early)).toMatchObject({ progress: 0, completed: null })
  expect(await of(both)).toMatchObject({ progress: 100, completed: expect.any(String) })
})

it('goes on with what somebody has done of a course that they are retaking', async () => {
  const person = await world.person('Rita Retaker')
  const id = await course({ repeatDays: 10 })
  const lesson = (title: string) => ({ title, kind: 'text', content: title })
  const { body } = await api.put(`/courses/${id}/content`, {
    lessons: [lesson('One'), lesson('Two')],
    quiz: null,
  })
  const [one, two] = (body.lessons as { id: LessonId }[]).map((part) => part.id)
  const path = await enrol(id, person)
  const finish = (part: LessonId | undefined) =>
    world.store.write((tx) => finishLesson(tx, as(person), id, part as LessonId))
  await finish(one)
  await finish(two)
  await world.store.write((tx) => retakeCourse(tx, as(person), id))
  await finish(one)
  world.clock.advance(10 * DAY)
  expect(await sweep()).toBe(1)
  expect((await api.get(path)).body).toMatchObject({ state: 'in_progress', progress: 50, completed: null })
  await finish(two)
  expect((await api.get(path)).body).toMatchObject({ state: 'passed', progress: 100 })
  expect((await api.get(`${path}/earlier-results`)).body.items).toMatchObject([{ progress: 100 }])
})

it('is told before the days of a course change', async () => {
  const person = await world.person('Tom Told')
  const id = await course({})
  await enrol(id, person)
  await complete(id, person)
  world.clock.advance(20 * DAY)
  const effects = async (repeatDays: number | null) =>
    (await api.patch(`/courses/${id}?dryRun=true`, { repeatDays })).body.effects as object
  expect(await effects(20)).toEqual({ periodsBegun: 1 })
  expect(await effects(21)).toEqual({ periodsBegun: 0 })
  expect(await effects(null)).toEqual({})
})
