import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let api: ApiClient
let learner: ApiClient
let creator: ApiClient
let author: Member
let asAuthor: ApiClient

beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
  learner = await apiClient(world, await world.person('Lea Learner'))
  creator = await apiClient(world, await world.person('Cara Creator', 'category_creator'))
  author = await world.person('Arno Author', 'author')
  asAuthor = await apiClient(world, author)
})
afterAll(() => world.close())

interface Made {
  readonly id: number
  readonly guid: string
}

let made = 0
const unique = (word: string) => `${word} ${++made}`

async function topic(name: string, more: object = {}): Promise<Made> {
  const { status, body } = await api.post('/topics', { name, ...more })
  expect(status, JSON.stringify(body)).toBe(201)
  return body as Made
}

async function course(): Promise<number> {
  const { id } = await world.store.write((tx) => createCourse(tx, world.owner, { name: unique('Course') }))
  return id
}

const namesOf = (body: { items: { name: string }[] }) => body.items.map(({ name }) => name)

describe('a topic', () => {
  it('is made, read, changed and deleted, and stands where it was put', async () => {
    const top = await topic('Nautics', { code: 'NAUTICS', description: 'At sea', language: 'de' })
    const answer = await api.post('/topics', { name: 'Knots', parent: 'code:NAUTICS' })
    expect(answer.headers.location).toMatch(/\/topics\/\d+$/)
    expect(answer.body).toEqual({
      id: expect.any(Number),
      guid: expect.any(String),
      code: null,
      name: 'Knots',
      parent: { id: top.id, name: 'Nautics' },
      path: ['Nautics', 'Knots'],
      restricted: false,
      active: true,
      visible: true,
      description: null,
      language: 'de',
      childCount: 0,
      courseCount: 0,
      mayEdit: true,
      mayTag: true,
      created: expect.stringMatching(/Z$/),
      modified: expect.stringMatching(/Z$/),
    })
    const knots = answer.body as Made
    for (const place of [`${knots.id}`, `guid:${knots.guid}`]) {
      expect((await api.get(`/topics/${place}`)).body).toEqual(answer.body)
    }
    expect((await api.get('/topics/code:NAUTICS')).body).toMatchObject({ id: top.id, childCount: 1 })
    const patched = await api.patch(`/topics/${knots.id}`, {
      name: 'Splices',
      code: 'SPLICES',
      language: 'nl',
      active: false,
      visible: false,
      description: 'Ends',
    })
    expect(patched.body).toMatchObject({
      path: ['Nautics', 'Splices'],
      code: 'SPLICES',
      language: 'nl',
      active: false,
      visible: false,
      description: 'Ends',
    })
    const cleared = await api.patch('/topics/code:SPLICES', { code: null, description: null, parent: null })
    expect(cleared.body).toMatchObject({ code: null, description: null, parent: null, path: ['Splices'] })
    expect((await api.get('/topics/code:SPLICES')).status).toBe(404)
    expect((await api.delete(`/topics/${knots.id}`)).status).toBe(204)
    expect((await api.delete(`/topics/${knots.id}`)).status).toBe(404)
  })

  it('keeps backslashes in names apart from steps of the path', async () => {
    const top = await topic('Either\\Or')
    const { body } = await api.post('/topics', { name: 'A\\B', parent: top.id })
    expect(body.path).toEqual(['Either\\Or', 'A\\B'])
  })

  it('is refused with everything that is wrong at once', async () => {
    await topic('Taken', { code: 'TAKEN' })
    const wrong = await api.post('/topics', { name: '', visible: 'yes', colour: 'red' })
    expect(wrong.status).toBe(422)
    const errors = wrong.body.errors as { readonly pointer: string }[]
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/colour', '/name', '/visible'])
    expect((await api.post('/topics', { name: 'taken' })).body).toMatchObject({
      status: 409,
      code: 'name_taken',
    })
    expect((await api.post('/topics', { name: 'Other', code: 'TAKEN' })).body.code).toBe('code_taken')
    for (const parent of [999_999, 'code:NOWHERE', 'email:a@b.example', 'nonsense']) {
      expect((await api.post('/topics', { name: 'Other', parent })).body).toMatchObject({
        status: 422,
        errors: [{ pointer: '/parent', code: 'unknown' }],
      })
    }
    expect((await api.post('/topics', { name: 'Other', language: 'not a tag' })).body.errors).toMatchObject([
      { pointer: '/language', code: 'malformed' },
    ])
    for (const place of ['0', 'x', 'guid:1', 'email:a@b.example', 'code:']) {
      expect((await api.get(`/topics/${place}`)).body, place).toMatchObject({
        status: 404,
        code: 'not_found',
      })
    }
  })

  it('cannot be put under itself', async () => {
    const top = await topic('Snake')
    const low = await topic('Tail', { parent: top.id })
    expect((await api.patch(`/topics/${top.id}`, { parent: low.id })).body.errors).toMatchObject([
      { pointer: '/parent', code: 'cycle' },
    ])
  })

  it('is changed only as it was read, where that is asked for', async () => {
    const { id } = await topic('Versions')
    const path = `/topics/${id}`
    const etag = (await api.get(path)).headers.etag as string
    await api.patch(path, { description: 'Newer' })
    const headers = { 'if-match': etag }
    const late = await api.patch(path, { description: 'Late' }, { headers })
    expect(late.body).toMatchObject({ status: 412, current: { description: 'Newer' } })
    expect((await api.delete(path, { headers })).status).toBe(412)
    const now = { 'if-match': (await api.get(path)).headers.etag as string }
    expect((await api.delete(path, { headers: now })).status).toBe(204)
  })

  it('is made or changed under its code', async () => {
    const first = await api.put('/topics/code:OWN%2F1', { name: 'Own' })
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({ code: 'OWN/1', name: 'Own', parent: null })
    const below = await topic('Place of own things')
    const second = await api.put('/topics/code:OWN%2F1', { name: 'Own two', parent: below.id })
    expect(second.status).toBe(200)
    expect(second.body).toMatchObject({ id: first.body.id, path: ['Place of own things', 'Own two'] })
    expect((await api.put(`/topics/${below.id}`, { name: 'No' })).status).toBe(404)
    const headers = { 'if-match': '*' }
    expect((await api.put('/topics/code:NEW', { name: 'New' }, { headers })).body).toMatchObject({
      status: 412,
      current: null,
    })
    expect((await api.put('/topics/code:OWN%2F1', { name: 'Own' }, { headers })).status).toBe(200)
  })

  it('tells before a change that the new parent does not exist, as the change would', async () => {
    const { id } = await topic('Going nowhere')
    for (const path of [`/topics/${id}`, `/topics/${id}?dryRun=true`]) {
      expect((await api.patch(path, { parent: 'code:NOWHERE' })).body, path).toMatchObject({
        status: 422,
        errors: [{ pointer: '/parent', code: 'unknown' }],
      })
    }
  })

  it('tells before a change what it would do, and leaves nothing behind', async () => {
    const top = await topic('Whole')
    const low = await topic('Part', { parent: top.id, restricted: true })
    await topic('Piece', { parent: low.id })
    await api.put(`/topics/${low.id}/courses/${await course()}`)
    const asked = (await api.get('/topics?total=true&limit=500')).body
    const renamed = await api.patch(`/topics/${top.id}?dryRun=true`, { name: 'Whole thing' })
    expect(renamed.body).toMatchObject({
      name: 'Whole thing',
      effects: { topicsMoved: 3, policiesLost: 0 },
    })
    const opened = await api.patch(`/topics/${low.id}?dryRun=true`, { restricted: false })
    expect(opened.body.effects).toEqual({ topicsMoved: 0, policiesLost: 1 })
    const gone = await api.delete(`/topics/${top.id}?dryRun=true`)
    expect(gone.status).toBe(200)
    expect(gone.body.effects).toEqual({ topicsDeleted: 3, tagsDeleted: 1, policiesLost: 1 })
    expect((await api.get('/topics?total=true&limit=500')).body).toEqual(asked)
  })
})

