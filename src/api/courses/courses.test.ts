import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import { finishCourse, startCourse, takeQuiz } from '../../domain/learning/learning.ts'
import type { CourseId } from '../../domain/ids.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let api: ApiClient
let taker: Member
let learner: ApiClient
let author: ApiClient
let auditor: ApiClient

beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
  taker = await world.person('Lea Learner')
  learner = await apiClient(world, taker)
  author = await apiClient(world, await world.person('Arno Author', 'author'))
  auditor = await apiClient(world, await world.person('Audrey Auditor', 'auditor'))
})
afterAll(() => world.close())

let made = 0
const unique = (word: string) => `${word} ${++made}`

async function course(more: object = {}): Promise<number> {
  const { status, body } = await api.post('/courses', { name: unique('Course'), ...more })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id as number
}

const namesOf = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name)

describe('a course', () => {
  it('is made, read, changed and deleted', async () => {
    const answer = await api.post('/courses', { name: 'Fire drill', code: 'FIRE-1', durationSeconds: 900 })
    expect(answer.status).toBe(201)
    expect(answer.headers.location).toMatch(/\/courses\/\d+$/)
    expect(answer.body).toEqual({
      id: expect.any(Number),
      code: 'FIRE-1',
      name: 'Fire drill',
      type: 'page',
      summary: null,
      durationSeconds: 900,
      active: true,
      inCatalog: true,
      visibility: 'members',
      selfEnrolment: 'invitation',
      language: null,
      thumbnailUrl: null,
      author: null,
      certificateName: null,
      certificateDays: null,
      dueDays: null,
      repeatDays: null,
      learnerCount: 0,
      created: expect.stringMatching(/Z$/),
      modified: expect.stringMatching(/Z$/),
    })
    expect((await api.get('/courses/code:FIRE-1')).body).toEqual(answer.body)
    const path = `/courses/${answer.body.id as number}`
    const values = {
      name: 'Fire drill at sea',
      type: 'link',
      summary: 'Out!',
      durationSeconds: null,
      active: false,
      visibility: 'groups',
      selfEnrolment: 'allowed',
      language: 'de',
      thumbnailUrl: 'https://pictures.example.com/fire.png',
      author: 'Arno',
      certificateName: 'Fire warden',
      certificateDays: 365,
      dueDays: 14,
      repeatDays: 365,
    }
    expect((await api.patch(path, values)).body).toMatchObject({
      ...values,
      inCatalog: false,
      code: 'FIRE-1',
    })
    const some = await api.patch(path, { certificateDays: null, code: null })
    expect(some.body).toMatchObject({ certificateName: 'Fire warden', certificateDays: null, code: null })
    expect((await api.patch(path, { certificateName: null })).body.certificateName).toBeNull()
    expect((await api.delete(path)).status).toBe(204)
    expect((await api.delete(path)).status).toBe(404)
    expect((await api.get(path)).status).toBe(404)
  })

  it('is refused with everything that is wrong at once', async () => {
    await course({ code: 'TAKEN' })
    const wrong = await api.post('/courses', { nmae: 'x', type: 'novel', durationSeconds: -1 })
    expect(wrong.status).toBe(422)
    const errors = wrong.body.errors as { pointer: string }[]
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/durationSeconds',
      '/name',
      '/nmae',
      '/type',
    ])
    expect((await api.post('/courses', { name: 'x', language: '??' })).body.errors).toMatchObject([
      { pointer: '/language', code: 'malformed' },
    ])
    expect((await api.post('/courses', { name: 'x', certificateDays: 5 })).body.errors).toMatchObject([
      { pointer: '/certificateDays', code: 'not_allowed' },
    ])
    const taken = await api.post('/courses', { name: 'x', code: 'TAKEN' })
    expect(taken.body).toMatchObject({
      status: 409,
      code: 'code_taken',
      errors: [{ pointer: '/code', code: 'taken' }],
    })
    for (const place of ['0', 'x', 'guid:1', 'email:a@b.example']) {
      expect((await api.get(`/courses/${place}`)).status, place).toBe(404)
    }
  })

  it('is made or changed under its code', async () => {
    const first = await api.put('/courses/code:OWN', { name: 'Own', summary: 'First' })
    expect([first.status, first.body.code]).toEqual([201, 'OWN'])
    const second = await api.put('/courses/code:OWN', { name: 'Own two' })
    expect(second.status).toBe(200)
    expect(second.body).toMatchObject({ id: first.body.id, name: 'Own two', summary: 'First' })
    expect((await api.put(`/courses/${first.body.id as number}`, { name: 'No' })).status).toBe(404)
  })

  it('is changed only as it was read, where that is asked for', async () => {
    const path = `/courses/${await course()}`
    const etag = (await api.get(path)).headers.etag as string
    await api.patch(path, { summary: 'Newer' })
    const headers = { 'if-match': etag }
    expect((await api.patch(path, { summary: 'Late' }, { headers })).body).toMatchObject({
      status: 412,
      current: { summary: 'Newer' },
    })
  })

  it('tells before it goes what goes with it', async () => {
    const id = (await course({ certificateName: 'Paper' })) as CourseId
    const other = await world.person('Otto Other')
    const by = { ...world.owner, memberId: taker.id }
    await world.store.write(async (tx) => {
      await enrolMember(tx, world.owner, id, taker.id)
      await enrolMember(tx, world.owner, id, other.id)
      await startCourse(tx, by, id)
      await finishCourse(tx, by, id)
    })
    expect((await api.get(`/courses/${id}`)).body.learnerCount).toBe(2)
    const takers = await api.get(`/courses/${id}/enrolments?state=passed`)
    expect(takers.body.items).toMatchObject([{ person: { id: taker.id }, course: { id } }])
    expect((await learner.get(`/courses/${id}/enrolments`)).status).toBe(403)
    const gone = await api.delete(`/courses/${id}?dryRun=true`)
    expect(gone.body.effects).toEqual({ enrolmentsDeleted: 2, resultsDeleted: 1, certificatesRevoked: 1 })
    expect((await api.get(`/courses/${id}`)).body.learnerCount).toBe(2)
  })
})

