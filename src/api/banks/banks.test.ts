import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOrUpdateTags } from '../../domain/item-bank/tags.ts'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

let world: World
let api: ApiClient
let bank: number

beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
  bank = (await api.post('/banks', { name: 'Questions' })).body.id
})
afterAll(() => world.close())

interface Listed {
  readonly items: readonly Readonly<Record<string, string>>[]
  readonly next: string | null
}

/** The values of a key in the items of a list. */
const each = (body: unknown, key: string) => (body as Listed).items.map((item) => item[key])

/** A separate bank. */
async function anotherBank(name: string): Promise<string> {
  return `/banks/${(await api.post('/banks', { name })).body.id}`
}

describe('banks', () => {
  it('are made, listed and found', async () => {
    const made = await api.post('/banks', { name: 'Another' })
    expect(made.status).toBe(201)
    expect(made.headers.location).toMatch(/\/api\/quadrivium\/v1\/banks\/\d+$/)
    expect(made.body).toEqual({
      id: expect.any(Number),
      name: 'Another',
      created: expect.any(String),
      modified: made.body.created,
    })
    expect((await api.get(`/banks/${made.body.id}`)).body).toEqual(made.body)
    const list = await api.get('/banks?sort=-created&limit=1&total=true')
    expect(list.body.items).toEqual([made.body])
    expect(list.body.total).toBeGreaterThan(1)
    const rest = await api.get(`/banks?sort=-created&limit=1&cursor=${list.body.next}`)
    expect(rest.body.items[0].id).toBeLessThan(made.body.id)
    expect((await api.get('/banks/999')).body).toMatchObject({ code: 'not_found' })
    expect((await api.get('/banks/code:x')).status).toBe(404)
  })

  it('fill a page of tags whatever texts another bank holds under the same numbers', async () => {
    const [short, long] = [await anotherBank('Short'), await anotherBank('Long')]
    for (const [path, description] of [
      [short, null],
      [long, 'x'.repeat(90_000)],
    ]) {
      const rows = Array.from({ length: 60 }, (_, at) => ({
        op: 'create',
        type: 'T',
        name: `t${at}`,
        description,
      }))
      expect((await api.post(`${path}/tags/bulk`, rows)).status).toBe(200)
    }
    const { items, next } = (await api.get(`${short}/tags?limit=60`)).body
    expect([items.length, next]).toEqual([60, null])
  })

  it('do not show the snapshots of pools', async () => {
    const path = await anotherBank('With a pool')
    await api.post(`${path}/pools`, { code: 'p', name: 'Pool of it', items: [] })
    const names = each((await api.get('/banks?limit=500')).body, 'name')
    expect(names).toContain('With a pool')
    expect(names).not.toContain('Pool of it')
  })

  it('are closed to learners and assistants, and open to auditors who only read', async () => {
    for (const role of ['learner', 'assistant'] as const) {
      const other = await apiClient(
        world,
        await world.person(`Some ${role}`, ...(role === 'learner' ? [] : [role])),
      )
      expect((await other.get('/banks')).body.code).toBe('forbidden')
      expect((await other.get(`/banks/${bank}/tags`)).body.code).toBe('forbidden')
      expect((await other.post(`/banks/${bank}/tags`, { type: 't', name: 'n' })).body.code).toBe('forbidden')
    }
    const auditor = await apiClient(world, await world.person('Anna Auditor', 'auditor'))
    expect((await auditor.get(`/banks/${bank}/tags`)).status).toBe(200)
    expect((await auditor.post(`/banks/${bank}/tags`, { type: 't', name: 'n' })).body.code).toBe('forbidden')
    const author = await apiClient(world, await world.person('Axel Author', 'author'), 'bank:read')
    expect((await author.get(`/banks/${bank}/items`)).status).toBe(200)
    expect((await author.post('/banks', { name: 'x' })).body.code).toBe('scope_missing')
  })
})