describe('a list of topics', () => {
  it('shows one level, or what fits the filters, in the order asked for', async () => {
    const top = await topic('Harbour', { code: 'HARBOUR' })
    for (const name of ['Pier', 'Crane', 'Quay']) {
      await topic(name, { parent: top.id, restricted: name === 'Quay', active: name !== 'Pier' })
    }
    const below = (query: string) => api.get(`/topics?parent=code:HARBOUR&${query}`)
    expect(namesOf((await below('sort=name')).body)).toEqual(['Crane', 'Pier', 'Quay'])
    expect(namesOf((await below('sort=-name')).body)).toEqual(['Quay', 'Pier', 'Crane'])
    expect(namesOf((await below('restricted=true')).body)).toEqual(['Quay'])
    expect(namesOf((await below('active=false')).body)).toEqual(['Pier'])
    expect(namesOf((await below('visible=false')).body)).toEqual([])
    expect(namesOf((await api.get('/topics?code=HARBOUR,NOTHING')).body)).toEqual(['Harbour'])
    const tops = namesOf((await api.get('/topics?parent=null&limit=500')).body)
    expect(tops).toContain('Harbour')
    expect(tops).not.toContain('Pier')
    expect((await api.get('/topics?parent=code:NOWHERE')).body.items).toEqual([])
    expect((await api.get('/topics?parent=nowhere')).body.errors).toMatchObject([
      { parameter: 'parent', code: 'malformed' },
    ])
  })

  it('is walked through completely, page by page', async () => {
    const top = await topic('Walk')
    for (let at = 0; at < 7; at++) await topic(`Step ${at}`, { parent: top.id })
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await api.get(`/topics?parent=${top.id}&sort=path&limit=3${cursor}`)
      seen.push(...namesOf(body))
      cursor = body.next === null ? '' : `&cursor=${body.next as string}`
    } while (cursor !== '')
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6].map((at) => `Step ${at}`))
  })

  it('embeds what stands above and the policy', async () => {
    const top = await topic('Embassy', { restricted: true })
    const low = await topic('Visa', { parent: top.id })
    const { body } = await api.get(`/topics?parent=${top.id}&expand=ancestors,policy&fields=name`)
    expect(body.items).toEqual([
      {
        name: 'Visa',
        ancestors: [{ id: top.id, guid: top.guid, name: 'Embassy', restricted: true }],
        policy: { restricted: false, governedBy: { id: top.id, name: 'Embassy' }, items: [] },
      },
    ])
    const above = await api.get(`/topics/${low.id}/ancestors`)
    expect(above.body).toEqual({
      items: [{ id: top.id, guid: top.guid, name: 'Embassy', restricted: true }],
      next: null,
    })
  })
})

