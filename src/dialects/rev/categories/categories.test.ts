import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCategory } from '../../../domain/taxonomy/categories.ts'
import { unavailable } from '../../../domain/errors.ts'
import type { Group } from '../../../domain/people/group.ts'
import type { Member } from '../../../domain/people/member.ts'
import { revClient, type Answer, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// The five operations of docs/contracts/rev.md part A, one after another.

const NOWHERE = '00000000-0000-4000-8000-000000000000'

let world: World
let rev: RevClient
let user: Member
let group: Group

beforeEach(async () => {
  world = await openWorld()
  rev = revClient(world, await world.revToken(await world.person('Ada Manager', 'manager')))
  user = await world.person('Una User')
  group = await world.group('Group')
})
afterEach(() => world.close())

const get = (id: string) => rev.get(`/api/v2/categories/${id}`)
const put = (id: string, body: unknown) => rev.put(`/api/v2/categories/${id}`, body)
const paths = async (query = '') => {
  const { categories } = (await rev.get(`/api/v2/categories${query}`)).json<{
    categories: { fullPath: string }[]
  }>()
  return categories.map(({ fullPath }) => fullPath)
}

function expectEmpty(answer: Answer): void {
  expect(answer.text).toBe('')
  expect(answer.status).toBe(200)
  expect(answer.headers['content-length']).toBe('0')
  expect(answer.headers).not.toHaveProperty('content-type')
}

function expectRefused(answer: Answer, status: number, code: string, detail: string): void {
  expect(answer.text).toBe(JSON.stringify({ code, detail }))
  expect(answer.status).toBe(status)
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
}

describe('POST /api/v2/categories', () => {
  it('creates at the top, below, and below that, and answers with the chain of parents', async () => {
    const top = await rev.post('/api/v2/categories', { name: 'Secure Parent' })
    expect(top.status).toBe(200)
    expect(top.headers['content-type']).toBe('application/json; charset=utf-8')
    const { categoryId } = top.json<{ categoryId: string }>()
    expect(categoryId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(top.text).toBe(`{"categoryId":"${categoryId}","name":"Secure Parent","parentCategory":null}`)

    const child = await rev.post('/api/v2/categories', { name: 'Child', parentCategoryId: categoryId })
    const childId = child.json<{ categoryId: string }>().categoryId
    expect(child.text).toBe(
      `{"categoryId":"${childId}","name":"Child","parentCategory":` +
        `{"categoryId":"${categoryId}","name":"Secure Parent","parentCategory":null}}`,
    )

    const grandchild = await rev.post('/api/v2/categories', { name: 'Grandchild', parentCategoryId: childId })
    expect(grandchild.text).toBe(
      `{"categoryId":"${grandchild.json<{ categoryId: string }>().categoryId}","name":"Grandchild",` +
        `"parentCategory":{"categoryId":"${childId}","name":"Child","parentCategory":` +
        `{"categoryId":"${categoryId}","name":"Secure Parent","parentCategory":null}}}`,
    )
  })

  it.each([
    ['absent', {}],
    ['null', { parentCategoryId: null }],
    ['empty', { parentCategoryId: '' }],
    ['blank', { parentCategoryId: ' ' }],
  ])('creates at the top when the parent is %s', async (_, parent) => {
    const answer = await rev.post('/api/v2/categories', { name: 'Top', ...parent })
    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({ parentCategory: null })
  })

  it('keeps the restriction and the policy items of the vendor’s example', async () => {
    const id = await rev.category('Secure category 001', undefined, {
      restricted: true,
      categoryPolicyItems: [
        { type: 'User', id: user.guid, itemType: 'CategoryManager' },
        { type: 'Group', id: group.guid, itemType: 'CategoryContributor' },
      ],
    })
    expect((await get(id)).text).toBe(
      `{"categoryId":"${id}","name":"Secure category 001","parentCategoryId":null,"restricted":true,` +
        `"categoryPolicyItems":[{"id":"${user.guid}","type":"User","itemType":"CategoryManager"},` +
        `{"id":"${group.guid}","type":"Group","itemType":"CategoryContributor"}]}`,
    )
  })

  it('stores the name trimmed, and otherwise as it was sent', async () => {
    const id = await rev.category('  A "quoted" \\ name é \t')
    expect((await get(id)).json()).toMatchObject({ name: 'A "quoted" \\ name é' })
    expect((await rev.get('/api/v2/categories')).text).toBe(
      `{"categories":[{"categoryId":"${id}","name":"A \\"quoted\\" \\\\ name é",` +
        `"fullPath":"A \\"quoted\\" \\\\ name é","restricted":false}]}`,
    )
  })

  it.each([
    ['in another case', 'sPORTS'],
    ['with blanks around it', '  Sports '],
  ])('refuses a name that a sibling has, %s', async (_, name) => {
    await rev.category('Sports')
    expectRefused(
      await rev.post('/api/v2/categories', { name }),
      500,
      'CategoryNameExists',
      `A category named "${name.trim()}" already exists under the same parent.`,
    )
    expect(await paths()).toEqual(['Sports'])
  })

  it('takes composed and decomposed letters for the same', async () => {
    await rev.category('Caf\u00e9')
    const again = await rev.post('/api/v2/categories', { name: 'CAFE\u0301' })
    expect(again.json()).toMatchObject({ code: 'CategoryNameExists' })
  })

  it('lets the same name stand under another parent', async () => {
    const schools = await rev.category('Schools')
    await rev.category('Sports')
    await rev.category('Sports', schools)
    expect(await paths()).toEqual(['Schools', 'Schools\\Sports', 'Sports'])
  })

  it('refuses an unknown parent, a user that is a group, a group that is a user', async () => {
    expectRefused(
      await rev.post('/api/v2/categories', { name: 'A', parentCategoryId: NOWHERE }),
      500,
      'ParentCategoryNotFound',
      `There is no parent category "${NOWHERE}".`,
    )
    const withItem = (type: string, id: string) =>
      rev.post('/api/v2/categories', {
        name: 'A',
        categoryPolicyItems: [{ type, id, itemType: 'CategoryManager' }],
      })
    expectRefused(
      await withItem('User', group.guid),
      500,
      'UserDoesNotExist',
      `There is no user "${group.guid}".`,
    )
    expectRefused(
      await withItem('Group', user.guid),
      500,
      'GroupDoesNotExist',
      `There is no group "${user.guid}".`,
    )
    expect(await paths()).toEqual([])
  })

  it.each<[string, object, string, string]>([
    ['no name', {}, 'RequiredFieldMissing', 'The field name is required.'],
    ['a null name', { name: null }, 'RequiredFieldMissing', 'The field name is required.'],
    ['a blank name', { name: ' \t' }, 'RequiredFieldMissing', 'The field name is required.'],
    [
      'a name that is a number',
      { name: 7 },
      'MalformedRequest',
      'The field name has a value "7" that it cannot have.',
    ],
    [
      'a name of 101 characters',
      { name: 'x'.repeat(101) },
      'MalformedRequest',
      'The field name is longer than 100 characters.',
    ],
    [
      'half a surrogate pair',
      { name: 'a\ud800' },
      'MalformedRequest',
      'The field name has a value that it cannot have.',
    ],
    [
      'the character U+0000',
      { name: 'a\u0000b' },
      'MalformedRequest',
      'The field name has a value that it cannot have.',
    ],
    [
      'a parent that is a number',
      { name: 'a', parentCategoryId: 7 },
      'MalformedRequest',
      'The field parentCategoryId has a value "7" that it cannot have.',
    ],
    [
      'a restriction that is a word',
      { name: 'a', restricted: 'perhaps' },
      'MalformedRequest',
      'The field restricted has a value "perhaps" that it cannot have.',
    ],
    [
      'items that are no list',
      { name: 'a', categoryPolicyItems: {} },
      'MalformedRequest',
      'The field categoryPolicyItems has a value "{}" that it cannot have.',
    ],
    [
      'an item of another type',
      { name: 'a', categoryPolicyItems: [{ id: NOWHERE, type: 'Robot', itemType: 'CategoryManager' }] },
      'MalformedRequest',
      `The field categoryPolicyItems has a value "{"id":"${NOWHERE}","type":"Robot","itemtype":"CategoryManager"}" that it cannot have.`,
    ],
    [
      'an item of another itemType',
      { name: 'a', categoryPolicyItems: [{ id: NOWHERE, type: 'User', itemType: 'Owner' }] },
      'MalformedRequest',
      `The field categoryPolicyItems has a value "{"id":"${NOWHERE}","type":"User","itemtype":"Owner"}" that it cannot have.`,
    ],
    [
      'an item without an id',
      { name: 'a', categoryPolicyItems: [{ type: 'User', itemType: 'CategoryManager' }] },
      'MalformedRequest',
      'The field categoryPolicyItems has a value "{"type":"User","itemtype":"CategoryManager"}" that it cannot have.',
    ],
    [
      'an item with a blank id',
      { name: 'a', categoryPolicyItems: [{ id: ' ', type: 'User', itemType: 'CategoryManager' }] },
      'MalformedRequest',
      'The field categoryPolicyItems has a value "{"id":" ","type":"User","itemtype":"CategoryManager"}" that it cannot have.',
    ],
  ])('refuses %s', async (_, body, code, detail) => {
    expectRefused(await rev.post('/api/v2/categories', body), 500, code, detail)
    expect(await paths()).toEqual([])
  })

  it('counts the 100 characters of a name as people do, not as UTF-16 does', async () => {
    const id = await rev.category('\u{1f3c0}'.repeat(100))
    expect((await get(id)).json()).toMatchObject({ name: '\u{1f3c0}'.repeat(100) })
  })

  it('makes exactly one of ten that are made at once under one name', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => rev.post('/api/v2/categories', { name: 'Sports' })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(9).fill(500)])
    const codes = answers
      .filter(({ status }) => status === 500)
      .map((answer) => answer.json<{ code: string }>().code)
    expect(new Set(codes)).toEqual(new Set(['CategoryNameExists']))
    expect(await paths()).toEqual(['Sports'])
  })

  it('cuts what it names, so that a detail stays under 256 characters', async () => {
    const answer = await rev.post('/api/v2/categories', {
      name: 'a',
      restricted: `x${'\u{1f3c0}'.repeat(400)}`,
    })
    const { detail } = answer.json<{ detail: string }>()
    expect(detail.length).toBeLessThan(256)
    expect(detail.isWellFormed()).toBe(true)
    expect(detail).toContain('\u{1f3c0}')
  })
})

