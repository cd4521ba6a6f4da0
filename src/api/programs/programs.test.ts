import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { finishPendingWork } from '../../domain/transfer/carry-on.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let api: ApiClient
let taker: Member
let learner: ApiClient
let auditor: ApiClient

beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
  taker = await world.person('Lea Learner')
  learner = await apiClient(world, taker)
  auditor = await apiClient(world, await world.person('Audrey Auditor', 'auditor'))
})
afterAll(() => world.close())

let made = 0
const unique = (word: string) => `${word} ${++made}`

async function course(code: string): Promise<number> {
  return (await api.post('/courses', { name: `Course ${code}`, code })).body.id as number
}

async function program(more: object = {}): Promise<number> {
  const { status, body } = await api.post('/programs', { name: unique('Program'), ...more })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id as number
}

describe('a program', () => {
  it('is made, read, changed and deleted', async () => {
    const [one, other] = [await course('ONE'), await course('TWO')]
    const answer = await api.post('/programs', { name: 'First month', courses: [other, 'code:ONE'] })
    expect(answer.body).toEqual({
      id: expect.any(Number),
      code: null,
      name: 'First month',
      description: null,
      active: true,
      language: null,
      thumbnailUrl: null,
      certificateName: null,
      certificateDays: null,
      courseCount: 2,
      memberCount: 0,
      created: expect.stringMatching(/Z$/),
      modified: expect.stringMatching(/Z$/),
    })
    const path = `/programs/${answer.body.id as number}`
    expect((await api.get(path)).body).toEqual(answer.body)
    const courses = [
      { id: other, name: 'Course TWO' },
      { id: one, name: 'Course ONE' },
    ]
    expect((await api.get(`${path}/courses`)).body.items).toEqual(courses)
    expect((await api.get(`${path}?expand=courses&fields=name`)).body).toEqual({
      name: 'First month',
      courses,
    })
    const values = {
      name: 'First weeks',
      description: 'All of it',
      active: false,
      language: 'de',
      thumbnailUrl: 'https://pictures.example.com/p.png',
      certificateName: 'Starter',
      certificateDays: 30,
    }
    expect((await api.patch(path, values)).body).toMatchObject({ ...values, courseCount: 2 })
    expect((await api.patch(path, { certificateDays: null })).body).toMatchObject({
      certificateName: 'Starter',
      certificateDays: null,
    })
    expect((await api.delete(path)).status).toBe(204)
    expect((await api.delete(path)).status).toBe(404)
  })

  it('is refused with every course that there is not', async () => {
    const id = await course('THREE')
    const wrong = await api.post('/programs', { name: 'x', courses: [id, 999_999, 'code:NO', 'x', id] })
    expect(wrong.status).toBe(422)
    expect(wrong.body.errors).toMatchObject([
      { pointer: '/courses/1', code: 'unknown' },
      { pointer: '/courses/2', code: 'unknown' },
      { pointer: '/courses/3', code: 'unknown' },
      { pointer: '/courses/4', code: 'repeated' },
    ])
    expect((await api.get('/programs/code:X')).status).toBe(404)
  })

  it('changes its courses as a whole, tells before whom that concerns, and heeds versions', async () => {
    const [one, other] = [await course('FOUR'), await course('FIVE')]
    const path = `/programs/${await program({ courses: [one] })}`
    await api.post(`${path}/members`, { person: taker.id })
    const etag = (await api.get(`${path}/courses`)).headers.etag as string
    const tried = await api.put(`${path}/courses?dryRun=true`, { items: [other] })
    expect(tried.body.effects).toEqual({ coursesAdded: 1, coursesRemoved: 1, peopleConcerned: 1 })
    const put = await api.put(`${path}/courses`, { items: [other, one] })
    expect(put.body.items).toMatchObject([{ id: other }, { id: one }])
    expect((await api.get(`/courses/${other}`)).body.learnerCount).toBe(1)
    const late = await api.put(`${path}/courses`, { items: [] }, { headers: { 'if-match': etag } })
    expect(late.status).toBe(412)
  })
})

