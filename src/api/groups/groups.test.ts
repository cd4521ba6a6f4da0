import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let learner: Member
let api: ApiClient
let asAssistant: ApiClient
let asLearner: ApiClient

beforeAll(async () => {
  world = await openWorld()
  learner = await world.person('Leo Learner')
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
  asAssistant = await apiClient(world, await world.person('Anna Assistant', 'assistant'))
  asLearner = await apiClient(world, learner)
})
afterAll(() => world.close())

it('is made or changed at its code, which is its own', async () => {
  const made = await api.put('/groups/code:A%2F1', { name: 'Coded' })
  expect([made.status, made.body.code]).toEqual([201, 'A/1'])
  const again = await api.put('/groups/code:A%2F1', { name: 'Coded anew' })
  expect([again.status, again.body.id, again.body.name]).toEqual([200, made.body.id, 'Coded anew'])
  expect((await api.get('/groups/code:A%2F1')).body).toEqual(again.body)
  expect((await api.post('/groups', { name: 'Other', code: 'A/1' })).body).toMatchObject({
    status: 409,
    code: 'code_taken',
  })
  expect((await api.patch('/groups/code:A%2F1', { code: null })).body.code).toBeNull()
  expect((await api.get('/groups/code:A%2F1')).status).toBe(404)
  expect((await api.put('/groups/12', { name: 'x' })).status).toBe(404)
})

it('holds people, who are put into it and taken out of it', async () => {
  const { id } = (await api.post('/groups', { name: 'Holding' })).body
  const path = `/groups/${id as number}/members`
  const places = [learner.id, `guid:${learner.guid}`, `email:${learner.email ?? ''}`]
  expect((await api.put(path, { people: places })).body).toEqual({ size: 1 })
  expect(
    (await api.put(path, { people: [learner.id, 99_999, 'username:nobody'] })).body.errors,
  ).toMatchObject([
    { pointer: '/people/1', code: 'unknown' },
    { pointer: '/people/2', code: 'unknown' },
  ])
  expect((await api.get(`${path}?fields=id`)).body.items).toEqual([{ id: learner.id }])
  expect((await api.delete(`${path}/${learner.id}`)).status).toBe(204)
  expect((await api.delete(`${path}/${learner.id}`)).status).toBe(404)
  for (const status of [201, 204]) {
    expect((await api.put(`${path}/username:${learner.username}`)).status).toBe(status)
  }
  expect((await api.get(`/groups/${id as number}`)).body.size).toBe(1)
  expect((await api.put(path, { people: [] })).body).toEqual({ size: 0 })
})

it('gives roles, which assistants may not hand out', async () => {
  const { id } = (await api.post('/groups', { name: 'Roles' })).body
  const path = `/groups/${id as number}/roles`
  const { etag } = (await api.get(path)).headers
  expect(
    (await api.put(path, { roles: ['trainer'] }, { headers: { 'if-match': etag as string } })).body,
  ).toEqual({
    roles: ['trainer'],
  })
  expect((await api.put(path, { roles: [] }, { headers: { 'if-match': etag as string } })).status).toBe(412)
  expect((await asAssistant.put(path, { roles: ['manager'] })).status).toBe(403)
  expect((await asLearner.put(`/groups/${id as number}/members/${learner.id}`)).status).toBe(403)
  expect((await asLearner.get(`/groups/${id as number}/members`)).status).toBe(403)
  // New members of the group may read people, as trainers may.
  expect((await asAssistant.put(`/groups/${id as number}/members/${learner.id}`)).status).toBe(201)
  expect((await asLearner.get(`/groups/${id as number}/members`)).status).toBe(200)
})

it('says what it is for', async () => {
  const made = await api.post('/groups', { name: 'Described', description: 'People who\nhelp first' })
  expect([made.status, made.body.description]).toEqual([201, 'People who\nhelp first'])
  const path = `/groups/${made.body.id as number}`
  expect((await api.patch(path, { description: null })).body.description).toBeNull()
  expect((await api.put('/groups/code:SAID', { name: 'Said', description: 'x' })).body.description).toBe('x')
  expect((await api.put('/groups/code:SAID', { name: 'Said' })).body.description).toBe('x')
  const { items } = (await api.get(`/changes?limit=500`)).body
  const entries = (items as { subject: string; subjectId: number; after: object | null }[]).filter(
    ({ subject, subjectId }) => subject === 'group' && subjectId === made.body.id,
  )
  expect(entries.map(({ after }) => after)).toMatchObject([
    { description: 'People who\nhelp first' },
    { description: null },
  ])
})

it('takes in many people at once, and lets them go', async () => {
  const { id } = (await api.post('/groups', { name: 'Many' })).body
  const path = `/groups/${id as number}/members`
  const add = { op: 'add', id: learner.id }
  const statuses = ({ body }: { body: { rows: { status: number }[] } }) => body.rows.map((row) => row.status)
  expect(statuses(await api.post(`${path}/bulk`, [add, add]))).toEqual([201, 204])
  expect((await api.get(path)).body.items).toMatchObject([{ id: learner.id }])
  const refused = await api.post(`${path}/bulk`, [
    { op: 'remove', id: learner.id },
    { op: 'add', id: 999_999 },
  ])
  expect(refused.body).toMatchObject({
    code: 'rows_refused',
    errors: [{ pointer: '/1/id', code: 'unknown' }],
  })
  expect((await asLearner.post(`${path}/bulk`, [add])).status).toBe(422)
  expect(statuses(await api.post(`${path}/bulk`, [{ op: 'remove', id: learner.id }]))).toEqual([204])
  expect((await api.get(path)).body.items).toEqual([])
})

it('is made, changed and deleted with many others', async () => {
  const rows = [
    { op: 'create', name: 'Bulk one', code: 'B1' },
    { op: 'update', id: 'code:B1', description: 'Both' },
    { op: 'create', name: 'Bulk two' },
    { op: 'delete', id: 'code:B1' },
  ]
  const { status, body } = await api.post('/groups/bulk', rows)
  expect([status, (body.rows as { status: number }[]).map((row) => row.status)]).toEqual([
    200,
    [201, 200, 201, 204],
  ])
  const again = await api.post('/groups/bulk', [{ op: 'create', name: 'Three' }, rows[2]])
  expect(again.body).toMatchObject({ code: 'rows_refused', errors: [{ pointer: '/1/name', code: 'taken' }] })
  expect((await asLearner.post('/groups/bulk', [rows[2]])).status).toBe(422)
})