describe('GET /api/v2/categories/{categoryId}', () => {
  it('answers the five keys, flat, with the parent’s id', async () => {
    const parent = await rev.category('Parent')
    const child = await rev.category('Child', parent)
    expect((await get(parent)).text).toBe(
      `{"categoryId":"${parent}","name":"Parent","parentCategoryId":null,"restricted":false,"categoryPolicyItems":[]}`,
    )
    const answer = await get(child.toUpperCase())
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.text).toBe(
      `{"categoryId":"${child}","name":"Child","parentCategoryId":"${parent}","restricted":false,"categoryPolicyItems":[]}`,
    )
  })

  it('keeps items in the order in which they were sent, exact repeats once, in canonical casing', async () => {
    const item = (type: string, id: string, itemType: string) => ({ type, id, itemType })
    const id = await rev.category('A', undefined, {
      categoryPolicyItems: [
        item('group', group.guid.toUpperCase(), 'categorymanager'),
        item('USER', user.guid, 'CATEGORYCONTRIBUTOR'),
        item('Group', group.guid, 'CategoryManager'),
        item('user', user.guid, 'CategoryManager'),
      ],
    })
    expect((await get(id)).json()).toMatchObject({
      categoryPolicyItems: [
        { id: group.guid, type: 'Group', itemType: 'CategoryManager' },
        { id: user.guid, type: 'User', itemType: 'CategoryContributor' },
        { id: user.guid, type: 'User', itemType: 'CategoryManager' },
      ],
    })
  })

  it.each([NOWHERE, 'nonsense', '7', '%00', '%F0%9F%8F%80'])('does not know %s', async (id) => {
    expectRefused(
      await get(id),
      500,
      'CategoryNotFound',
      `There is no category ${JSON.stringify(decodeURIComponent(id)).replace('\\u0000', '\u0000')}.`,
    )
  })
})