describe('a list of courses', () => {
  it('is filtered, sorted and walked through', async () => {
    const topic = (await api.post('/topics', { name: 'Shelf' })).body.id as number
    const group = await world.group('Readers')
    const ids: number[] = []
    for (const [at, visibility] of ['groups', 'everyone', 'groups'].entries()) {
      const id = await course({ name: `Book ${at}`, visibility, author: 'Ada', active: at !== 2 })
      ids.push(id)
      await api.put(`/courses/${id}/topics`, { items: [topic] })
      if (at === 0) await api.put(`/courses/${id}/groups`, { items: [`guid:${group.guid}`] })
    }
    const listed = async (query: string) => namesOf((await api.get(`/courses?topic=${topic}&${query}`)).body)
    expect(await listed('sort=-name')).toEqual(['Book 2', 'Book 1', 'Book 0'])
    expect(await listed('visibility=groups&active=true')).toEqual(['Book 0'])
    expect(await listed('visibility=groups,everyone&sort=name')).toEqual(['Book 0', 'Book 1', 'Book 2'])
    expect(await listed(`group=guid:${group.guid}`)).toEqual(['Book 0'])
    expect(await listed('author=null')).toEqual([])
    const [first = 0, , third = 0] = ids
    expect(await listed(`id=${first},${third}&sort=name`)).toEqual(['Book 0', 'Book 2'])
    expect(await listed('author=Ada,null')).toHaveLength(3)
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await api.get(`/courses?topic=${topic}&sort=name&limit=2${cursor}`)
      seen.push(...namesOf(body))
      cursor = body.next === null ? '' : `&cursor=${body.next as string}`
    } while (cursor !== '')
    expect(seen).toEqual(['Book 0', 'Book 1', 'Book 2'])
    const { body } = await api.get(`/courses?topic=${topic}&sort=name&expand=topics,groups&fields=name`)
    expect(body.items[0]).toEqual({
      name: 'Book 0',
      topics: [{ id: topic, name: 'Shelf' }],
      groups: [{ id: group.id, name: 'Readers' }],
    })
  })
})

