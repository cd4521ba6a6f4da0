import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import type { Course } from '../../domain/courses/course.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import type { Enrolment } from '../../domain/learning/enrolment.ts'
import { takeQuiz } from '../../domain/learning/learning.ts'
import { setContent } from '../../domain/learning/set-content.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let course: Course
let taker: Member
let other: Member
let enrolment: Enrolment
let another: Enrolment
let api: ApiClient
let asTaker: ApiClient

beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
  taker = await world.person('Tara Taker')
  other = await world.person('Otto Other')
  asTaker = await apiClient(world, taker)
  course = await world.store.write((tx) =>
    createCourse(tx, world.owner, { name: 'Knots', certificate: { name: 'Knotted', days: 10 } }),
  )
  await world.store.write((tx) =>
    setContent(tx, world.owner, course.id, {
      lessons: [],
      quiz: {
        passMark: 50,
        questions: [
          {
            text: 'Which?',
            kind: 'single',
            choices: [
              { text: 'This', correct: true },
              { text: 'That', correct: false },
            ],
          },
        ],
      },
    }),
  )
  enrolment = await world.store.write((tx) => enrolMember(tx, world.owner, course.id, taker.id))
  another = await world.store.write((tx) => enrolMember(tx, world.owner, course.id, other.id))
  const by = { ...world.owner, memberId: taker.id }
  for (const choice of [1, 0]) await world.store.write((tx) => takeQuiz(tx, by, course.id, [[choice]]))
})
afterAll(() => world.close())

describe('an enrolment', () => {
  it('is shown with every key, and what was reached', async () => {
    const { body } = await api.get(`/enrolments/${enrolment.id}`)
    expect(body).toEqual({
      id: enrolment.id,
      course: { id: course.id, name: 'Knots' },
      person: { id: taker.id, name: 'Tara Taker' },
      role: 'learner',
      state: 'passed',
      progress: 100,
      score: 100,
      success: true,
      dueDate: null,
      started: expect.any(String),
      completed: expect.any(String),
      expires: expect.any(String),
      certificate: {
        code: expect.any(String),
        url: expect.stringMatching(/^https:\/\/academy\.example\.com\/certificates\/\d+-[0-9a-f]{32}$/),
      },
      origin: 'staff',
      created: expect.any(String),
      modified: expect.any(String),
    })
    const certificate = (await api.get(`/enrolments/${enrolment.id}/certificate`)).body
    expect(certificate).toMatchObject({
      name: 'Knotted',
      holder: 'Tara Taker',
      score: 100,
      ...body.certificate,
    })
    expect((await api.get(`/enrolments/${another.id}/certificate`)).status).toBe(404)
  })

  it('tells the tries at the quiz, the newest first, page by page', async () => {
    const oldest = (await api.get(`/enrolments/${enrolment.id}/attempts?sort=at&total=true&limit=1`)).body
    const all = (await api.get(`/enrolments/${enrolment.id}/attempts`)).body.items as { id: number }[]
    expect([oldest.total, oldest.items[0].id]).toEqual([all.length, all.at(-1)?.id])
    const path = `/enrolments/${enrolment.id}/attempts?sort=at&cursor=${oldest.next as string}`
    expect((await api.get(path)).body.items).toEqual(all.toReversed().slice(1))
    const first = (await api.get(`/enrolments/${enrolment.id}/attempts?limit=1`)).body
    expect(first.items).toMatchObject([{ score: 100, passed: true, answers: [[0]] }])
    const second = (
      await api.get(`/enrolments/${enrolment.id}/attempts?limit=1&cursor=${first.next as string}`)
    ).body
    expect(second).toMatchObject({ items: [{ score: 0, passed: false }], next: null })
  })

  it('is due on a day of the calendar', async () => {
    const path = `/enrolments/${another.id}`
    const { etag } = (await api.get(path)).headers
    expect((await api.patch(path, { dueDate: '2026-02-30' })).status).toBe(422)
    expect(
      (await api.patch(path, { dueDate: '2026-12-31' }, { headers: { 'if-match': etag as string } })).body
        .dueDate,
    ).toBe('2026-12-31')
    expect(
      (await api.patch(path, { dueDate: '2027-01-01' }, { headers: { 'if-match': etag as string } })).status,
    ).toBe(412)
    const due = async (query: string) =>
      (await api.get(`/enrolments?fields=id&${query}`)).body.items as unknown
    expect(await due('dueBefore=2027-01-01')).toEqual([{ id: another.id }])
    expect(await due('dueBefore=2026-12-31')).toEqual([])
    expect(await due('sort=-dueDate')).toEqual([{ id: another.id }, { id: enrolment.id }])
    expect((await api.patch(path, { dueDate: null })).body.dueDate).toBeNull()
  })

  it('ends with what was reached, and a dry run tells that', async () => {
    const gone = await world.person('Gina Gone')
    const { id } = await world.store.write((tx) => enrolMember(tx, world.owner, course.id, gone.id))
    expect((await api.delete(`/enrolments/${enrolment.id}?dryRun=true`)).body).toEqual({
      effects: { resultsDeleted: 1, certificatesDeleted: 1 },
    })
    expect((await api.delete(`/enrolments/${id}`)).status).toBe(204)
    expect((await api.delete(`/enrolments/${id}`)).status).toBe(404)
  })
})