describe('the code of a program', () => {
  it('is its own key: made or changed there, found by it, unique', async () => {
    const id = await course('CODED')
    const made = await api.put('/programs/code:P%2F1', { name: 'Coded', courses: ['code:CODED'] })
    expect([made.status, made.body.code, made.body.courseCount]).toEqual([201, 'P/1', 1])
    expect(made.headers.location).toMatch(new RegExp(`/programs/${made.body.id as number}$`))
    const path = '/programs/code:P%2F1'
    const again = await api.put(path, { name: 'Coded anew', description: 'x' })
    expect([again.status, again.body.id, again.body.courseCount]).toEqual([200, made.body.id, 1])
    expect((await api.get(path)).body).toEqual(again.body)
    expect((await api.get(`${path}/courses`)).body.items).toMatchObject([{ id }])
    expect((await api.post('/programs', { name: 'Other', code: 'P/1' })).body).toMatchObject({
      status: 409,
      code: 'code_taken',
      errors: [{ pointer: '/code', code: 'taken' }],
    })
    expect((await api.get(`/courses?program=code:P%2F1&fields=id`)).body.items).toEqual([{ id }])
    expect((await api.get('/programs?code=P/1&fields=name')).body.items).toEqual([{ name: 'Coded anew' }])
    await api.patch(path, { code: 'ZEBRA-7' })
    expect((await api.get('/programs?q=zebra&fields=name')).body.items).toEqual([{ name: 'Coded anew' }])
    await api.patch('/programs/code:ZEBRA-7', { code: 'P/1' })
    const [first] = (await api.get('/programs?sort=-code&limit=1&fields=code')).body.items as object[]
    expect(first).toEqual({ code: 'P/1' })
    expect((await api.get('/programs/code:p%2F1')).status).toBe(404)
    expect((await api.put('/programs/12', { name: 'x' })).status).toBe(404)
    expect((await api.patch(path, { code: ' ' })).status).toBe(422)
    expect((await learner.get(path)).status).toBe(403)
    expect((await learner.get('/programs/code:NONE')).status).toBe(403)
    expect((await api.delete(path)).status).toBe(204)
    expect((await api.put(path, { name: 'Free again' })).status).toBe(201)
    expect((await api.patch(path, { code: null })).body.code).toBeNull()
    expect((await api.get(path)).status).toBe(404)
  })

  it('names rows in bulk', async () => {
    const rows = [
      { op: 'create', name: 'Bulk', code: 'PB' },
      { op: 'update', id: 'code:PB', active: false },
      { op: 'delete', id: 'code:PB' },
    ]
    const { body } = await api.post('/programs/bulk', rows)
    expect((body.rows as { status: number }[]).map(({ status }) => status)).toEqual([201, 200, 204])
  })
})

describe('a list of programs', () => {
  it('is filtered and sorted', async () => {
    const id = await course('SIX')
    for (const name of ['Path B', 'Path A']) await program({ name, courses: [id], active: name === 'Path A' })
    const listed = async (query: string) =>
      ((await api.get(`/programs?course=code:SIX&${query}`)).body.items as { name: string }[]).map(
        ({ name }) => name,
      )
    expect(await listed('sort=name')).toEqual(['Path A', 'Path B'])
    expect(await listed('active=true')).toEqual(['Path A'])
    expect(await listed('language=null&sort=-name')).toEqual(['Path B', 'Path A'])
    const { body } = await api.get('/programs?course=code:SIX&expand=courses&fields=courses&limit=1')
    expect(body.items).toEqual([{ courses: [{ id, name: 'Course SIX' }] }])
  })
})

describe('the people of a program', () => {
  it('are put in and taken out', async () => {
    const path = `/programs/${await program()}`
    const put = await api.post(`${path}/members`, { person: `username:${taker.username}` })
    expect(put.status, JSON.stringify(put.body)).toBe(201)
    expect(put.headers.location).toMatch(new RegExp(`${path}/members/${taker.id}$`))
    expect(put.body).toMatchObject({ person: { id: taker.id, name: 'Lea Learner' }, certificate: null })
    expect((await api.get(`${path}/members`)).body.items).toEqual([put.body])
    expect((await api.get(path)).body.memberCount).toBe(1)
    expect((await api.delete(`${path}?dryRun=true`)).body.effects).toMatchObject({ membershipsDeleted: 1 })
    const tried = await api.delete(`${path}/members/${taker.id}?dryRun=true`)
    expect(tried.body.effects).toEqual({ completionsDeleted: 0, certificatesRevoked: 0 })
    expect((await api.get(path)).body.memberCount).toBe(1)
    expect((await api.delete(`${path}/members/guid:${taker.guid}`)).status).toBe(204)
    expect((await api.delete(`${path}/members/${taker.id}`)).status).toBe(404)
    expect((await api.post(`${path}/members`, { person: 999_999 })).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/person', code: 'unknown' }],
    })
  })
})