describe('GET /api/v2/categories', () => {
  // Differs from the vendor: Categories in lists have `restricted` as a fourth key.
  it('lists what the vendor’s page shows, with restricted as the fourth key', async () => {
    const sports = await rev.category('Schools')
    const below = await rev.category('Sports', sports, { restricted: true })
    const education = await rev.category('Education')
    const answer = await rev.get('/api/v2/categories')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.text).toBe(
      '{"categories":[' +
        `{"categoryId":"${education}","name":"Education","fullPath":"Education","restricted":false},` +
        `{"categoryId":"${sports}","name":"Schools","fullPath":"Schools","restricted":false},` +
        `{"categoryId":"${below}","name":"Sports","fullPath":"Schools\\\\Sports","restricted":true}]}`,
    )
  })

  it('answers an empty list with its wrapper', async () => {
    expect((await rev.get('/api/v2/categories')).text).toBe('{"categories":[]}')
  })

  describe('of a tree', () => {
    const ALL = ['A', 'A\\B', 'A\\B\\C', 'A\\D', 'E', 'E\\F']
    let a: string
    let leaf: string

    beforeEach(async () => {
      a = await rev.category('A')
      const b = await rev.category('B', a)
      leaf = await rev.category('C', b)
      await rev.category('D', a)
      await rev.category('F', await rev.category('E'))
    })

    // The table of A5: which parent, then the flag absent, true, false.
    it.each<[string, () => string | undefined, string[], string[], string[]]>([
      ['no parent', () => undefined, ALL, ALL, ['A', 'E']],
      ['a parent', () => a, ['A\\B', 'A\\B\\C', 'A\\D'], ['A\\B', 'A\\B\\C', 'A\\D'], ['A\\B', 'A\\D']],
      [
        'a parent in upper case',
        () => a.toUpperCase(),
        ['A\\B', 'A\\B\\C', 'A\\D'],
        ['A\\B', 'A\\B\\C', 'A\\D'],
        ['A\\B', 'A\\D'],
      ],
      ['a leaf', () => leaf, [], [], []],
      ['the word null', () => 'null', ['A', 'E'], ALL, ['A', 'E']],
      ['an empty parent', () => '', ['A', 'E'], ALL, ['A', 'E']],
      ['an unknown parent', () => NOWHERE, [], [], []],
      ['a parent that is no id', () => "'; drop", [], [], []],
    ])('lists by %s', async (_, parent, absent, all, oneLevel) => {
      const value = parent()
      const query = value === undefined ? '?' : `?parentCategoryId=${encodeURIComponent(value)}&`
      expect(await paths(query)).toEqual(absent)
      expect(await paths(`${query}includeAllDescendants=`)).toEqual(absent)
      expect(await paths(`${query}includeAllDescendants=perhaps`)).toEqual(absent)
      for (const yes of ['true', 'True', 'TRUE', '1']) {
        expect(await paths(`${query}includeAllDescendants=${yes}`)).toEqual(all)
      }
      for (const no of ['false', 'False', 'FALSE', '0']) {
        expect(await paths(`${query}includeAllDescendants=${no}`)).toEqual(oneLevel)
      }
    })

    it('reads query names in any case', async () => {
      expect(await paths(`?PARENTCATEGORYID=${a}&IncludeAllDescendants=False`)).toEqual(['A\\B', 'A\\D'])
    })
  })

  it('orders by path, segment by segment, without regard to case', async () => {
    for (const name of ['b', 'A', 'a b', 'a-b', 'Z', 'É', '!x', 'c']) await rev.category(name)
    const a = (await rev.get('/api/v2/categories')).json<{
      categories: { categoryId: string; name: string }[]
    }>()
    const parent = a.categories.find(({ name }) => name === 'A')?.categoryId
    await rev.category('child', parent)
    await rev.category('B child', parent)
    // A parent comes right before its descendants, although a blank and a hyphen sort before a backslash.
    expect(await paths()).toEqual(['!x', 'A', 'A\\B child', 'A\\child', 'a b', 'a-b', 'b', 'c', 'Z', 'É'])
  })
})

