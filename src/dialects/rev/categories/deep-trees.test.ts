import { afterEach, beforeEach, expect, it } from 'vitest'
import { fullPathBelow, sortPathBelow, type Category } from '../../../domain/taxonomy/category.ts'
import { characters } from '../../../lib/text.ts'
import { revClient, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md A1: no limit on depth. The only limit is a full path of 32,768 characters (docs/design.md 4).

let world: World
let rev: RevClient

beforeEach(async () => {
  world = await openWorld()
  rev = revClient(world, await world.revToken(await world.person('Ada Manager', 'manager')))
})
afterEach(() => world.close())

/** A chain of categories, from the top down: inserted without reading the ancestors each time. */
function chain(names: readonly string[]): Promise<string[]> {
  return world.store.write(async (tx) => {
    const made: Category[] = []
    for (const name of names) {
      const parent = made.at(-1)
      const category = await tx.categories.insert(world.account.id, {
        parentId: parent?.id ?? null,
        name,
        fullPath: fullPathBelow(parent, name),
        sortPath: sortPathBelow(parent, name),
        restricted: false,
        createdBy: null,
        isActive: true,
        isVisible: true,
        description: null,
        pictureFileName: null,
        locale: 'en',
        code: null,
      })
      made.push(category)
    }
    return made.map(({ guid }) => guid)
  })
}

it('keeps a chain of 1,000 levels: create, get, list, rename, move, delete', async () => {
  const ids = await chain(Array.from({ length: 1_000 }, (_, i) => `n${i}`))
  const [top = '', second = ''] = ids
  const created = await rev.post('/api/v2/categories', { name: 'last', parentCategoryId: ids.at(-1) })
  let depth = 0
  interface Parent {
    parentCategory: Parent | null
  }
  for (let one: Parent | null = created.json<Parent>(); one !== null; one = one.parentCategory) depth++
  expect(depth).toBe(1_001)

  const list = async (query: string) =>
    (await rev.get(`/api/v2/categories?${query}`)).json<{ categories: { fullPath: string }[] }>().categories
  expect(await list(`parentCategoryId=${top}`)).toHaveLength(1_000)

  expect((await rev.put(`/api/v2/categories/${top}`, { name: 'renamed' })).status).toBe(200)
  const renamed = await list('')
  expect(renamed).toHaveLength(1_001)
  expect(renamed.every(({ fullPath }) => fullPath === 'renamed' || fullPath.startsWith('renamed\\n1'))).toBe(
    true,
  )

  const circle = await rev.put(`/api/v2/categories/${top}`, { name: 'x', parentCategoryId: ids.at(-1) })
  expect(circle.json()).toMatchObject({ code: 'InvalidParentCategory' })

  expect((await rev.put(`/api/v2/categories/${second}`, { name: 'n1', parentCategoryId: null })).status).toBe(
    200,
  )
  expect(await list(`parentCategoryId=${top}`)).toEqual([])
  expect(await list(`parentCategoryId=${second}`)).toHaveLength(999)
  expect((await rev.delete(`/api/v2/categories/${second}`)).status).toBe(200)
  expect(await list('')).toHaveLength(1)
})

it('takes a full path of 32,768 characters, and no more', async () => {
  // 324 names of 100 characters and their backslashes: 32,724 characters.
  const ids = await chain(Array.from({ length: 324 }, (_, i) => (i === 0 ? '\u{1f3c0}' : 'x').repeat(100)))
  const [top = '', bottom = ''] = [ids[0], ids.at(-1)]
  const tooLong = (answer: { status: number; text: string }) => {
    expect([answer.status, answer.text]).toEqual([
      500,
      '{"code":"MalformedRequest","detail":"The field fullPath is longer than 32768 characters."}',
    ])
  }
  const create = (length: number) =>
    rev.post('/api/v2/categories', { name: 'x'.repeat(length), parentCategoryId: bottom })
  tooLong(await create(45))
  const { categoryId } = (await create(44)).json<{ categoryId: string }>()

  // Changes that make a descendant's path too long are refused as well: a longer name, a move below another.
  const other = await rev.category('o')
  tooLong(await rev.put(`/api/v2/categories/${categoryId}`, { name: 'x'.repeat(45) }))
  tooLong(
    await rev.put(`/api/v2/categories/${top}`, { name: '\u{1f3c0}'.repeat(100), parentCategoryId: other }),
  )
  expect(
    (await rev.put(`/api/v2/categories/${top}`, { name: 'y'.repeat(98), parentCategoryId: other })).status,
  ).toBe(200)
  const { categories } = (await rev.get(`/api/v2/categories?parentCategoryId=${bottom}`)).json<{
    categories: { fullPath: string }[]
  }>()
  expect(characters(categories[0]?.fullPath ?? '')).toBe(32_768)
})
