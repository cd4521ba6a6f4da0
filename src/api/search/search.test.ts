import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let manager: Member
let api: ApiClient
let bank: { readonly id: number }
let second: { readonly id: number }

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
  bank = (await api.post('/banks', { name: 'Questions' })).body
  second = (await api.post('/banks', { name: 'More questions' })).body
  for (const [of, name] of [
    [bank, 'Tides and the quay'],
    [bank, 'Quay walls'],
    [second, 'quay'],
    [second, 'Other'],
  ] as const) {
    await api.post(`/banks/${of.id}/tags`, { type: 'Subject', name })
  }
})
afterAll(() => world.close())

const EMPTY = { people: [], courses: [], programs: [], topics: [], groups: [], tags: [] }

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

  it('finds tags of all banks: those that begin so first, then those with the words in them', async () => {
    const { body } = await api.get('/search?q=quay')
    expect(body).toEqual({
      ...EMPTY,
      tags: [
        {
          id: expect.any(Number),
          name: 'Quay walls',
          type: { id: expect.any(Number), name: 'Subject' },
          bank: { id: bank.id, name: 'Questions' },
        },
        expect.objectContaining({ name: 'quay', bank: { id: second.id, name: 'More questions' } }),
        expect.objectContaining({ name: 'Tides and the quay' }),
      ],
    })
    expect((await api.get('/search?q=walls+quay')).body.tags).toMatchObject([{ name: 'Quay walls' }])
    expect((await api.get('/search?q=quay%25')).body.tags).toHaveLength(3)
  })

  it('finds the beginning of a tag’s name in a bank of any size with few statements', async () => {
    const rows = Array.from({ length: 1_000 }, (_, at) => ({ op: 'create', type: 'Many', name: `A ${at}` }))
    for (let part = 0; part < 6; part++) {
      const named = rows.map((row) => ({ ...row, name: `${row.name} ${part}` }))
      expect((await api.post(`/banks/${bank.id}/tags/bulk`, named)).status).toBe(200)
    }
    await api.post(`/banks/${bank.id}/tags`, { type: 'Subject', name: 'Zephyr behind all others' })
    expect((await api.get('/search?q=zephyr')).body.tags).toMatchObject([
      { name: 'Zephyr behind all others' },
    ])
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
    expect(body).toMatchObject({ courses: [], programs: [], topics: [], tags: [] })
    expect((await narrow.get('/search?q=quay')).body.tags).toEqual([])
    expect((await learner.get('/search?q=quay')).body.tags).toEqual([])
    expect(body.people).toHaveLength(1)
    expect(body.groups).toHaveLength(1)
  })
})