describe('the policy of a topic', () => {
  it('says who may edit it and tag with it, and is replaced as a whole', async () => {
    const top = await topic('Closed')
    const group = await world.group('Keepers')
    const low = await topic('Closed below', { parent: top.id })
    expect((await asAuthor.get(`/topics/${low.id}`)).body).toMatchObject({ mayEdit: false, mayTag: true })
    const put = await api.put(`/topics/${top.id}/policy`, {
      restricted: true,
      items: [
        { person: `email:${author.email ?? ''}`, share: 'manager' },
        { group: group.id, share: 'contributor' },
      ],
    })
    expect(put.status, JSON.stringify(put.body)).toBe(200)
    expect(put.body).toEqual({
      restricted: true,
      governedBy: { id: top.id, name: 'Closed' },
      items: [
        { person: { id: author.id, name: 'Arno Author' }, group: null, share: 'manager' },
        { person: null, group: { id: group.id, name: 'Keepers' }, share: 'contributor' },
      ],
    })
    expect((await api.get(`/topics/${low.id}/policy`)).body).toEqual({
      restricted: false,
      governedBy: { id: top.id, name: 'Closed' },
      items: [],
    })
    expect((await asAuthor.get(`/topics/${low.id}`)).body).toMatchObject({ mayEdit: true, mayTag: true })
    const emptied = await api.put(`/topics/${top.id}/policy`, { items: [] })
    expect(emptied.body).toMatchObject({ restricted: true, items: [] })
    expect((await asAuthor.get(`/topics/${low.id}`)).body).toMatchObject({ mayEdit: false, mayTag: false })
    const wrong = await api.put(`/topics/${top.id}/policy`, {
      items: [
        { person: 999_999, share: 'manager' },
        { group: 'guid:x', share: 'manager' },
      ],
    })
    expect(wrong.body).toMatchObject({ status: 422, code: 'invalid' })
    expect((await creator.put(`/topics/${top.id}/policy`, { items: [] })).body.code).toBe('forbidden')
  })

  it('names a person by any of their places', async () => {
    const top = await topic('Kept by key')
    const { body: keeper } = await api.put('/people/external:KEEPER-1', {
      email: 'keeper@example.com',
      lastName: 'Keeper',
    })
    for (const person of [
      keeper.id,
      `guid:${keeper.guid}`,
      'external:KEEPER-1',
      'email:keeper@example.com',
    ]) {
      const put = await api.put(`/topics/${top.id}/policy`, { items: [{ person, share: 'manager' }] })
      expect(put.body.items, String(person)).toMatchObject([{ person: { id: keeper.id } }])
    }
    const nobody = 'guid:00000000-0000-4000-8000-000000000000'
    const unknown = [
      { person: 'external:NOBODY' },
      { person: nobody },
      { group: 999_999 },
      { group: 'code:NOWHERE' },
      { group: nobody },
    ]
    for (const holder of unknown) {
      const wrong = await api.put(`/topics/${top.id}/policy`, { items: [{ ...holder, share: 'manager' }] })
      const [kind = ''] = Object.keys(holder)
      expect(wrong.body, JSON.stringify(holder)).toMatchObject({
        status: 422,
        errors: [{ pointer: `/items/0/${kind}`, code: 'unknown' }],
      })
    }
  })
})