describe('tags', () => {
  it('are made with their type, changed, counted and deleted', async () => {
    const path = await anotherBank('Tags')
    const made = await api.post(`${path}/tags`, { type: 'Subject', name: 'Maths', description: 'Numbers' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      bank: { name: 'Tags' },
      type: { id: expect.any(Number), name: 'Subject' },
      name: 'Maths',
      description: 'Numbers',
      sortKey: null,
      usage: 0,
      usageIsCapped: false,
      modifiedBy: { kind: 'person', name: 'Mona Manager' },
    })
    const one = `${path}/tags/${made.body.id}`
    expect(made.headers.location).toMatch(new RegExp(`${one}$`))
    const changed = await api.patch(
      one,
      { sortKey: 3 },
      { headers: { 'if-match': String(made.headers.etag) } },
    )
    expect(changed.body).toMatchObject({ description: 'Numbers', sortKey: 3 })
    expect((await api.patch(one, { description: null })).body).toMatchObject({
      description: null,
      sortKey: 3,
    })
    const late = await api.patch(one, { sortKey: 4 }, { headers: { 'if-match': String(made.headers.etag) } })
    expect(late.body).toMatchObject({ code: 'changed_meanwhile', current: { sortKey: 3 } })

    await api.post(`${path}/items`, { code: 'i', tags: [{ type: 'Subject', name: 'Maths' }] })
    await api.post(`${path}/activities`, { code: 'i', tags: [{ type: 'Subject', name: 'Maths' }] })
    expect((await api.get(one)).body.usage).toBe(2)
    const tried = await api.delete(`${one}?dryRun=true`)
    expect(tried.body).toEqual({ effects: { usesRemoved: 2 } })
    expect((await api.delete(one)).status).toBe(204)
    expect((await api.delete(one)).status).toBe(404)
    expect((await api.get(`${path}/items/code:i`)).body.tags).toEqual([])
  })

  it('are unique by type and name, and say all that is wrong with one', async () => {
    const path = await anotherBank('Unique tags')
    await api.post(`${path}/tags`, { type: 'Subject', name: 'Maths' })
    const again = await api.post(`${path}/tags`, { type: 'Subject', name: 'Maths' })
    expect(again.status).toBe(409)
    expect(again.body).toMatchObject({ code: 'name_taken', errors: [{ pointer: '/name', code: 'taken' }] })
    expect((await api.post(`${path}/tags`, { type: 'Level', name: 'Maths' })).status).toBe(201)
    const wrong = await api.post(`${path}/tags`, { type: '', name: 'x'.repeat(256), sortKey: 0.5, nmae: 1 })
    expect(wrong.status).toBe(422)
    expect(each({ items: wrong.body.errors }, 'pointer').toSorted()).toEqual([
      '/name',
      '/nmae',
      '/sortKey',
      '/type',
    ])
  })

  it('are listed in each order, by type and by words, page by page', async () => {
    const path = await anotherBank('Listed tags')
    const id = Number(path.split('/')[2])
    const drafts = [
      { type: 'Subject', name: 'Pump hydraulics', sortKey: 2 },
      { type: 'Subject', name: 'Seals', sortKey: 1 },
      { type: 'Level', name: 'Basic' },
      { type: 'Subject', name: 'Äther', sortKey: 3 },
      { type: 'Level', name: 'Advanced' },
    ]
    await world.store.write((tx) => createOrUpdateTags(tx, world.owner, id as never, { tags: drafts }))
    const walk = async (query: string) => {
      const names: (string | undefined)[] = []
      let cursor = ''
      for (;;) {
        const { body } = await api.get(`${path}/tags?limit=2&${query}${cursor}`)
        names.push(...each(body, 'name'))
        const { next } = body as Listed
        if (next === null) return names
        cursor = `&cursor=${next}`
      }
    }
    const made = drafts.map(({ name }) => name)
    expect(await walk('')).toEqual(made)
    expect(await walk('sort=-created')).toEqual(made.toReversed())
    expect(await walk('sort=name')).toEqual(['Advanced', 'Basic', 'Pump hydraulics', 'Seals', 'Äther'])
    expect(await walk('sort=-name')).toEqual(['Äther', 'Seals', 'Pump hydraulics', 'Basic', 'Advanced'])
    const bySortKey = ['Seals', 'Pump hydraulics', 'Äther', 'Advanced', 'Basic']
    expect(await walk('sort=sortKey')).toEqual(bySortKey)
    expect(await walk('sort=-sortKey')).toEqual(bySortKey.toReversed())
    expect(await walk('type=code:Subject&sort=sortKey')).toEqual(bySortKey.slice(0, 3))
    expect(await walk('type=code:Subject&sort=-modified')).toEqual(['Äther', 'Seals', 'Pump hydraulics'])
    expect(await walk('type=code:Level,code:Subject&sort=name')).toHaveLength(5)
    expect(await walk('type=code:Unknown')).toEqual([])
    expect(await walk('q=hydr')).toEqual(['Pump hydraulics'])
    expect(await walk('q=ather&sort=-name')).toEqual(['Äther'])
    expect(await walk('q=s&type=code:Subject')).toEqual(['Seals'])
    expect(await walk('createdFrom=2100-01-01T00:00:00Z')).toEqual([])
    expect((await api.get(`${path}/tags?total=true&type=code:Subject&limit=1`)).body.total).toBe(3)
    expect((await api.get(`${path}/tags?total=true&q=a&limit=1`)).body.total).toBe(2)
    expect((await api.get(`${path}/tags?type=nonsense`)).body.code).toBe('invalid_parameters')
  })

  it('tell their history, and who stood behind each write', async () => {
    const path = await anotherBank('History')
    const { id } = (await api.post(`${path}/tags`, { type: 'Subject', name: 'Maths' })).body
    await api.patch(`${path}/tags/${id}`, { sortKey: 1 })
    await world.store.write((tx) =>
      createOrUpdateTags(tx, world.owner, Number(path.split('/')[2]) as never, {
        tags: [{ type: 'Subject', name: 'Maths', sortKey: 2 }],
        user: { id: 'u-1', firstName: 'Ursula', lastName: 'User' },
      }),
    )
    // A tag of another bank with the same number.
    await api.post(`${await anotherBank('Other history')}/tags`, { type: 'Subject', name: 'Maths' })
    const { body } = await api.get(`${path}/tags/${id}/history?total=true`)
    expect(body.total).toBe(3)
    expect(body.items).toMatchObject([
      { action: 'create', subjectId: id, before: null, person: { name: 'Mona Manager' }, door: 'api' },
      { action: 'update', before: { sortKey: null }, after: { sortKey: 1 } },
      { action: 'update', person: null, credential: null, after: { sortKey: 2, user: 'Ursula User' } },
    ])
    expect((await api.get(`${path}/tags/${id}`)).body.modifiedBy).toEqual({
      kind: 'user',
      id: 'u-1',
      name: 'Ursula User',
    })
    const newest = await api.get(`${path}/tags/${id}/history?sort=-at&limit=1`)
    expect(newest.body.items[0].after.sortKey).toBe(2)
    expect((await api.get(`${path}/tags/9999/history`)).status).toBe(404)
  })

  it('are made, changed and deleted together, or not at all', async () => {
    const path = await anotherBank('Many tags')
    const { id } = (await api.post(`${path}/tags`, { type: 'Subject', name: 'Maths' })).body
    const made = await api.post(`${path}/tags/bulk`, [
      { op: 'create', type: 'Subject', name: 'Physics' },
      { op: 'update', id, sortKey: 1 },
      { op: 'create', type: 'Level', name: 'Basic' },
    ])
    expect(made.body.rows).toMatchObject([
      { index: 0, status: 201, thing: { name: 'Physics' } },
      { index: 1, status: 200, thing: { name: 'Maths', sortKey: 1 } },
      { index: 2, status: 201, thing: { type: { name: 'Level' } } },
    ])
    const refused = await api.post(`${path}/tags/bulk`, [
      { op: 'create', type: 'Subject', name: 'Biology' },
      { op: 'create', type: 'Subject', name: 'Physics' },
      { op: 'delete', id: 9999 },
    ])
    expect(each({ items: refused.body.errors }, 'pointer')).toEqual(['/1/name', '/2/id'])
    expect(each((await api.get(`${path}/tags?sort=name`)).body, 'name')).toEqual([
      'Basic',
      'Maths',
      'Physics',
    ])
  })

  it('that a hierarchy holds stay', async () => {
    const path = await anotherBank('Held')
    const { id } = (await api.post(`${path}/tags`, { type: 'Subject', name: 'Maths' })).body
    await api.post(`${path}/hierarchies`, { code: 'h', types: ['Subject'], paths: [['Maths']] })
    expect((await api.delete(`${path}/tags/${id}`)).body).toMatchObject({ status: 409, code: 'conflict' })
  })
})