describe('what a course consists of', () => {
  const lessons = [{ title: 'Alarm', kind: 'text', content: 'Stay *calm*.' }]
  const quiz = {
    passMark: 80,
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
  }

  it('is replaced as a whole', async () => {
    const path = `/courses/${await course()}/content`
    expect((await api.get(path)).body).toEqual({ lessons: [], quiz: null })
    const put = await api.put(path, { lessons, quiz })
    expect(put.status, JSON.stringify(put.body)).toBe(200)
    expect(put.body).toEqual({ lessons: [{ id: expect.any(Number), ...lessons[0] }], quiz })
    expect((await api.get(path)).body).toEqual(put.body)
    const etag = put.headers.etag as string
    await api.put(path, { lessons, quiz: null })
    expect((await api.put(path, { lessons: [], quiz }, { headers: { 'if-match': etag } })).status).toBe(412)
  })

  it('names the place of what is wrong', async () => {
    const path = `/courses/${await course()}/content`
    const wrong = await api.put(path, {
      lessons: [{ title: 'Film', kind: 'video', content: 'no address' }],
      quiz: {
        ...quiz,
        questions: [
          {
            ...quiz.questions[0],
            choices: quiz.questions[0]?.choices.slice(1).concat(quiz.questions[0].choices.slice(1)),
          },
        ],
      },
    })
    expect(wrong.status).toBe(422)
    expect(wrong.body.errors).toMatchObject([
      { pointer: '/lessons/0/content', code: 'malformed' },
      { pointer: '/quiz/questions/0/choices', code: 'malformed' },
    ])
  })

  it('is counted question by question, as the quiz is now', async () => {
    const id = (await course()) as CourseId
    expect((await api.get(`/courses/${id}/quiz-results`)).body.code).toBe('not_found')
    const [first] = quiz.questions
    const second = {
      text: 'Which ones?',
      kind: 'multiple',
      choices: ['a', 'b', 'c'].map((text, index) => ({ text, correct: index < 2 })),
    }
    const whole = { passMark: 50, questions: [first, second] }
    await api.put(`/courses/${id}/content`, { lessons: [], quiz: whole })
    const by = { ...world.owner, memberId: taker.id }
    const answers = [
      [[0], [0, 1]],
      [[1], [0, 1, 2]],
      [[1], [2]],
      [[], [0, 1]],
    ]
    await world.store.write(async (tx) => {
      await enrolMember(tx, world.owner, id, taker.id)
      for (const one of answers) await takeQuiz(tx, by, id, one)
    })
    const path = `/courses/${id}/quiz-results`
    expect((await api.get(path)).body).toEqual({
      attempts: 4,
      isCapped: false,
      outdated: 0,
      questions: [
        {
          text: 'Which?',
          kind: 'single',
          right: 1,
          choices: [
            { text: 'This', correct: true, ticked: 1 },
            { text: 'That', correct: false, ticked: 2 },
          ],
        },
        {
          text: 'Which ones?',
          kind: 'multiple',
          right: 2,
          choices: [
            { text: 'a', correct: true, ticked: 3 },
            { text: 'b', correct: true, ticked: 3 },
            { text: 'c', correct: false, ticked: 2 },
          ],
        },
      ],
    })
    // Answers to a question that is gone count for nothing.
    await api.put(`/courses/${id}/content`, { lessons: [], quiz: { passMark: 50, questions: [second] } })
    expect((await api.get(path)).body).toMatchObject({ attempts: 4, outdated: 4, questions: [{ right: 0 }] })
    expect([(await author.get(path)).status, (await auditor.get(path)).status]).toEqual([200, 200])
    expect((await learner.get(path)).body.code).toBe('forbidden')
    expect((await api.get('/courses/999999/quiz-results')).status).toBe(404)
  })

  it('ends with a certificate that is seen before anybody has earned it', async () => {
    const id = await course({ certificateName: 'Ladder pass', certificateDays: 30 })
    const instance = await world.server.instances.opened('api')
    const answer = await instance.inject({
      url: `/api/quadrivium/v1/courses/${id}/certificate-preview`,
      headers: { authorization: `Bearer ${api.token}` },
    })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/pdf'])
    expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    expect(answer.rawPayload.length).toBeGreaterThan(5_000)
    const without = await api.get(`/courses/${await course()}/certificate-preview`)
    expect([without.status, without.body.code]).toEqual([404, 'not_found'])
    expect((await learner.get(`/courses/${id}/certificate-preview`)).body.code).toBe('forbidden')
  })

  it('is for those who see every course: it holds the right answers', async () => {
    const id = (await course({ visibility: 'everyone' })) as CourseId
    expect((await learner.get(`/courses/${id}`)).status).toBe(200)
    expect((await learner.get(`/courses/${id}/content`)).status).toBe(403)
    expect((await auditor.get(`/courses/${id}/content`)).status).toBe(200)
    expect((await auditor.put(`/courses/${id}/content`, { lessons: [], quiz: null })).status).toBe(403)
  })
})