describe('the courses of a topic', () => {
  it('are put in and taken out by the same path, and listed with those of all below', async () => {
    const top = await topic('Engines')
    const low = await topic('Diesel', { parent: top.id })
    const [one, other] = [await course(), await course()]
    expect((await api.put(`/topics/${top.id}/courses/${one}`)).status).toBe(204)
    expect((await api.put(`/topics/${top.id}/courses/${one}`)).status).toBe(204)
    expect((await api.put(`/topics/${low.id}/courses/${other}`)).status).toBe(204)
    const ids = async (query: string) =>
      ((await api.get(`/topics/${top.id}/courses${query}`)).body.items as Made[]).map(({ id }) => id)
    expect(await ids('')).toEqual([one])
    expect(await ids('?below=true')).toEqual([one, other])
    expect((await api.get(`/topics/${top.id}`)).body.courseCount).toBe(1)
    expect(namesOf((await api.get(`/topics?course=${other}`)).body)).toEqual(['Diesel'])
    expect((await api.delete(`/topics/${top.id}/courses/${one}`)).status).toBe(204)
    expect((await api.delete(`/topics/${top.id}/courses/${one}`)).status).toBe(404)
    expect(await ids('?below=true')).toEqual([other])
    expect((await api.put(`/topics/${top.id}/courses/999999`)).status).toBe(404)
    expect((await api.put(`/topics/999999/courses/${one}`)).status).toBe(404)
  })
})

