import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { revClient, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md B10: a person's rights on categories, and the categories they follow.

const NOWHERE = '00000000-0000-4000-8000-000000000000'

let world: World
let admin: RevClient

beforeEach(async () => {
  world = await openWorld()
  admin = revClient(world, await world.revToken(await world.person('Ada Admin', 'manager')))
})
afterEach(() => world.close())

describe('GET /api/v2/assignable-categories', () => {
  it('is a bare array of items with id', async () => {
    expect((await admin.get('/api/v2/assignable-categories')).text).toBe('[]')
    const schools = await admin.category('Schools')
    const sports = await admin.category('Sports', schools, { restricted: true })
    expect((await admin.get('/api/v2/assignable-categories')).text).toBe(
      `[{"id":"${schools}","name":"Schools","fullPath":"Schools"},` +
        `{"id":"${sports}","name":"Sports","fullPath":"Schools\\\\Sports"}]`,
    )
    const carl = await world.person('Carl Author', 'author')
    const author = revClient(world, await world.revToken(carl))
    const names = async (client: RevClient) =>
      (await client.get('/api/v2/assignable-categories')).json<{ name: string }[]>().map(({ name }) => name)
    expect(await names(author)).toEqual(['Schools'])
    const open = await admin.category('Open', sports)
    expect(await names(author)).toEqual(['Schools']) // the descendants of a restricted one are as restricted
    const policy = [{ type: 'User', id: carl.guid, itemType: 'CategoryContributor' }]
    await admin.category('Own', open, { restricted: true, categoryPolicyItems: policy })
    expect(await names(author)).toEqual(['Schools', 'Own'])
    const pat = await world.person('Pat Pupil', 'learner')
    const pupil = revClient(world, await world.revToken(pat))
    expect(await names(pupil)).toEqual([])
    const team = await world.group('Team', { members: [pat.guid] })
    const shared = [{ type: 'Group', id: team.guid, itemType: 'CategoryManager' }]
    await admin.category('Shared', schools, { restricted: true, categoryPolicyItems: shared })
    expect(await names(pupil)).toEqual(['Shared'])
    const viewer = revClient(world, await world.revToken(await world.person('Vic Viewer')))
    expect((await viewer.get('/api/v2/assignable-categories')).text).toBe('[]')
  })
})

describe('GET /api/v2/assignable-categories of a large tree', () => {
  const MANY = 3_000

  /** How many turns of the event loop others have had when the answer is complete. */
  async function turnsOf<T>(answer: Promise<T>): Promise<[T, number]> {
    const state = { turns: 0, done: false }
    const settled = answer.finally(() => (state.done = true))
    while (!state.done) {
      state.turns++
      await setImmediate()
    }
    return [await settled, state.turns]
  }

  it.each(['author', 'manager', 'learner'] as const)('lets others have turns (%s)', async (role) => {
    const { account, store } = world
    const reader = await world.person('Rita Reader', role)
    const fields = { restricted: false, createdBy: null, isActive: true, isVisible: true, locale: 'en' }
    const rest = { description: null, pictureFileName: null, code: null }
    await store.write(async (tx) => {
      for (let n = 0; n < MANY; n++) {
        const name = `topic ${String(n).padStart(5, '0')}`
        const restricted = n % 3 === 0
        const place = { parentId: null, name, fullPath: name, sortPath: name }
        const { id } = await tx.categories.insert(account.id, { ...fields, ...rest, ...place, restricted })
        if (n % 6 !== 0) continue
        const holder = { kind: 'member', id: reader.id } as const
        const item = { holder, holderGuid: reader.guid, share: 'contributor' } as const
        await tx.categories.setPolicyItems(account.id, id, [item])
      }
    })
    const client = revClient(world, await world.revToken(reader))
    const small = (await turnsOf(client.get('/api/v2/user/subscriptions')))[1]
    const [answer, turns] = await turnsOf(client.get('/api/v2/assignable-categories'))
    const wanted = { author: (MANY * 5) / 6, manager: MANY, learner: MANY / 6 }
    expect(answer.json<unknown[]>()).toHaveLength(wanted[role])
    expect(turns).toBeGreaterThan(small + MANY / 1_000)
  })
})

describe('GET /api/v2/user/categories', () => {
  it('lists one level, with what the user may do', async () => {
    const carl = await world.person('Carl Creator', 'category_creator')
    const creator = revClient(world, await world.revToken(carl))
    const own = await creator.category('Own')
    const child = await creator.category('Child', own)
    const shared = await admin.category('Shared', undefined, {
      restricted: true,
      categoryPolicyItems: [{ type: 'User', id: carl.guid, itemType: 'CategoryContributor' }],
    })
    const below = await admin.category('Below', shared)
    const level = async (query: string) => (await creator.get(`/api/v2/user/categories${query}`)).text
    const top =
      `{"categories":[{"categoryId":"${own}","name":"Own","fullPath":"Own","restricted":false,"videoCount":0,` +
      `"canEdit":true,"canAssign":false},{"categoryId":"${shared}","name":"Shared","fullPath":"Shared",` +
      '"restricted":true,"videoCount":0,"canEdit":false,"canAssign":true}]}'
    for (const query of ['', '?parentCategoryId=', '?parentCategoryId=null'])
      expect(await level(query)).toBe(top)
    expect(await level(`?ParentCategoryId=${own.toUpperCase()}`)).toBe(
      `{"categories":[{"categoryId":"${child}","name":"Child","fullPath":"Own\\\\Child","restricted":false,` +
        '"videoCount":0,"canEdit":true,"canAssign":false}]}',
    )
    expect(await level(`?parentCategoryId=${shared}`)).toBe(
      `{"categories":[{"categoryId":"${below}","name":"Below","fullPath":"Shared\\\\Below","restricted":false,` +
        '"videoCount":0,"canEdit":false,"canAssign":true}]}',
    )
    for (const parent of [child, NOWHERE, 'nonsense']) {
      expect(await level(`?parentCategoryId=${parent}`)).toBe('{"categories":[]}')
    }
  })
})

describe('subscriptions', () => {
  let viewer: RevClient
  let vic: string

  beforeEach(async () => {
    const person = await world.person('Vic Viewer')
    vic = person.guid
    viewer = revClient(world, await world.revToken(person))
  })

  const list = async () => (await viewer.get('/api/v2/users/subscriptions')).text
  const change = async (what: 'subscribe' | 'unsubscribe', body: object) => {
    const answer = await viewer.post(`/api/v2/users/${what}`, body)
    return [answer.status, answer.text]
  }
  const DONE = [200, '']

  it('are made, listed in the order of paths, and ended', async () => {
    expect(await list()).toBe('{"categories":[],"channels":[]}')
    const b = await admin.category('B')
    const a = await admin.category('A', undefined, { restricted: true })
    expect(await change('subscribe', { id: b, type: 'Category' })).toEqual(DONE)
    expect(await change('subscribe', { Id: a.toUpperCase(), Type: 'category' })).toEqual(DONE)
    expect(await change('subscribe', { id: a, type: 'Category' })).toEqual(DONE)
    expect(await list()).toBe(`{"categories":["${a}","${b}"],"channels":[]}`)
    expect((await admin.get('/api/v2/users/subscriptions')).text).toBe('{"categories":[],"channels":[]}')
    expect(await change('unsubscribe', { id: b, type: 'Category' })).toEqual(DONE)
    expect(await change('unsubscribe', { id: b, type: 'Category' })).toEqual(DONE)
    expect(await list()).toBe(`{"categories":["${a}"],"channels":[]}`)
  })

  it('go with the category and with the person', async () => {
    const a = await admin.category('A')
    const b = await admin.category('B', a)
    for (const id of [a, b]) await change('subscribe', { id, type: 'Category' })
    expect((await admin.delete(`/api/v2/categories/${a}`)).status).toBe(200)
    expect(await list()).toBe('{"categories":[],"channels":[]}')
    await change('subscribe', { id: await admin.category('C'), type: 'Category' })
    expect((await admin.delete(`/api/v2/users/${vic}`)).status).toBe(200)
  })

  it.each<[object, string, string]>([
    [{ type: 'Category' }, 'RequiredFieldMissing', 'The field id is required.'],
    [{ id: 7, type: 'Category' }, 'MalformedRequest', 'The field id has a value "7" that it cannot have.'],
    [
      { id: NOWHERE, type: 'Channel' },
      'MalformedRequest',
      'The field type has a value "Channel" that it cannot have.',
    ],
    [{ id: NOWHERE }, 'MalformedRequest', 'The field type has a value "null" that it cannot have.'],
    [{ id: NOWHERE, type: 'Category' }, 'CategoryNotFound', `There is no category "${NOWHERE}".`],
  ])('refuse %j', async (body, code, detail) => {
    for (const what of ['subscribe', 'unsubscribe'] as const) {
      expect(await change(what, body)).toEqual([500, JSON.stringify({ code, detail })])
    }
  })
})