describe('the due date of a person in a program', () => {
  it('is given, changed, listed by and sorted by', async () => {
    const path = `/programs/${await program()}/members`
    const others = [await world.person('Due One'), await world.person('Due Two')]
    const put = await api.post(path, { person: taker.id, dueDate: '2027-01-31' })
    expect([put.status, put.body.dueDate]).toEqual([201, '2027-01-31'])
    for (const { id } of others) await api.post(path, { person: id })
    const own = `${path}/${others[0]?.id ?? 0}`
    const { etag } = (await api.get(own)).headers
    expect((await api.patch(own, { dueDate: '2026-12-31' })).body.dueDate).toBe('2026-12-31')
    const late = await api.patch(own, { dueDate: null }, { headers: { 'if-match': etag as string } })
    expect(late.status).toBe(412)
    const due = async (query: string) =>
      ((await api.get(`${path}?${query}`)).body.items as { dueDate: string | null }[]).map(
        ({ dueDate }) => dueDate,
      )
    expect(await due('sort=dueDate')).toEqual([null, '2026-12-31', '2027-01-31'])
    expect(await due('dueBefore=2027-01-31')).toEqual(['2026-12-31'])
    expect(await due('dueFrom=2027-01-31')).toEqual(['2027-01-31'])
    expect((await api.patch(own, { dueDate: '2026-02-30' })).status).toBe(422)
    expect((await api.patch(own, { dueDate: null })).body.dueDate).toBeNull()
    expect((await learner.patch(own, { dueDate: null })).status).toBe(403)
    expect((await learner.get(own)).status).toBe(403)
    expect((await auditor.get(own)).status).toBe(200)
    expect((await api.get(`${path}/999999`)).status).toBe(404)
  })
})

describe('words and invitations', () => {
  it('are written down and forgotten again', async () => {
    const path = `/programs/${await program()}/invitation-text`
    expect((await api.put(path, { body: 'Do come' })).body).toEqual({
      subject: null,
      body: 'Do come',
      action: null,
    })
    expect((await api.delete(path)).status).toBe(204)
    expect((await api.get(path)).body).toEqual({ subject: null, body: null, action: null })
  })

  it('go to everybody in a course by a job', async () => {
    const id = await course('SEVEN')
    const begun = await api.post(`/courses/${id}/invite`)
    expect(begun.status, JSON.stringify(begun.body)).toBe(202)
    expect(begun.headers.location).toMatch(/\/jobs\/\d+$/)
    expect(begun.body).toMatchObject({ kind: 'invite_course', state: 'waiting' })
    expect((await api.get(`/jobs/${begun.body.id as number}`)).status).toBe(200)
    expect((await learner.post(`/courses/${id}/invite`)).status).toBe(403)
  })
})

describe('everybody in a program', () => {
  it('is invited by a job, once', async () => {
    const id = await program()
    const { id: person } = await world.person('Ines Invited')
    await api.post(`/programs/${id}/members`, { person })
    const invite = async () => {
      const begun = await api.post(`/programs/${id}/invite`)
      expect(begun.status, JSON.stringify(begun.body)).toBe(202)
      expect(begun.body).toMatchObject({ kind: 'invite_program', state: 'waiting', of: 1 })
      await finishPendingWork(world.store)
      return (await api.get(`/jobs/${begun.body.id as number}`)).body as object
    }
    expect(await invite()).toMatchObject({ state: 'done', done: 1, result: { invited: 1, passedOver: 0 } })
    expect((await api.get(`/people/${person}`)).body.invitation.state).toBe('waiting')
    expect(await invite()).toMatchObject({ state: 'done', done: 1, result: { invited: 0, passedOver: 1 } })
    expect((await api.post('/programs/999999/invite')).status).toBe(404)
    expect((await learner.post(`/programs/${id}/invite`)).status).toBe(403)
    expect((await auditor.post(`/programs/${id}/invite`)).status).toBe(403)
  })
})

describe('who may what with programs', () => {
  it('lets learners see those that they are in', async () => {
    const id = await program()
    expect((await learner.get(`/programs/${id}`)).status).toBe(403)
    await api.post(`/programs/${id}/members`, { person: taker.id })
    expect((await learner.get(`/programs/${id}`)).status).toBe(200)
    for (const refused of [
      await learner.get('/programs'),
      await learner.get(`/programs/${id}/members`),
      await learner.post('/programs', { name: 'Mine' }),
      await learner.patch(`/programs/${id}`, { name: 'Mine' }),
      await learner.put(`/programs/${id}/courses`, { items: [] }),
      await learner.delete(`/programs/${id}`),
      await learner.delete(`/programs/${id}/members/${taker.id}`),
      await auditor.patch(`/programs/${id}`, { name: 'Mine' }),
    ]) {
      expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' })
    }
    expect((await auditor.get(`/programs/${id}/members`)).status).toBe(200)
  })
})