describe('who may what with topics', () => {
  it('shows the tree to everybody, and lets nobody change it without a right', async () => {
    const top = await topic('Open sea')
    const id = await course()
    expect((await learner.get(`/topics/${top.id}`)).body).toMatchObject({ mayEdit: false, mayTag: false })
    expect((await learner.get('/topics')).status).toBe(200)
    for (const refused of [
      await learner.post('/topics', { name: 'Mine' }),
      await learner.patch(`/topics/${top.id}`, { name: 'Mine' }),
      await learner.put(`/topics/${top.id}/policy`, { items: [] }),
      await learner.delete(`/topics/${top.id}`),
      await learner.put(`/topics/${top.id}/courses/${id}`),
      await learner.delete(`/topics/${top.id}/courses/${id}`),
      await learner.get(`/topics/${top.id}/courses`),
      await learner.put('/topics/code:MINE', { name: 'Mine' }),
    ]) {
      expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' })
    }
  })

  it('lets those who make topics change their own', async () => {
    const own = await creator.post('/topics', { name: 'Own waters' })
    expect(own.body).toMatchObject({ mayEdit: true, mayTag: false })
    const id = own.body.id as number
    expect((await creator.patch(`/topics/${id}`, { name: 'Own river' })).status).toBe(200)
    const other = await topic('Other waters')
    expect((await creator.patch(`/topics/${other.id}`, { name: 'x' })).status).toBe(403)
    expect((await asAuthor.put(`/topics/${other.id}/courses/${await course()}`)).status).toBe(204)
  })
})

describe('many topics at once', () => {
  it('are made, moved and deleted in their order, in one transaction', async () => {
    const [top, gone, moved] = [
      await topic(unique('Top')),
      await topic(unique('Gone')),
      await topic(unique('Moved')),
    ]
    const { status, body } = await api.post('/topics/bulk', [
      { op: 'create', name: 'Sails', code: 'SAILS', parent: top.id },
      { op: 'create', name: 'Spinnakers', parent: 'code:SAILS' },
      { op: 'update', id: `guid:${moved.guid}`, parent: 'code:SAILS', name: 'Genoas' },
      { op: 'delete', id: gone.id },
    ])
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.rows).toMatchObject([
      { index: 0, status: 201, thing: { code: 'SAILS', parent: { id: top.id } }, problem: null },
      { index: 1, status: 201, thing: { name: 'Spinnakers', parent: { name: 'Sails' } } },
      { index: 2, status: 200, thing: { id: moved.id, name: 'Genoas', parent: { name: 'Sails' } } },
      { index: 3, status: 204, thing: null, problem: null },
    ])
    expect((await api.get('/topics/code:SAILS')).body.childCount).toBe(2)
    expect((await api.get(`/topics/${gone.id}`)).status).toBe(404)
  })

  it('are undone by the first refusal, and each refused row is told by its index', async () => {
    const name = unique('Undone')
    const { status, body } = await api.post('/topics/bulk', [
      { op: 'create', name },
      { op: 'create', name },
      { op: 'update', id: 999_999, name: 'Nowhere' },
      { op: 'create', name: unique('Undone'), restrictd: true },
    ])
    expect([status, body.code]).toEqual([422, 'rows_refused'])
    expect((body.errors as Fault[]).map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/1/name', 'taken'],
      ['/2/id', 'unknown'],
      ['/3/restrictd', 'unknown_key'],
    ])
    expect((await api.get(`/topics?q=${encodeURIComponent(name)}`)).body.items).toEqual([])
  })

  it('stand for themselves if so wanted, and are refused to whoever may not', async () => {
    const name = unique('Each')
    const rows = [
      { op: 'create', name },
      { op: 'create', name },
      { op: 'create', name: unique('Each') },
    ]
    const { body } = await api.post('/topics/bulk?each=true', rows)
    expect((body.rows as { status: number }[]).map(({ status }) => status)).toEqual([201, 409, 201])
    const refused = await learner.post('/topics/bulk?each=true', [{ op: 'create', name: unique('Not mine') }])
    expect(refused.body.rows).toMatchObject([{ status: 403, thing: null, problem: { code: 'forbidden' } }])
  })

  it('can be tried: what goes is counted and stays', async () => {
    const top = await topic(unique('Tried'))
    const below = await topic(unique('Below'), { parent: top.id })
    const tried = await api.post('/topics/bulk?dryRun=true', [
      { op: 'update', id: below.id, name: unique('Renamed') },
      { op: 'delete', id: top.id },
    ])
    expect(tried.body.effects).toMatchObject({ topicsDeleted: 2, topicsMoved: 1 })
    expect((await api.get(`/topics/${below.id}`)).status).toBe(200)
  })
})

interface Fault {
  readonly pointer: string
  readonly code: string
}
