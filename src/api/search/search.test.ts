import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let manager: Member
let api: ApiClient

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  api = await apiClient(world, manager)
  await world.person('Marina Harbour')
  await world.group('Harbour crew')
  const top = await api.post('/topics', { name: 'Places' })
  await api.post('/topics', { name: 'The harbour', parent: top.body.id })
  for (let at = 0; at < 7; at++) await api.post('/courses', { name: `Harbour safety ${at}` })
  await api.post('/programs', { name: 'Harbour year' })
})
afterAll(() => world.close())

const EMPTY = { people: [], courses: [], programs: [], topics: [], groups: [] }

describe('a search', () => {
  it('shows the best five of each kind', async () => {
    const { status, body } = await api.get('/search?q=harb')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      people: [{ name: 'Marina Harbour' }],
      programs: [{ name: 'Harbour year' }],
      topics: [{ name: 'The harbour', path: ['Places', 'The harbour'] }],
      groups: [{ name: 'Harbour crew' }],
    })
    expect(body.courses).toHaveLength(5)
    expect((await api.get('/search?q=harbour+safety+3')).body).toEqual({
      ...EMPTY,
      courses: [{ id: expect.any(Number), name: 'Harbour safety 3' }],
    })
    expect((await api.get('/search?q=nothingofthekind')).body).toEqual(EMPTY)
  })

  it('needs a word', async () => {
    expect((await api.get('/search')).body.errors).toMatchObject([{ parameter: 'q', code: 'required' }])
    expect((await api.get('/search?q=')).body.errors).toMatchObject([{ parameter: 'q', code: 'too_short' }])
  })

  it('shows nothing that the one who asks may not read', async () => {
    const learner = await apiClient(world, await world.person('Lea Learner'))
    expect((await learner.get('/search?q=harbour')).body).toEqual({
      ...EMPTY,
      topics: [expect.objectContaining({ name: 'The harbour' })],
    })
    const narrow = await apiClient(world, manager, 'people:read')
    const { body } = await narrow.get('/search?q=harbour')
    expect(body).toMatchObject({ courses: [], programs: [], topics: [] })
    expect(body.people).toHaveLength(1)
    expect(body.groups).toHaveLength(1)
  })
})