describe('a list of enrolments', () => {
  it('is filtered by course, person, group and state', async () => {
    const group = await world.group('Knotters', { members: [other.guid] })
    const ids = async (query: string) =>
      ((await api.get(`/enrolments?sort=created&${query}`)).body.items as { id: number }[]).map(
        ({ id }) => id,
      )
    expect(await ids(`course=${course.id}`)).toEqual([enrolment.id, another.id])
    expect(await ids(`person=${taker.id}`)).toEqual([enrolment.id])
    expect(await ids(`group=${group.id}`)).toEqual([another.id])
    expect(await ids('state=passed,failed')).toEqual([enrolment.id])
    expect(await ids('completedFrom=2100-01-01T00:00:00Z')).toEqual([])
    const { body } = await api.get('/enrolments?expand=person,course')
    expect(body.items[0]).toMatchObject({
      person: { email: taker.email, invitation: { state: 'none' } },
      course: { name: 'Knots', certificateDays: 10, learnerCount: 2 },
    })
  })
})

describe('many enrolments at once', () => {
  it('are made, changed, and taken back', async () => {
    const { id } = await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Bends' }))
    const [ada, ben] = [await world.person('Ada Bender'), await world.person('Ben Bender')]
    const enrol = (person: Member) => ({ op: 'create', course: id, person: person.id })
    const made = await api.post('/enrolments/bulk', [enrol(ada), enrol(ben), enrol(ada)])
    const rows = made.body.rows as { status: number; thing: { id: number } }[]
    expect(rows.map(({ status }) => status)).toEqual([201, 201, 200])
    const [first, second] = rows.map(({ thing }) => thing.id)
    const changed = await api.post('/enrolments/bulk?before=true', [
      { op: 'update', id: first, dueDate: '2030-01-01' },
      { op: 'delete', id: second },
    ])
    expect(changed.body.rows).toMatchObject([
      { status: 200, before: { dueDate: null }, thing: { dueDate: '2030-01-01' } },
      { status: 204, before: { id: second, person: { id: ben.id } } },
    ])
  })

  it('are refused row by row', async () => {
    const rows = [
      { op: 'create', course: course.id, person: 999_999 },
      { op: 'create', course: 'code:NONE', person: other.id },
      { op: 'create', person: other.id },
      { op: 'delete', id: 999_999 },
    ]
    const { status, body } = await api.post('/enrolments/bulk', rows)
    expect([status, body.code]).toEqual([422, 'rows_refused'])
    expect(
      (body.errors as { pointer: string; code: string }[]).map((one) => [one.pointer, one.code]),
    ).toEqual([
      ['/0/person', 'unknown'],
      ['/1/course', 'unknown'],
      ['/2/course', 'required'],
      ['/3/id', 'unknown'],
    ])
    const enrol = { op: 'create', course: course.id, person: other.id }
    expect((await asTaker.post('/enrolments/bulk', [enrol])).status).toBe(422)
  })
})

describe('who may', () => {
  it('is staff; those who learn see their own', async () => {
    expect((await asTaker.get('/enrolments')).status).toBe(403)
    expect((await asTaker.get(`/enrolments?person=${taker.id}`)).body.items).toHaveLength(1)
    expect((await asTaker.get(`/enrolments?person=${other.id}`)).status).toBe(403)
    expect((await asTaker.get(`/enrolments/${enrolment.id}?expand=person,course`)).body).toMatchObject({
      person: { email: taker.email },
      course: { name: 'Knots' },
    })
    for (const id of [another.id, 999_999]) expect((await asTaker.get(`/enrolments/${id}`)).status).toBe(403)
    expect((await asTaker.get(`/enrolments/${enrolment.id}/attempts`)).status).toBe(200)
    expect((await asTaker.patch(`/enrolments/${enrolment.id}`, { dueDate: null })).status).toBe(403)
    expect((await asTaker.delete(`/enrolments/${enrolment.id}`)).status).toBe(403)
  })
})