describe('types of tags', () => {
  it('are listed and described', async () => {
    const path = await anotherBank('Types')
    await api.post(`${path}/tags`, { type: 'Subject', name: 'Maths' })
    const { items } = (await api.get(`${path}/tag-types`)).body
    const times = { created: expect.any(String), modified: expect.any(String) }
    expect(items).toEqual([{ id: expect.any(Number), name: 'Subject', description: null, ...times }])
    const one = `${path}/tag-types/${items[0].id}`
    expect((await api.patch(one, { description: 'What it is about.' })).body.description).toBe(
      'What it is about.',
    )
    expect((await api.get(`${path}/tag-types/code:Subject`)).body.description).toBe('What it is about.')
    expect((await api.patch(one, { description: null })).body.description).toBeNull()
    expect((await api.get(`${path}/tag-types/999`)).status).toBe(404)
  })
})

describe('the order of a type’s tags', () => {
  const order = (body: unknown) =>
    (body as { tags: readonly { name: string; sortKey: number | null }[] }).tags.map(
      ({ name, sortKey }) => [name, sortKey] as const,
    )

  it('is read, and changed by as few sort keys as it takes, with a history', async () => {
    const path = await anotherBank('In order')
    const ids: Record<string, number> = {}
    for (const [name, sortKey] of [
      ['Knots', 10],
      ['Ropes', 20],
      ['Splices', 30],
    ] as const) {
      ids[name] = (await api.post(`${path}/tags`, { type: 'Topic', name, sortKey })).body.id
    }
    await api.post(`${path}/tags`, { type: 'Level', name: 'Basic', sortKey: 1 })
    const at = `${path}/tag-types/code:Topic/order`
    const before = await api.get(at)
    expect(before.body.type).toEqual({ id: expect.any(Number), name: 'Topic' })
    expect(order(before.body)).toEqual([
      ['Knots', 10],
      ['Ropes', 20],
      ['Splices', 30],
    ])
    const wanted = { tags: [ids.Knots, ids.Splices, ids.Ropes] }
    expect((await api.put(`${at}?dryRun=true`, wanted)).body).toMatchObject({
      effects: { sortKeysChanged: 1 },
    })
    expect((await api.get(at)).body).toEqual(before.body)
    const match = { headers: { 'if-match': String(before.headers.etag) } }
    const after = await api.put(at, wanted, match)
    expect(after.status).toBe(200)
    expect(order(after.body)).toHaveLength(3)
    expect((await api.get(at)).body).toEqual(after.body)
    expect((await api.get(at)).headers.etag).toBe(after.headers.etag)
    const sorted = await api.get(`${path}/tags?type=code:Topic&sort=sortKey`)
    expect(each(sorted.body, 'name')).toEqual(['Knots', 'Splices', 'Ropes'])
    const moved = order(after.body).filter(
      ([name, key]) => !order(before.body).some(([a, b]) => a === name && b === key),
    )
    expect(moved).toHaveLength(1)
    const [name = '', sortKey] = moved[0] ?? []
    const history = await api.get(`${path}/tags/${ids[name]}/history?sort=-at`)
    expect(history.body.items[0]).toMatchObject({
      action: 'update',
      person: { name: 'Mona Manager' },
      after: { name, sortKey },
    })
    expect(history.body.items).toHaveLength(2)
    const late = await api.put(at, { tags: [] }, match)
    expect(late.body).toMatchObject({ code: 'changed_meanwhile', current: after.body })
    // What isn't named follows as it stands.
    expect(order((await api.put(at, { tags: [ids.Ropes] })).body).map(([one]) => one)).toEqual([
      'Ropes',
      'Knots',
      'Splices',
    ])
  })

  it('takes only tags of the type, each once, and types that are not too large', async () => {
    const path = await anotherBank('Out of order')
    const { id } = (await api.post(`${path}/tags`, { type: 'Topic', name: 'Knots' })).body
    const other = (await api.post(`${path}/tags`, { type: 'Level', name: 'Basic' })).body.id
    const at = `${path}/tag-types/code:Topic/order`
    expect((await api.put(at, { tags: [id, other] })).body).toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/tags/1', code: 'unknown' }],
    })
    expect((await api.put(at, { tags: [id, id] })).body).toMatchObject({ errors: [{ code: 'repeated' }] })
    expect((await api.put(`${path}/tag-types/code:Unknown/order`, { tags: [] })).status).toBe(404)
    const auditor = await apiClient(world, await world.person('Olga Auditor', 'auditor'))
    expect((await auditor.get(at)).status).toBe(200)
    expect((await auditor.put(at, { tags: [id] })).body.code).toBe('forbidden')
    const tags = Array.from({ length: 501 }, (_, index) => ({ type: 'Skill', name: `Skill ${index}` }))
    await world.store.write((tx) =>
      createOrUpdateTags(tx, world.owner, Number(path.split('/')[2]) as never, { tags }),
    )
    const large = `${path}/tag-types/code:Skill/order`
    const tooMany = { code: 'conflict', errors: [{ pointer: '/tags', code: 'too_many', limit: 500 }] }
    expect((await api.get(large)).body).toMatchObject(tooMany)
    expect((await api.put(large, { tags: [] })).body).toMatchObject(tooMany)
  })
})