describe('topics, groups and words of a course', () => {
  it('are replaced as a whole, and refused where one is unknown', async () => {
    const id = await course()
    const [one, other] = [
      (await api.post('/topics', { name: unique('Topic'), code: unique('T') })).body,
      (await api.post('/topics', { name: unique('Topic') })).body,
    ]
    const put = await api.put(`/courses/${id}/topics`, { items: [`code:${one.code as string}`, other.id] })
    expect(put.body.items).toEqual([one, other].map((topic) => ({ id: topic.id, name: topic.name })))
    expect((await api.put(`/courses/${id}/topics`, { items: [other.id] })).body.items).toHaveLength(1)
    expect((await api.get(`/courses/${id}/topics`)).body.items).toEqual([{ id: other.id, name: other.name }])
    const unknown = { status: 422, code: 'invalid', errors: [{ pointer: '/items/0', code: 'unknown' }] }
    for (const items of [[999_999], ['code:NOWHERE'], ['nowhere']]) {
      expect((await api.put(`/courses/${id}/topics`, { items })).body).toMatchObject(unknown)
      expect((await api.put(`/courses/${id}/groups`, { items })).body).toMatchObject(unknown)
    }
    expect((await learner.put(`/courses/${id}/topics`, { items: [] })).status).toBe(403)
    expect((await learner.put(`/courses/${id}/groups`, { items: [] })).status).toBe(403)
  })

  it('are written down and forgotten again', async () => {
    const path = `/courses/${await course()}/invitation-text`
    const none = { subject: null, body: null, action: null }
    expect((await api.get(path)).body).toEqual(none)
    expect((await api.put(path, { subject: 'Come', action: 'In' })).body).toEqual({
      subject: 'Come',
      body: null,
      action: 'In',
    })
    expect((await api.get(path)).body.subject).toBe('Come')
    expect((await api.put(path, { subject: 'a\nb' })).body.errors).toMatchObject([{ pointer: '/subject' }])
    expect((await api.delete(path)).status).toBe(204)
    expect((await api.get(path)).body).toEqual(none)
    expect((await learner.get(path)).status).toBe(403)
  })
})

describe('who may what with courses', () => {
  it('lets learners see what they may take, and nothing else', async () => {
    const open = await course({ code: 'OPEN' })
    const hidden = await course({ visibility: 'groups', code: 'HIDDEN' })
    expect((await learner.get(`/courses/${open}`)).status).toBe(200)
    expect((await learner.get('/courses/code:OPEN')).status).toBe(200)
    for (const refused of [
      await learner.get('/courses'),
      await learner.get(`/courses/${hidden}`),
      await learner.get('/courses/code:HIDDEN'),
      await learner.get('/courses/code:NOTHING'),
      await learner.post('/courses', { name: 'Mine' }),
      await learner.patch(`/courses/${open}`, { name: 'Mine' }),
      await learner.put('/courses/code:MINE', { name: 'Mine' }),
      await learner.delete(`/courses/${open}`),
      await auditor.patch(`/courses/${open}`, { name: 'Mine' }),
    ]) {
      expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' })
    }
  })

  it('lets authors make courses and see them all', async () => {
    const hidden = await author.post('/courses', { name: 'Draft', visibility: 'groups', active: false })
    expect(hidden.status).toBe(201)
    expect((await author.get(`/courses/${hidden.body.id as number}`)).status).toBe(200)
    expect((await author.get('/courses')).status).toBe(200)
    expect((await author.delete(`/courses/${hidden.body.id as number}`)).status).toBe(204)
  })
})

