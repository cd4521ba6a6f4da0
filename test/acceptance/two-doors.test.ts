import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openHouse, type Doors, type House, type Intellum } from './doors.ts'
import type { HttpClient } from '../support/http-client.ts'

let house: House
let doors: Doors
let rev: HttpClient
let intellum: Intellum

beforeAll(async () => {
  house = await openHouse()
})
beforeEach(async () => {
  doors = await house.found()
  ;({ rev, intellum } = doors)
})
afterEach(() => doors.close())
afterAll(() => house.close())

describe('one taxonomy behind two doors', () => {
  it('follows a category that is made, tagged, renamed, moved and deleted by turns at both', async () => {
    const fruit = await createByRev('Fruit')
    const apples = await createByRev('Apples', fruit)
    const [fruitRecord, applesRecord] = await recordsByIntellum()
    expect(fruitRecord).toEqual({
      id: expect.any(Number),
      name: 'Fruit',
      is_active: true,
      description: null,
      picture_file_name: null,
      parent_category_id: null,
      locale: 'en',
      subcategories: [applesRecord],
      code: null,
    })
    expect(applesRecord).toMatchObject({
      name: 'Apples',
      parent_category_id: fruitRecord?.id,
      subcategories: [],
    })

    const course = await createCourseByIntellum('Apples for beginners')
    const tagged = await intellum.send('POST', '/api/v2/category_tag', {
      category_tag: { category_id: applesRecord?.id, categorizable_type: 'Course', categorizable_id: course },
    })
    expect({ status: tagged.status, body: tagged.json() }).toEqual({
      status: 200,
      body: {
        id: expect.any(Number),
        category_id: applesRecord?.id,
        categorizable_id: course,
        categorizable_type: 'Course',
        code: null,
      },
    })

    const renamed = await intellum.send('PUT', `/api/v2/categories/${fruitRecord?.id}`, {
      category: { name: 'Früchte' },
    })
    expect(renamed.status).toBe(200)
    expect(await pathsByRev()).toEqual(['Früchte', 'Früchte\\Apples'])

    const moved = await rev.send({
      method: 'PUT',
      path: `/api/v2/categories/${apples}`,
      body: { name: 'Äpfel', parentCategoryId: null },
    })
    expect({ status: moved.status, text: moved.text }).toEqual({ status: 200, text: '' })
    expect(
      (await recordsByIntellum()).map(({ name, parent_category_id }) => [name, parent_category_id]),
    ).toEqual([
      ['Früchte', null],
      ['Äpfel', null],
    ])
    expect(await tagsByIntellum()).toEqual([[tagged.json<{ id: number }>().id, applesRecord?.id, course]])

    expect((await rev.send({ method: 'DELETE', path: `/api/v2/categories/${apples}` })).status).toBe(200)
    expect(await tagsByIntellum()).toEqual([])
    const gone = await intellum.get(`/api/v2/categories/${applesRecord?.id}`)
    expect({ status: gone.status, text: gone.text }).toEqual({
      status: 422,
      text: `["Couldn't find Category with 'id'=${applesRecord?.id}"]`,
    })
  })

  it('lets Rev see what Intellum makes, and refuse what Intellum would', async () => {
    const made = await intellum.send('POST', '/api/v2/categories', { category: { name: 'Tools' } })
    const { id } = made.json<{ id: number }>()
    await intellum.send('POST', '/api/v2/categories', {
      category: { name: 'Hammers', parent_category_id: id },
    })
    expect(await pathsByRev()).toEqual(['Tools', 'Tools\\Hammers'])

    const again = await rev.send({ method: 'POST', path: '/api/v2/categories', body: { name: ' tools ' } })
    expect(again.status).toBe(500)
    expect(again.json()).toMatchObject({ code: 'CategoryNameExists' })
    const twice = await intellum.send('POST', '/api/v2/categories', { category: { name: 'TOOLS' } })
    expect({ status: twice.status, text: twice.text }).toEqual({
      status: 422,
      text: '["Name has already been taken"]',
    })

    const deleted = await intellum.send('DELETE', `/api/v2/categories/${id}`)
    expect({ status: deleted.status, text: deleted.text }).toEqual({ status: 200, text: '' })
    expect(await pathsByRev()).toEqual([])
  })

  it('keeps each door to its own credentials', async () => {
    const keyAtRev = await rev.send({
      path: '/api/v2/categories',
      headers: { authorization: `VBrick ${doors.academy.intellumKey}` },
    })
    expect(keyAtRev.status).toBe(401)
    expect(keyAtRev.json()).toMatchObject({ code: 'Unauthorized' })
    const tokenAtIntellum = await rev.send({
      path: `/api/v2/categories?api_key=${doors.academy.revToken}`,
      headers: { authorization: '' },
    })
    expect({ status: tokenAtIntellum.status, text: tokenAtIntellum.text }).toEqual({
      status: 422,
      text: '["Api key is invalid"]',
    })
  })
})