describe('items', () => {
  it('are made with tags, found, filtered and tagged anew', async () => {
    const path = await anotherBank('Items')
    const maths = { type: 'Subject', name: 'Maths' }
    const made = await api.post(`${path}/items`, { code: 'Q 1', title: 'Pythagoras', tags: [maths] })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      code: 'Q 1',
      status: 'published',
      tags: [{ name: 'Maths', type: { name: 'Subject' } }],
    })
    expect((await api.get(`${path}/items/code:Q%201`)).body).toEqual(made.body)
    expect((await api.get(`${path}/items/${made.body.id}`)).body).toEqual(made.body)
    expect((await api.get(`${path}/activities/${made.body.id}`)).status).toBe(404)
    expect((await api.post(`${path}/items`, { code: 'Q 1' })).body).toMatchObject({
      code: 'code_taken',
      errors: [{ pointer: '/code', code: 'taken' }],
    })
    await api.post(`${path}/items`, { code: 'Q 2', status: 'archived' })
    const [{ id: tag }] = made.body.tags
    const codes = async (query: string) => each((await api.get(`${path}/items?${query}`)).body, 'code')
    expect(await codes(`tag=${tag}`)).toEqual(['Q 1'])
    expect(await codes('tag=9999')).toEqual([])
    expect(await codes('status=archived')).toEqual(['Q 2'])
    expect(await codes('code=Q%202,Q%203')).toEqual(['Q 2'])
    expect(await codes('q=pytha')).toEqual(['Q 1'])
    expect(await codes('sort=-code')).toEqual(['Q 2', 'Q 1'])
    expect(await codes('sort=title')).toEqual(['Q 2', 'Q 1'])
    expect((await api.get(`${path}/items?total=true&limit=1`)).body).toMatchObject({ total: 2 })

    const tags = `${path}/items/code:Q%201/tags`
    const before = await api.get(tags)
    expect(
      (
        await api.put(
          tags,
          { tags: [{ type: 'Level', name: 'Basic' }] },
          { headers: { 'if-match': String(before.headers.etag) } },
        )
      ).body.tags,
    ).toMatchObject([{ name: 'Basic' }])
    expect(
      (await api.put(tags, { tags: [] }, { headers: { 'if-match': String(before.headers.etag) } })).status,
    ).toBe(412)
    expect((await api.put(tags, { tags: [] })).body).toEqual({ tags: [] })
    expect((await api.put(`${path}/items/code:none/tags`, { tags: [] })).status).toBe(404)
  })
})