describe('GET /api/v2/categories of a store that fails', () => {
  it('tells it instead of breaking off', async () => {
    world.store.listCategoriesAsJson = async function* () {
      throw unavailable()
    }
    expectRefused(
      await rev.get('/api/v2/categories'),
      503,
      'ServiceUnavailable',
      'The server cannot store anything at the moment.',
    )
  })
})

describe('PUT /api/v2/categories/{categoryId}', () => {
  it('answers with nothing, and the new name is in every path below at once', async () => {
    const a = await rev.category('A')
    const b = await rev.category('B', a)
    await rev.category('C', b)
    await rev.category('AB')
    expectEmpty(await put(a, { name: 'Ω' }))
    expect(await paths()).toEqual(['AB', 'Ω', 'Ω\\B', 'Ω\\B\\C'])
  })

  describe('what an absent key, nothing and a value mean (A3)', () => {
    let parent: string
    let other: string
    let id: string
    let items: object[]

    beforeEach(async () => {
      parent = await rev.category('Parent')
      other = await rev.category('Other')
      items = [{ id: user.guid, type: 'User', itemType: 'CategoryContributor' }]
      id = await rev.category('X', parent, { restricted: true, categoryPolicyItems: items })
    })

    const now = async () => (await get(id)).json<Record<string, unknown>>()
    const before = () => ({
      categoryId: id,
      name: 'X',
      parentCategoryId: parent,
      restricted: true,
      categoryPolicyItems: items,
    })

    it.each([
      ['absent', {}],
      ['null', { name: null }],
      ['empty', { name: '' }],
    ])('refuses a name that is %s', async (_, body) => {
      expectRefused(
        await put(id, { restricted: false, ...body }),
        500,
        'RequiredFieldMissing',
        'The field name is required.',
      )
      expect(await now()).toEqual(before())
    })

    it('changes the name only', async () => {
      expectEmpty(await put(id, { name: 'Y' }))
      expect(await now()).toEqual({ ...before(), name: 'Y' })
    })

    it.each<[unknown, boolean]>([
      [null, false],
      ['', false],
      [false, false],
      ['False', false],
      ['true', true],
      [true, true],
    ])('takes %j as restriction for %j', async (restricted, expected) => {
      expectEmpty(await put(id, { name: 'X', restricted }))
      expect(await now()).toEqual({ ...before(), restricted: expected })
    })

    it.each<[unknown]>([[null], [''], [[]]])('empties the items by %j', async (categoryPolicyItems) => {
      expectEmpty(await put(id, { name: 'X', categoryPolicyItems }))
      expect(await now()).toEqual({ ...before(), categoryPolicyItems: [] })
    })

    it('replaces the items as a whole', async () => {
      const fresh = [{ id: group.guid, type: 'Group', itemType: 'CategoryManager' }]
      expectEmpty(await put(id, { name: 'X', categoryPolicyItems: fresh }))
      expect(await now()).toEqual({ ...before(), categoryPolicyItems: fresh })
    })

    it.each([null, ''])('moves to the top by %j', async (parentCategoryId) => {
      expectEmpty(await put(id, { name: 'X', parentCategoryId }))
      expect(await now()).toEqual({ ...before(), parentCategoryId: null })
      expect(await paths()).toEqual(['Other', 'Parent', 'X'])
    })

    it('moves under another, and to where it is', async () => {
      expectEmpty(await put(id, { name: 'X', parentCategoryId: parent.toUpperCase() }))
      expect(await now()).toEqual(before())
      expectEmpty(await put(id, { name: 'X', parentCategoryId: other }))
      expect(await now()).toEqual({ ...before(), parentCategoryId: other })
      expect(await paths()).toEqual(['Other', 'Other\\X', 'Parent'])
    })
  })

  it('does not take its own name for another’s, in another case neither', async () => {
    const id = await rev.category('Sports')
    expectEmpty(await put(id, { name: 'Sports' }))
    expectEmpty(await put(id, { name: ' SPORTS' }))
    expect(await paths()).toEqual(['SPORTS'])
  })

  it('moves a subtree with all that is below, and renames it on the way', async () => {
    const a = await rev.category('A')
    const b = await rev.category('B', a)
    await rev.category('C', b)
    const z = await rev.category('Z')
    expectEmpty(await put(b, { name: 'b2', parentCategoryId: z }))
    expect(await paths()).toEqual(['A', 'Z', 'Z\\b2', 'Z\\b2\\C'])
    expect(await paths(`?parentCategoryId=${a}`)).toEqual([])
    expect(await paths(`?parentCategoryId=${z}`)).toEqual(['Z\\b2', 'Z\\b2\\C'])
  })

  it('lets an unchanged name pass that is longer than Rev allows', async () => {
    const name = 'x'.repeat(101)
    const { category } = await world.store.write((tx) =>
      createCategory(tx, world.owner, { name, parent: null }),
    )
    expectEmpty(await put(category.guid, { name, restricted: true }))
    expect((await get(category.guid)).json()).toMatchObject({ name, restricted: true })
    expectRefused(
      await put(category.guid, { name: `${name}y` }),
      500,
      'MalformedRequest',
      'The field name is longer than 100 characters.',
    )
  })

  it('gives the three reasons of the vendor’s page, each with its code, and changes nothing', async () => {
    const sports = await rev.category('Sports')
    const id = await rev.category('Art', undefined, { restricted: true })
    const all = async () => [(await rev.get('/api/v2/categories')).text, (await get(id)).text]
    const before = await all()
    expectRefused(
      await put(id, { name: 'sports', restricted: false, categoryPolicyItems: [] }),
      500,
      'CategoryNameExists',
      'A category named "sports" already exists under the same parent.',
    )
    expect(await all()).toEqual(before)
    expectRefused(
      await put(NOWHERE, { name: 'New', restricted: false }),
      500,
      'CategoryNotFound',
      `There is no category "${NOWHERE}".`,
    )
    expect(await all()).toEqual(before)
    expectRefused(
      await put(id, {
        name: 'New',
        restricted: false,
        parentCategoryId: sports,
        categoryPolicyItems: [{ id: NOWHERE, type: 'User', itemType: 'CategoryManager' }],
      }),
      500,
      'UserDoesNotExist',
      `There is no user "${NOWHERE}".`,
    )
    expect(await all()).toEqual(before)
  })

  it('refuses to put a category where its name is taken, under itself, and below itself', async () => {
    const a = await rev.category('A')
    const b = await rev.category('B', a)
    const c = await rev.category('C', b)
    const topB = await rev.category('b')
    expectRefused(
      await put(topB, { name: 'b', parentCategoryId: a }),
      500,
      'CategoryNameExists',
      'A category named "b" already exists under the same parent.',
    )
    const circle = 'A category cannot be put under itself or its descendants.'
    for (const target of [a, b, c]) {
      expectRefused(
        await put(a, { name: 'A', parentCategoryId: target }),
        500,
        'InvalidParentCategory',
        circle,
      )
    }
    expectRefused(
      await put(a, { name: 'A', parentCategoryId: NOWHERE }),
      500,
      'ParentCategoryNotFound',
      `There is no parent category "${NOWHERE}".`,
    )
    expect(await paths()).toEqual(['A', 'A\\B', 'A\\B\\C', 'b'])
  })
})

describe('DELETE /api/v2/categories/{categoryId}', () => {
  it('answers with nothing, takes all below along, and frees the name', async () => {
    const a = await rev.category('A')
    const b = await rev.category('B', a)
    await rev.category('C', b)
    await rev.category('A B')
    expectEmpty(await rev.delete(`/api/v2/categories/${a}`))
    expect(await paths()).toEqual(['A B'])
    expectRefused(await get(b), 500, 'CategoryNotFound', `There is no category "${b}".`)
    expectRefused(
      await rev.delete(`/api/v2/categories/${a}`),
      500,
      'CategoryNotFound',
      `There is no category "${a}".`,
    )
    await rev.category('A')
    expect(await paths()).toEqual(['A', 'A B'])
  })
})