describe('many courses at once', () => {
  it('are made, changed and deleted in their order, in one transaction', async () => {
    const [gone, kept] = [await course({ code: 'BULK-GONE' }), await course({ certificateName: 'Diver' })]
    const { status, body } = await api.post('/courses/bulk', [
      { op: 'create', name: 'Diving', code: 'BULK-1', durationSeconds: 60 },
      { op: 'update', id: 'code:BULK-1', summary: 'Down there' },
      { op: 'update', id: kept, certificateDays: 30 },
      { op: 'delete', id: 'code:BULK-GONE' },
    ])
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.rows).toMatchObject([
      { index: 0, status: 201, thing: { code: 'BULK-1', durationSeconds: 60 }, problem: null },
      { index: 1, status: 200, thing: { code: 'BULK-1', summary: 'Down there' } },
      { index: 2, status: 200, thing: { id: kept, certificateName: 'Diver', certificateDays: 30 } },
      { index: 3, status: 204, thing: null, problem: null },
    ])
    expect((await api.get(`/courses/${gone}`)).status).toBe(404)
  })

  it('are undone by the first refusal, and each refused row is told by its index', async () => {
    const { status, body } = await api.post('/courses/bulk', [
      { op: 'create', name: 'Undone', code: 'BULK-UNDONE' },
      { op: 'create', name: 'Undone too', code: 'BULK-UNDONE' },
      { op: 'create', code: 'BULK-NAMELESS' },
      { op: 'delete', id: 999_999 },
    ])
    expect([status, body.code]).toEqual([422, 'rows_refused'])
    const faults = body.errors as { pointer: string; code: string }[]
    expect(faults.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/1/code', 'taken'],
      ['/2/name', 'required'],
      ['/3/id', 'unknown'],
    ])
    expect((await api.get('/courses/code:BULK-UNDONE')).status).toBe(404)
  })

  it('can be tried, and are refused to whoever may not', async () => {
    const id = await course()
    await world.store.write((tx) => enrolMember(tx, world.owner, id as CourseId, taker.id))
    const tried = await api.post('/courses/bulk?dryRun=true', [{ op: 'delete', id }])
    expect(tried.body.effects).toEqual({ enrolmentsDeleted: 1, resultsDeleted: 0, certificatesRevoked: 0 })
    expect((await api.get(`/courses/${id}`)).status).toBe(200)
    const rows = [{ op: 'create', name: 'Not theirs' }]
    for (const other of [learner, auditor]) {
      const { body } = await other.post('/courses/bulk?each=true', rows)
      expect(body.rows).toMatchObject([{ status: 403, thing: null, problem: { code: 'forbidden' } }])
    }
  })
})