describe('pools', () => {
  it('hold what items were, and are deleted', async () => {
    const path = await anotherBank('Pools')
    await api.post(`${path}/items`, { code: 'Q' })
    const made = await api.post(`${path}/pools`, { code: 'p-1', name: 'Spring', items: ['Q'] })
    expect(made.body).toMatchObject({ code: 'p-1', name: 'Spring', status: 'published' })
    expect((await api.post(`${path}/pools`, { code: 'p-1', name: 'Spring', items: [] })).body).toMatchObject({
      code: 'code_taken',
      errors: [{ pointer: '/code' }],
    })
    expect((await api.post(`${path}/pools`, { code: 'p-2', name: 'x', items: ['none'] })).body).toMatchObject(
      {
        code: 'invalid',
        errors: [{ pointer: '/items', code: 'unknown' }],
      },
    )
    await api.post(`${path}/pools`, { code: 'p-3', name: 'Autumn', status: 'pending', items: [] })
    const page = await api.get(`${path}/pools?sort=-created&limit=1&total=true`)
    expect(page.body).toMatchObject({ items: [{ code: 'p-3' }], total: 2 })
    const rest = await api.get(`${path}/pools?sort=-created&limit=1&cursor=${page.body.next}`)
    expect(rest.body).toMatchObject({ items: [{ code: 'p-1' }], next: null })
    expect((await api.get(`${path}/pools?status=pending&total=true`)).body).toMatchObject({ total: 1 })
    expect((await api.get(`${path}/pools/code:p-1`)).body).toEqual(made.body)
    expect((await api.delete(`${path}/pools/${made.body.id}`)).status).toBe(204)
    expect((await api.delete(`${path}/pools/code:p-1`)).status).toBe(404)
  })
})

describe('hierarchies', () => {
  it('are trees of tags that the bank knows', async () => {
    const path = await anotherBank('Hierarchies')
    for (const [type, name] of [
      ['Subject', 'Maths'],
      ['Topic', 'Algebra'],
      ['Topic', 'Geometry'],
    ])
      await api.post(`${path}/tags`, { type, name })
    const body = {
      code: 'tree',
      types: ['Subject', 'Topic'],
      paths: [
        ['Maths', 'Algebra'],
        ['Maths', 'Geometry'],
      ],
    }
    const made = await api.post(`${path}/hierarchies`, body)
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ code: 'tree', types: [{ name: 'Subject' }, { name: 'Topic' }] })
    expect((await api.post(`${path}/hierarchies`, body)).body.code).toBe('code_taken')
    expect(
      (await api.post(`${path}/hierarchies`, { ...body, code: 'b', paths: [['Physics']] })).body,
    ).toMatchObject({
      code: 'invalid',
      errors: [{ pointer: '/paths', code: 'unknown' }],
    })
    expect(
      (await api.post(`${path}/hierarchies`, { ...body, code: 'b', types: ['None', 'Topic'] })).body.errors[0]
        .pointer,
    ).toBe('/types')
    expect(
      (await api.post(`${path}/hierarchies`, { ...body, code: 'b', types: ['Subject'] })).body.errors[0]
        .pointer,
    ).toBe('/paths')
    expect((await api.get(`${path}/hierarchies?total=true`)).body).toMatchObject({
      items: [made.body],
      total: 1,
    })
    const top = (await api.get(`${path}/hierarchies/code:tree/tags`)).body.items
    expect(top).toMatchObject([{ name: 'Maths', type: { name: 'Subject' } }])
    const below = (await api.get(`${path}/hierarchies/${made.body.id}/tags?below=${top[0].id}`)).body.items
    expect(below).toMatchObject([{ name: 'Algebra' }, { name: 'Geometry' }])
    expect((await api.get(`${path}/hierarchies/code:tree/tags?below=${below[0].id}`)).status).toBe(404)
    expect((await api.delete(`${path}/hierarchies/code:tree`)).status).toBe(204)
    expect((await api.get(`${path}/hierarchies/code:tree`)).status).toBe(404)
    expect((await api.get(`${path}/tags?total=true`)).body.total).toBe(3)
  })
})