describe('many clients at once', () => {
  it('makes one of ten categories of the same name', async () => {
    const answers = await tenTimes(() =>
      rev.send({ method: 'POST', path: '/api/v2/categories', body: { name: 'Sports' } }),
    )
    const won = answers.filter(({ status }) => status === 200)
    const lost = answers.filter(({ status }) => status !== 200)
    expect(won).toHaveLength(1)
    expect(lost.map(({ status, text }) => ({ status, text }))).toEqual(
      Array<unknown>(9).fill({
        status: 500,
        text: '{"code":"CategoryNameExists","detail":"A category named \\"Sports\\" already exists under the same parent."}',
      }),
    )
    expect(await pathsByRev()).toEqual(['Sports'])
  })

  it('makes one of ten categories of the same name when half of the clients come by the other door', async () => {
    const answers = await tenTimes((client) =>
      client % 2 === 0
        ? rev.send({ method: 'POST', path: '/api/v2/categories', body: { name: 'Sports' } })
        : intellum.send('POST', '/api/v2/categories', { category: { name: 'Sports' } }),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await pathsByRev()).toEqual(['Sports'])
  })

  it('makes one of ten equal tags', async () => {
    await createByRev('Sports')
    const [category] = await recordsByIntellum()
    const course = await createCourseByIntellum('Swimming')
    const answers = await tenTimes(() =>
      intellum.send('POST', '/api/v2/category_tag', {
        category_tag: { category_id: category?.id, categorizable_type: 'Course', categorizable_id: course },
      }),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 422).map(({ text }) => text)).toEqual(
      Array<string>(9).fill('["Category has already been taken"]'),
    )
    expect(await tagsByIntellum()).toHaveLength(1)
  })

  it('lets one of two moves win that would close a circle', async () => {
    const [one, other] = [await createByRev('One'), await createByRev('Other')]
    const move = (category: string, name: string, parentCategoryId: string) =>
      rev.send({ method: 'PUT', path: `/api/v2/categories/${category}`, body: { name, parentCategoryId } })
    const answers = await Promise.all([move(one, 'One', other), move(other, 'Other', one)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 500])
    expect(answers.find(({ status }) => status === 500)?.json()).toMatchObject({
      code: 'InvalidParentCategory',
    })
    expect([
      ['One', 'One\\Other'],
      ['Other', 'Other\\One'],
    ]).toContainEqual(await pathsByRev())
  })
})

function tenTimes<T>(send: (client: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: 10 }, (_, client) => send(client)))
}

async function createByRev(name: string, parentCategoryId: string | null = null): Promise<string> {
  const made = await rev.send({
    method: 'POST',
    path: '/api/v2/categories',
    body: { name, parentCategoryId },
  })
  expect(made.status).toBe(200)
  return made.json<{ categoryId: string }>().categoryId
}

async function pathsByRev(): Promise<string[]> {
  const listed = await rev.send({ path: '/api/v2/categories' })
  return listed.json<{ categories: { fullPath: string }[] }>().categories.map(({ fullPath }) => fullPath)
}

interface CategoryRecord {
  id: number
  name: string
  parent_category_id: number | null
}

async function recordsByIntellum(): Promise<CategoryRecord[]> {
  return (await intellum.get('/api/v2/categories')).json<CategoryRecord[]>()
}

async function createCourseByIntellum(name: string): Promise<number> {
  const made = await intellum.send('POST', '/api/v2/courses', { course: { name } })
  expect(made.status).toBe(200)
  return made.json<{ id: number }>().id
}

/** Each as its id, its category and its course. */
async function tagsByIntellum(): Promise<number[][]> {
  const listed = await intellum.get('/api/v2/category_tags')
  return listed
    .json<{ id: number; category_id: number; categorizable_id: number }[]>()
    .map((tag) => [tag.id, tag.category_id, tag.categorizable_id])
}