describe('a person', () => {
  it('is enrolled once, by whatever names them, and stays so with what they reached', async () => {
    const id = await course()
    const path = `/courses/${id}/enrolments`
    const tried = await api.post(`${path}?dryRun=true`, { person: taker.id })
    expect([tried.status, tried.body.person.id]).toEqual([201, taker.id])
    expect((await api.get(path)).body.items).toEqual([])
    const email = `email:${taker.email ?? ''}`
    const first = await api.post(path, { person: email, dueDate: '2026-12-31' })
    expect([first.status, first.headers.location]).toEqual([
      201,
      expect.stringMatching(new RegExp(`/enrolments/${first.body.id}$`)),
    ])
    expect(first.body).toMatchObject({
      course: { id },
      person: { id: taker.id },
      state: 'not_started',
      dueDate: '2026-12-31',
      origin: 'staff',
    })
    const by = { ...world.owner, memberId: taker.id }
    await world.store.write((tx) => startCourse(tx, by, id as CourseId))
    const again = await api.post(path, { person: taker.id })
    expect([again.status, again.body]).toMatchObject([
      200,
      { id: first.body.id, state: 'in_progress', dueDate: '2026-12-31' },
    ])
    expect((await api.post(path, { person: taker.id, dueDate: null })).body.dueDate).toBeNull()
    expect((await api.get(path)).body.items).toMatchObject([{ id: first.body.id, dueDate: null }])
  })

  it('who isn’t there is refused as a value, and a course that isn’t as an address', async () => {
    const path = `/courses/${await course()}/enrolments`
    for (const person of [999_999, 'email:nobody@example.com', 'code:NO-PERSON']) {
      const { status, body } = await api.post(path, { person })
      expect([status, body.errors]).toMatchObject([422, [{ pointer: '/person', code: 'unknown' }]])
    }
    const wrong = await api.post(path, { dueDate: '2026-02-30' })
    expect(wrong.status).toBe(422)
    expect((wrong.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()).toEqual([
      '/dueDate',
      '/person',
    ])
    expect((await api.post('/courses/999999/enrolments', { person: taker.id })).status).toBe(404)
  })

  it('enrols themselves where the course lets them, and nobody else', async () => {
    const open = await course({ selfEnrolment: 'allowed' })
    const closed = await course()
    const own = await learner.post(`/courses/${open}/enrolments`, { person: taker.id })
    expect([own.status, own.body.origin]).toEqual([201, 'self'])
    const dated = await learner.post(`/courses/${open}/enrolments`, {
      person: taker.id,
      dueDate: '2026-12-31',
    })
    expect(dated.status).toBe(403)
    expect((await learner.post(`/courses/${closed}/enrolments`, { person: taker.id })).status).toBe(403)
    const another = await world.person('Another Learner')
    expect((await learner.post(`/courses/${open}/enrolments`, { person: another.id })).status).toBe(403)
    for (const other of [author, auditor]) {
      expect((await other.post(`/courses/${closed}/enrolments`, { person: taker.id })).status).toBe(403)
    }
  })
})

describe('due days', () => {
  const today = () => world.clock.now()
  const inDays = (days: number) => new Date(today() + days * 24 * 60 * 60_000).toISOString().slice(0, 10)

  it('give a due date to whoever is enrolled without one', async () => {
    const id = await course({ code: 'DUE', dueDays: 14, selfEnrolment: 'allowed' })
    const path = `/courses/${id}/enrolments`
    const due = async (client: ApiClient, body: object) =>
      (await client.post(path, body)).body.dueDate as string | null
    expect(await due(learner, { person: taker.id })).toBe(inDays(14))
    const [own, none] = [await world.person('Due Own'), await world.person('Due None')]
    expect(await due(api, { person: own.id, dueDate: '2031-01-01' })).toBe('2031-01-01')
    expect(await due(api, { person: none.id, dueDate: null })).toBeNull()
    await api.patch(`/courses/${id}`, { dueDays: null })
    expect(await due(api, { person: taker.id })).toBe(inDays(14)) // who is in it keeps what they have
    expect(await due(api, { person: (await world.person('Due Later')).id })).toBeNull()
  })

  it('count for those who come by a program, at once and with a course that comes in later', async () => {
    const soon = await course({ dueDays: 3 })
    const later = await course({ dueDays: 30 })
    const { id: person } = await world.person('Due Program')
    const { id } = (await api.post('/programs', { name: 'With due days', courses: [soon] })).body
    await api.post(`/programs/${id as number}/members`, { person })
    await api.put(`/programs/${id as number}/courses`, { items: [soon, later, await course()] })
    const { items } = (await api.get(`/people/${person}/enrolments?sort=created&fields=dueDate`)).body
    expect(items).toEqual([{ dueDate: inDays(3) }, { dueDate: inDays(30) }, { dueDate: null }])
  })

  it('are whole numbers from 1', async () => {
    const { body } = await api.post('/courses', { name: 'x', dueDays: 0, repeatDays: 1.5 })
    expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/dueDays',
      '/repeatDays',
    ])
  })
})