describe('what a bank holds', () => {
  const tag = async (path: string, type: string, name: string) =>
    (await api.post(`${path}/tags`, { type, name })).body.id as number
  const item = async (path: string, code: string, ...names: readonly string[]) => {
    const tags = names.map((name) => ({ type: 'Topic', name }))
    const { status, body } = await api.post(`${path}/items`, { code, title: `Title ${code}`, tags })
    expect(status, JSON.stringify(body)).toBe(201)
  }
  const tagsOf = async (path: string, code: string) =>
    ((await api.get(`${path}/items/code:${code}`)).body.tags as { name: string }[]).map(({ name }) => name)

  it('is renamed: items keep their tags, and the history tells', async () => {
    const path = await anotherBank('Renaming')
    await item(path, 'one', 'Algebra', 'Maths')
    const { items } = (await api.get(`${path}/tags`)).body as { items: { id: number; name: string }[] }
    const id = items.find(({ name }) => name === 'Algebra')?.id ?? 0
    const { etag } = (await api.get(`${path}/tags/${id}`)).headers
    const tried = await api.patch(`${path}/tags/${id}?dryRun=true`, { name: 'Algebra 1' })
    expect(tried.body).toMatchObject({ name: 'Algebra 1', effects: { usesRenamed: 1 } })
    const renamed = await api.patch(`${path}/tags/${id}`, { name: 'Algebra 1', description: 'First' })
    expect(renamed.body).toMatchObject({ id, name: 'Algebra 1', description: 'First', usage: 1 })
    expect(await tagsOf(path, 'one')).toEqual(['Algebra 1', 'Maths'])
    const stale = { headers: { 'if-match': String(etag) } }
    expect((await api.patch(`${path}/tags/${id}`, { name: 'x' }, stale)).status).toBe(412)
    const history = (await api.get(`${path}/tags/${id}/history`)).body.items as {
      before: { name: string } | null
      after: { name: string }
    }[]
    expect(history.map(({ before, after }) => [before?.name, after.name])).toContainEqual([
      'Algebra',
      'Algebra 1',
    ])
    expect((await api.patch(`${path}/tags/${id}`, { name: '' })).status).toBe(422)
    // The old name is free again.
    expect(await tag(path, 'Topic', 'Algebra')).not.toBe(id)
    const search = (await api.get(`${path}/tags?q=algebra`)).body.items as { name: string }[]
    expect(search.map(({ name }) => name).sort()).toEqual(['Algebra', 'Algebra 1'])
    expect((await api.get(`${path}/items?tag=${id}`)).body.items).toMatchObject([{ code: 'one' }])
  })

  it('is merged where that is said: whatever had the one has the other', async () => {
    const path = await anotherBank('Merging')
    await item(path, 'both', 'Colour', 'Color')
    await item(path, 'one', 'Color')
    const { items } = (await api.get(`${path}/tags?sort=created`)).body as {
      items: { id: number; name: string }[]
    }
    const idOf = (name: string) => items.find((one) => one.name === name)?.id ?? 0
    const [from, into] = [idOf('Color'), idOf('Colour')]
    const refused = await api.patch(`${path}/tags/${from}`, { name: 'Colour' })
    expect([refused.status, refused.body.code]).toEqual([409, 'name_taken'])
    const merged = await api.patch(`${path}/tags/${from}`, { name: 'Colour', merge: true })
    expect(merged.body).toMatchObject({ id: into, name: 'Colour', usage: 2 })
    expect([await tagsOf(path, 'both'), await tagsOf(path, 'one')]).toEqual([['Colour'], ['Colour']])
    expect((await api.get(`${path}/tags/${from}`)).status).toBe(404)
    const trail = (await api.get(`/audit?subject=tag&subjectId=${from},${into}`)).body.items as {
      before: object | null
    }[]
    expect(trail.map(({ before }) => before)).toContainEqual(expect.objectContaining({ mergedInto: into }))
  })

  it('says before a merge how many have it, and that a new name makes none', async () => {
    const path = await anotherBank('Before a merge')
    await item(path, 'one', 'Color')
    await item(path, 'two', 'Color')
    await item(path, 'three', 'Colour')
    const { items } = (await api.get(`${path}/tags`)).body as { items: { id: number; name: string }[] }
    const from = items.find(({ name }) => name === 'Color')?.id ?? 0
    const tried = (name: string) => api.patch(`${path}/tags/${from}?dryRun=true`, { name, merge: true })
    expect((await tried('Colour')).body.effects).toEqual({ usesMerged: 2 })
    expect((await tried('Hue')).body.effects).toEqual({ usesRenamed: 2 })
  })

  it('is not merged out of a hierarchy', async () => {
    const path = await anotherBank('Held')
    const held = await tag(path, 'Topic', 'Held')
    await tag(path, 'Topic', 'Free')
    await api.post(`${path}/hierarchies`, { code: 'h', types: ['Topic'], paths: [['Held']] })
    const merged = await api.patch(`${path}/tags/${held}`, { name: 'Free', merge: true })
    expect([merged.status, merged.body.code]).toEqual([409, 'conflict'])
    expect((await api.patch(`${path}/tags/${held}`, { name: 'Still held' })).status).toBe(200)
  })

  it('has types that are renamed', async () => {
    const path = await anotherBank('Types')
    await tag(path, 'Subject', 'x')
    await tag(path, 'Level', 'x')
    const type = await api.patch(`${path}/tag-types/code:Subject`, { name: 'Topic', description: 'What' })
    expect(type.body).toMatchObject({ id: expect.any(Number), name: 'Topic', description: 'What' })
    expect((await api.patch(`${path}/tag-types/code:Topic`, { name: 'Theme' })).body).toMatchObject({
      name: 'Theme',
      description: 'What',
    })
    expect(each((await api.get(`${path}/tags?type=code:Theme`)).body, 'name')).toEqual(['x'])
    const taken = await api.patch(`${path}/tag-types/code:Theme`, { name: 'Level' })
    expect([taken.status, taken.body.code]).toEqual([409, 'name_taken'])
    expect((await api.patch(`${path}/tag-types/code:Theme`, { name: '' })).status).toBe(422)
  })

  it('has items and pools that are changed and deleted', async () => {
    const path = await anotherBank('Changing')
    await item(path, 'one', 'x')
    await item(path, 'two', 'x')
    const pool = (await api.post(`${path}/pools`, { code: 'p', name: 'Pool', items: ['one', 'two'] })).body
    const one = `${path}/items/code:one`
    const changed = await api.patch(one, { title: 'Other', status: 'archived' })
    expect(changed.body).toMatchObject({ code: 'one', title: 'Other', status: 'archived' })
    expect((await api.patch(one, { title: null })).body).toMatchObject({ title: null, status: 'archived' })
    expect((await api.patch(one, { code: 'other' })).status).toBe(422)
    expect((await api.delete(`${one}?dryRun=true`)).body.effects).toEqual({ tagsTakenOff: 1 })
    expect((await api.delete(one)).status).toBe(204)
    expect((await api.delete(one)).status).toBe(404)
    expect(each((await api.get(`${path}/items`)).body, 'code')).toEqual(['two'])
    const rows = [
      { op: 'create', code: 'three' },
      { op: 'update', id: 'code:three', title: 'Third' },
      { op: 'delete', id: 'code:two' },
    ]
    const { body } = await api.post(`${path}/items/bulk`, rows)
    expect((body.rows as { status: number }[]).map(({ status }) => status)).toEqual([201, 200, 204])
    const renamed = await api.patch(`${path}/pools/code:p`, { name: 'Renamed', status: 'halted' })
    expect(renamed.body).toMatchObject({ id: pool.id, name: 'Renamed', status: 'halted' })
    const activity = `${path}/activities`
    await api.post(activity, { code: 'a' })
    expect((await api.patch(`${activity}/code:a`, { title: 'An activity' })).body.title).toBe('An activity')
    expect((await api.delete(`${activity}/code:a`)).status).toBe(204)
  })

  it('has items that are found by the type of their tags', async () => {
    const path = await anotherBank('By type')
    for (const [code, type, name] of [
      ['a', 'Topic', 'x'],
      ['b', 'Level', 'x'],
      ['c', 'Level', 'y'],
    ] as const) {
      await api.post(`${path}/items`, { code, tags: [{ type, name }] })
    }
    await api.post(`${path}/items`, { code: 'none' })
    const codes = async (query: string) => each((await api.get(`${path}/items?${query}`)).body, 'code')
    expect(await codes('type=code:Level&sort=-code')).toEqual(['c', 'b'])
    const [level] = each((await api.get(`${path}/tag-types`)).body, 'id').slice(-1)
    expect(await codes(`type=${level},code:Topic&sort=code`)).toEqual(['a', 'b', 'c'])
    expect(await codes('type=code:Level&q=c')).toEqual(['c'])
    expect((await api.get(`${path}/items?type=code:Level&total=true&limit=1`)).body.total).toBe(2)
    expect(await codes('type=code:Nothing')).toEqual([])
  })

  it('has items whose tags are put on and taken off, many at once, with a history', async () => {
    const path = await anotherBank('Retagging')
    await item(path, 'one', 'x')
    await item(path, 'two', 'y')
    const on = (name: string) => [{ type: 'Topic', name }]
    const rows = ['one', 'two'].map((code) => ({
      op: 'update',
      id: `code:${code}`,
      addTags: on('new'),
      removeTags: on('y'),
    }))
    const tried = await api.post(`${path}/items/bulk?dryRun=true&each=true`, rows)
    expect(tried.body.effects).toEqual({ tagsPutOn: 2, tagsTakenOff: 1 })
    expect(await tagsOf(path, 'two')).toEqual(['y'])
    expect((await api.post(`${path}/items/bulk?each=true`, rows)).body.rows).toMatchObject([
      { status: 200 },
      { status: 200 },
    ])
    expect([await tagsOf(path, 'one'), await tagsOf(path, 'two')]).toEqual([['new', 'x'], ['new']])
    const history = `${path}/items/code:two/history`
    const first = await api.get(`${history}?sort=-at&limit=1&total=true`)
    expect(first.body).toMatchObject({
      total: 2,
      items: [
        {
          action: 'update',
          subject: 'item',
          person: { name: 'Mona Manager' },
          before: { tags: on('y') },
          after: { tags: on('new') },
        },
      ],
    })
    // What changes nothing leaves no trace.
    await api.patch(`${path}/items/code:two`, { addTags: on('new'), removeTags: on('nothing') })
    expect((await api.get(`${history}?limit=1&total=true`)).body).toMatchObject({
      total: 2,
      items: [{ action: 'create' }],
    })
    // A tag that is put on and taken off at once is put on.
    await api.patch(`${path}/items/code:two`, { addTags: on('both'), removeTags: on('both') })
    expect(await tagsOf(path, 'two')).toEqual(['both', 'new'])
    expect((await api.get(`${path}/items/code:nothing/history`)).status).toBe(404)
    expect((await api.get(`${path}/activities/code:two/history`)).status).toBe(404)
    const auditor = await apiClient(world, await world.person('Ada Auditor', 'auditor'))
    expect((await auditor.get(history)).status).toBe(200)
    expect((await auditor.patch(`${path}/items/code:two`, { addTags: on('z') })).status).toBe(403)
  })

  it('goes with it', async () => {
    const path = await anotherBank('Going')
    await item(path, 'one', 'x')
    await api.post(`${path}/pools`, { code: 'p', name: 'Pool', items: ['one'] })
    await api.post(`${path}/hierarchies`, { code: 'h', types: ['Topic'], paths: [['x']] })
    expect((await api.patch(path, { name: 'Gone soon' })).body.name).toBe('Gone soon')
    expect((await api.patch(path, { name: ' ' })).status).toBe(422)
    expect((await api.delete(`${path}?dryRun=true`)).body.effects).toEqual({
      itemsDeleted: 1,
      activitiesDeleted: 0,
      tagsDeleted: 1,
      poolsDeleted: 1,
      hierarchiesDeleted: 1,
    })
    const auditor = await apiClient(world, await world.person('Adam Auditor', 'auditor'))
    expect((await auditor.delete(path)).status).toBe(403)
    expect((await api.delete(path)).status).toBe(204)
    expect((await api.get(path)).status).toBe(404)
    expect((await api.get(`${path}/items`)).status).toBe(404)
  })

  it('goes with very many things in it, while others have turns, and another bank stays', async () => {
    const [path, other] = [await anotherBank('Large'), await anotherBank('Small')]
    const codes = Array.from({ length: 1_100 }, (_, at) => `item-${at}`)
    for (const some of [codes.slice(0, 1_000), codes.slice(1_000)]) {
      const rows = some.map((code, at) => ({
        op: 'create',
        code,
        tags: [
          { type: 'Topic', name: 'x' },
          { type: 'Own', name: `y${at}` },
        ],
      }))
      expect((await api.post(`${path}/items/bulk`, rows)).status).toBe(200)
    }
    await api.post(`${path}/pools`, { code: 'p', name: 'Pool', items: codes })
    await item(other, 'item-0', 'x')
    const state = { isDone: false }
    const deleting = api.delete(path).finally(() => (state.isDone = true))
    let turns = 0
    for (; !state.isDone; turns++) await new Promise((resolve) => setImmediate(resolve))
    expect((await deleting).status).toBe(204)
    expect(turns).toBeGreaterThan(20) // table by table it would be fewer
    expect((await api.get(path)).status).toBe(404)
    expect(await tagsOf(other, 'item-0')).toEqual(['x'])
  })
})
