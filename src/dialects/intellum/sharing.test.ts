import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { intellumClient, type IntellumClient } from '../../../test/support/intellum-client.ts'
import { revClient, type RevClient } from '../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

// One taxonomy behind two doors (docs/design.md 4): a change through one is visible through the other at once.

let world: World
let intellum: IntellumClient
let rev: RevClient

beforeEach(async () => {
  world = await openWorld()
  intellum = intellumClient(world, await world.intellumKey())
  rev = revClient(world, await world.revToken(await world.person('Ada Manager', 'manager')))
  await intellum.post('/api/v2/courses', { course: { name: 'Course' } })
})
afterEach(() => world.close())

async function makeByRev(name: string, parentCategoryId?: string): Promise<string> {
  const answer = await rev.post('/api/v2/categories', { name, ...(parentCategoryId && { parentCategoryId }) })
  expect(answer.status).toBe(200)
  return answer.json<{ categoryId: string }>().categoryId
}

const tag = (category_id: number) =>
  intellum.post('/api/v2/category_tag', {
    category_tag: { category_id, categorizable_id: 1, categorizable_type: 'Course' },
  })
const seen = async () =>
  (await intellum.get('/api/v2/categories'))
    .json<
      { id: number; name: string; parent_category_id: number | null; subcategories: { id: number }[] }[]
    >()
    .map(({ id, name, parent_category_id, subcategories }) => [
      id,
      name,
      parent_category_id,
      subcategories.map((one) => one.id),
    ])
const tagged = async () =>
  (await intellum.get('/api/v2/category_tags'))
    .json<{ category_id: number }[]>()
    .map(({ category_id }) => category_id)

describe('categories made by Rev', () => {
  // Differs from the vendor: Any category can be tagged, sections too, and those that Rev created at any
  // depth.
  it('are there at once, at any depth, and can be tagged', async () => {
    const sports = await makeByRev('Sports')
    const ball = await makeByRev('Ball games', sports)
    await makeByRev('Football', ball)
    expect(await seen()).toEqual([
      [1, 'Sports', null, [2]],
      [2, 'Ball games', 1, [3]],
      [3, 'Football', 2, []],
    ])
    // The direct children, without their own children (docs/design.md 9.2).
    expect((await intellum.get('/api/v2/categories/1')).json()).toMatchObject({
      subcategories: [{ id: 2, parent_category_id: 1, subcategories: [] }],
    })
    for (const id of [1, 2, 3]) expect((await tag(id)).status).toBe(200)
    expect(await tagged()).toEqual([1, 2, 3])
  })

  it('keep their tags when Rev renames and moves them, and lose them when Rev deletes them', async () => {
    const sports = await makeByRev('Sports')
    const ball = await makeByRev('Ball games', sports)
    await makeByRev('Football', ball)
    await makeByRev('Leisure')
    for (const id of [1, 2, 3, 4]) await tag(id)

    await rev.put(`/api/v2/categories/${ball}`, { name: 'Games', parentCategoryId: null })
    expect(await seen()).toEqual([
      [1, 'Sports', null, []],
      [2, 'Games', null, [3]],
      [3, 'Football', 2, []],
      [4, 'Leisure', null, []],
    ])
    expect(await tagged()).toEqual([1, 2, 3, 4])

    await rev.delete(`/api/v2/categories/${ball}`)
    expect(await seen()).toEqual([
      [1, 'Sports', null, []],
      [4, 'Leisure', null, []],
    ])
    expect(await tagged()).toEqual([1, 4])
    expect((await tag(3)).text).toBe('["Category must exist"]')
    expect((await intellum.delete('/api/v2/category_tags/3')).text).toBe(
      `["Couldn't find CategoryTag with 'id'=3"]`,
    )
    expect((await intellum.get('/api/v2/courses/1')).status).toBe(200)
  })

  // Differs from the vendor: `parent_category_id` is the real parent, whatever the depth: a category is a
  // view of the account's one tree.
  it('can be updated though they stand deeper than Intellum would put them', async () => {
    const sports = await makeByRev('Sports')
    await makeByRev('Football', await makeByRev('Ball games', sports))
    const answer = await intellum.put('/api/v2/categories/3', {
      category: { name: 'Soccer', is_active: false },
    })
    expect(answer.json()).toMatchObject({ name: 'Soccer', parent_category_id: 2, is_active: false })
    const list = await rev.get('/api/v2/categories')
    expect(
      list.json<{ categories: { fullPath: string }[] }>().categories.map(({ fullPath }) => fullPath),
    ).toEqual(['Sports', 'Sports\\Ball games', 'Sports\\Ball games\\Soccer'])
    const below = { category: { name: 'A', parent_category_id: 3 } }
    expect((await intellum.post('/api/v2/categories', below)).text).toBe(
      '["Parent category must be a section"]',
    )
  })

  // Differs from the vendor: The key acts for the account, so restrictions of categories don't bind it.
  it('can be tagged while they are restricted: the key acts for the account, and is audited as itself', async () => {
    const viewer = await world.person('Vera Viewer', 'learner')
    const restricted = await rev.post('/api/v2/categories', {
      name: 'Board',
      restricted: true,
      categoryPolicyItems: [{ id: viewer.guid, type: 'User', itemType: 'CategoryManager' }],
    })
    expect(restricted.status).toBe(200)
    expect((await tag(1)).status).toBe(200)
    const [trail, keys] = await world.store.read(async (reader) => [
      await reader.audit.list(world.account.id, 0, 1000),
      await reader.credentials.list(world.account.id),
    ])
    expect(trail.at(-1)).toMatchObject({
      door: 'intellum',
      credentialId: keys.find(({ door }) => door === 'intellum')?.id,
      memberId: null,
      action: 'create',
      subject: 'category_tag',
      after: { categoryId: 1, courseId: 1, code: null },
    })
  })
})

describe('categories made by Intellum', () => {
  // Differs from the vendor: Names are unique among siblings, whichever API creates them: `Name has already
  // been taken`.
  it('are there at once for Rev, under its own id, and share the names of siblings', async () => {
    await intellum.post('/api/v2/categories', { category: { name: 'Products' } })
    await intellum.post('/api/v2/categories', { category: { name: 'Analytics', parent_category_id: 1 } })
    const list = await rev.get('/api/v2/categories')
    const found = list.json<{ categories: { categoryId: string; fullPath: string }[] }>().categories
    expect(found.map(({ fullPath }) => fullPath)).toEqual(['Products', 'Products\\Analytics'])
    const again = await rev.post('/api/v2/categories', { name: 'PRODUCTS' })
    expect([again.status, again.json<{ code: string }>().code]).toEqual([500, 'CategoryNameExists'])

    await rev.delete(`/api/v2/categories/${found[0]?.categoryId}`)
    expect((await intellum.get('/api/v2/categories')).text).toBe('[]')
    expect((await intellum.get('/api/v2/categories/2')).text).toBe(`["Couldn't find Category with 'id'=2"]`)
  })

  it('may have names that Rev would refuse, and Rev shows them', async () => {
    const name = 'n'.repeat(255)
    await intellum.post('/api/v2/categories', { category: { name } })
    const list = await rev.get('/api/v2/categories')
    expect(list.json()).toMatchObject({ categories: [{ name }] })
  })

  it('are made once, whichever door is quicker', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        n % 2 === 0
          ? intellum.post('/api/v2/categories', { category: { name: 'Same' } })
          : rev.post('/api/v2/categories', { name: 'same' }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await seen()).toHaveLength(1)
  })
})
