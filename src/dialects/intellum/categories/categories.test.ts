import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openNeighbour } from '../../../../test/support/intellum-academy.ts'
import { intellumClient, type IntellumClient } from '../../../../test/support/intellum-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

const PATH = '/api/v2/categories'

let world: World
let intellum: IntellumClient

beforeEach(async () => {
  world = await openWorld()
  intellum = intellumClient(world, await world.intellumKey())
})
afterEach(() => world.close())

const create = (category: unknown) => intellum.post(PATH, { category })
const ids = async (query: string) => {
  const answer = await intellum.get(`${PATH}${query}`)
  expect(answer.status).toBe(200)
  return answer.json<{ id: number }[]>().map(({ id }) => id)
}

describe('POST /api/v2/categories', () => {
  it('makes a section, and a topic in it', async () => {
    const section = await create({ name: 'Products' })
    expect(section.status).toBe(200)
    expect(section.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(section.text).toBe(
      '{"id":1,"name":"Products","is_active":true,"description":null,"picture_file_name":null,' +
        '"parent_category_id":null,"locale":"en","subcategories":[],"code":null}',
    )
    const topic = await create({
      name: ' Analytics ',
      is_active: 'false',
      description: '',
      picture_file_name: 'a.png',
      parent_category_id: '1',
      locale: 'en',
      code: 5,
      id: 77,
      subcategories: [1],
      colour: 'red',
    })
    expect(topic.text).toBe(
      '{"id":2,"name":"Analytics","is_active":false,"description":"","picture_file_name":"a.png",' +
        '"parent_category_id":1,"locale":"en","subcategories":[],"code":"5"}',
    )
  })

  it("gives a topic its section's locale unless it says one", async () => {
    await create({ name: 'Produkte', locale: 'de' })
    expect((await create({ name: 'A', parent_category_id: 1 })).json()).toMatchObject({ locale: 'de' })
    expect((await create({ name: 'B', parent_category_id: 1, locale: ' ' })).json()).toMatchObject({
      locale: 'de',
    })
    expect((await create({ name: 'C', parent_category_id: '' })).json()).toMatchObject({
      parent_category_id: null,
      locale: 'en',
    })
  })

  it('lets names recur under other parents', async () => {
    await create({ name: 'Products' })
    expect((await create({ name: 'Products', parent_category_id: 1 })).status).toBe(200)
  })

  const long = 'x'.repeat(256)
  const tooLong = 'is too long (maximum is 255 characters)'
  // Differs from the vendor: Impossible values, which the vendor doesn't document, get `… is invalid` or `…
  // is not included in the list`.
  it('tells all that is wrong, in the order of the attributes', async () => {
    await create({ name: 'Products', code: 'held' }) // 1
    await create({ name: 'Analytics', parent_category_id: 1 }) // 2
    const table: [unknown, string[]][] = [
      [undefined, ["Name can't be blank"]],
      [{}, ["Name can't be blank"]],
      ['x', ["Name can't be blank"]],
      [[], ["Name can't be blank"]],
      [{ name: null }, ["Name can't be blank"]],
      [{ name: ' \t' }, ["Name can't be blank"]],
      [{ name: long }, [`Name ${tooLong}`]],
      [{ name: 'a\u0000' }, ['Name is invalid']],
      [{ name: '\udc00' }, ['Name is invalid']],
      [{ name: ['a'] }, ['Name is invalid']],
      [{ name: {} }, ['Name is invalid']],
      [{ name: true }, ['Name is invalid']],
      [{ name: ' pRODUCTS ' }, ['Name has already been taken']],
      [{ name: 'ANALYTICS', parent_category_id: 1 }, ['Name has already been taken']],
      ...[99, '99', 0, -1, 1.5, 'abc', true, [1], {}, '9'.repeat(400)].map((id): [unknown, string[]] => [
        { name: 'Products', parent_category_id: id },
        ['Parent category must exist'],
      ]),
      [{ name: 'A', parent_category_id: 2 }, ['Parent category must be a section']],
      [
        { name: 'A', parent_category_id: 1, locale: 'de' },
        ["Locale must be the same as the section's locale"],
      ],
      [{ name: 'A', locale: long }, [`Locale ${tooLong}`]],
      [{ name: 'Five', locale: 5 }, ['Locale is invalid']],
      [{ name: 'Five', locale: 'pt_BR' }, []],
      [{ name: 'A', locale: {} }, ['Locale is invalid']],
      [{ name: 'A', code: 'held' }, ['Code has already been taken']],
      [{ name: 'A', code: long }, [`Code ${tooLong}`]],
      [{ name: 'A', code: ['x'] }, ['Code is invalid']],
      [{ name: 'A', code: '\ud800' }, ['Code is invalid']],
      [{ name: 'A', is_active: 'maybe' }, ['Is active is not included in the list']],
      [{ name: 'A', is_active: 2 }, ['Is active is not included in the list']],
      [{ name: 'A', is_active: [true] }, ['Is active is not included in the list']],
      [{ name: 'A', is_visible: {} }, ['Is visible is not included in the list']],
      [{ name: 'A', description: {} }, ['Description is invalid']],
      [{ name: 'A', description: 'a\u0000' }, ['Description is invalid']],
      [{ name: 'A', picture_file_name: long }, [`Picture file name ${tooLong}`]],
      [
        { name: 'analytics', parent_category_id: 1, locale: 'de', code: 'held', is_active: 'x' },
        [
          'Name has already been taken',
          "Locale must be the same as the section's locale",
          'Code has already been taken',
          'Is active is not included in the list',
        ],
      ],
      [
        { name: '', parent_category_id: 2, code: 'held' },
        ["Name can't be blank", 'Parent category must be a section', 'Code has already been taken'],
      ],
    ]
    for (const [category, errors] of table) {
      const answer = await create(category)
      if (errors.length === 0) {
        expect(answer.status).toBe(200)
        continue
      }
      expect([category, answer.json()]).toEqual([category, errors])
      expect(answer.status).toBe(422)
    }
    expect(await ids('')).toHaveLength(3)
  })

  it('lets descriptions be long', async () => {
    const description = 'd'.repeat(20_000)
    expect((await create({ name: 'A', description })).json()).toMatchObject({ description })
    const longer = await create({ name: 'B', description: `${description}d` })
    expect([longer.status, longer.json()]).toEqual([
      422,
      ['Description is too long (maximum is 20000 characters)'],
    ])
  })

  it('lets exactly one of twenty equal creates through', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ name: 'Same' })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ text }) => text === '["Name has already been taken"]')).toHaveLength(19)
  })
})

describe('GET /api/v2/categories', () => {
  it('lists sections and topics alike, and topics in their section as well', async () => {
    await create({ name: 'Products' })
    await create({ name: 'Zebra', parent_category_id: 1 })
    await create({ name: 'Analytics', parent_category_id: 1, is_active: false })
    const topic = (id: number, name: string, active: boolean) =>
      `{"id":${id},"name":"${name}","is_active":${active},"description":null,"picture_file_name":null,` +
      '"parent_category_id":1,"locale":"en","subcategories":[],"code":null}'
    const topics = [topic(2, 'Zebra', true), topic(3, 'Analytics', false)].join(',')
    expect((await intellum.get(PATH)).text).toBe(
      '[{"id":1,"name":"Products","is_active":true,"description":null,"picture_file_name":null,' +
        `"parent_category_id":null,"locale":"en","subcategories":[${topics}],"code":null},${topics}]`,
    )
    expect((await intellum.get(`${PATH}/3`)).text).toBe(topic(3, 'Analytics', false))
    expect((await intellum.get(`${PATH}/1.json`)).json()).toMatchObject({
      subcategories: [{ id: 2 }, { id: 3 }],
    })
  })

  it('puts 50 on a page', async () => {
    for (let n = 1; n <= 51; n++) await create({ name: `Section ${n}` })
    expect(await ids('')).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
    expect(await ids('?page=2')).toEqual([51])
    expect(await ids('?page=3')).toEqual([])
    expect(await ids('?per_page=500')).toHaveLength(50)
    expect(await ids('?per_page=2&page=3')).toEqual([5, 6])
    expect((await intellum.get(`${PATH}?page=0`)).text).toBe('["Page must be greater than 0"]')
    expect((await intellum.get(`${PATH}?page=x`)).text).toBe('["Page is not a number"]')
  })

  it('filters', async () => {
    await create({ name: 'Products', code: 'p' }) // 1, on 15 January at noon
    await create({ name: 'Analytics', parent_category_id: 1, is_active: false }) // 2
    world.clock.advance(24 * 3_600_000)
    await create({ name: 'Produkte', locale: 'de', is_visible: false, code: 'P' }) // 3
    const table: [string, number[]][] = [
      ['category[id]=2', [2]],
      ['category[id][]=2&category[id][]=3', [2, 3]],
      ['category[is_active]=true', [1, 3]],
      ['category[is_active]=0', [2]],
      ['category[is_active][]=0&category[is_active][]=1', [1, 2, 3]],
      ['category[is_active]=maybe', []],
      ['category[is_active]=', [1, 2, 3]],
      ['category[is_visible]=false', [3]],
      ['category[is_visible]=1', [1, 2]],
      ['category[locale]=de', [3]],
      ['category[name]=Products', [1]],
      ['category[name]=products', []],
      ['category[code]=p', [1]],
      ['category[code][]=p&category[code][]=P', [1, 3]],
      ['category[parent_category_id]=1', [2]],
      ['category[parent_category_id]=abc', []],
      ['category[updated_on]=2026-01-15', [1, 2]],
      ['category[updated_on]=2026-01-16', [3]],
      ['category[updated_on]=2026-01-15,2026-01-16', [1, 2, 3]],
      ['category[updated_on]=2026-01-15%2012:00:00', [1, 2]],
      ['category[updated_on]=2026-01-15+12:00:01', []],
      ['category[updated_on]=2026-01-15+12:00:01,2026-01-16+12:00:00', [3]],
      ['category[updated_on]=2026-01-15+12:00:01,+2026-01-16+11:59:59', []],
      ['category[updated_on]=2026-01-15T14:00:00%2B02:00', [1, 2]],
      ['category[updated_on]=2026-01-15T14:00:00+02:00', [1, 2]],
      ['category[updated_on]=2026-01-15T12:00:00Z', [1, 2]],
      ['category[updated_on]=2026-01-16,2026-01-15', []],
      ['category[updated_on]=2026-02-30', []],
      ['category[updated_on]=yesterday', []],
      ['category[updated_on]=2026-01-15,', []],
      ['category[updated_on]=2026-01-15,2026-01-15,2026-01-15', []],
      ['category[updated_on]=', [1, 2, 3]],
      ['category[updated_on][from]=2026-01-15', []],
      ['category[colour]=red', [1, 2, 3]],
      ['name=Products', [1, 2, 3]],
      ['category[locale]=en&category[is_active]=1', [1]],
      ['category[is_active]=1&page=2&per_page=1', [3]],
    ]
    for (const [query, expected] of table) expect([query, await ids(`?${query}`)]).toEqual([query, expected])
  })
})

describe('PUT /api/v2/categories/<id>', () => {
  beforeEach(async () => {
    await create({ name: 'Products', code: 'p' })
    await create({ name: 'Analytics', parent_category_id: 1, description: 'old' })
    await create({ name: 'Other', parent_category_id: 1 })
  })

  it.each(['put', 'patch'] as const)(
    'changes by %s what is sent, and nothing that can only be set at first',
    async (method) => {
      const answer = await intellum[method](`${PATH}/2`, {
        category: {
          name: 'Insights',
          is_active: 0,
          parent_category_id: null,
          locale: 'de',
          code: 'new',
          id: 9,
          subcategories: [],
        },
      })
      expect(answer.status).toBe(200)
      const changed =
        '{"id":2,"name":"Insights","is_active":false,"description":"old","picture_file_name":null,' +
        '"parent_category_id":1,"locale":"en","subcategories":[],"code":null}'
      expect(answer.text).toBe(changed)
      expect((await intellum.get(`${PATH}/2`)).text).toBe(changed)
    },
  )

  it('sets what is null to nothing, and answers with the topics of a section', async () => {
    expect((await intellum.put(`${PATH}/2`, { category: { description: null } })).json()).toMatchObject({
      name: 'Analytics',
      description: null,
    })
    const section = await intellum.put(`${PATH}/1`, { category: { name: 'Goods' } })
    expect(section.json()).toMatchObject({ code: 'p', subcategories: [{ id: 2 }, { id: 3 }] })
  })

  it('takes a change of case for a new name', async () => {
    expect((await intellum.put(`${PATH}/2`, { category: { name: 'ANALYTICS' } })).json()).toMatchObject({
      name: 'ANALYTICS',
    })
  })

  it.each([
    [{ name: '' }, ["Name can't be blank"]],
    [{ name: null }, ["Name can't be blank"]],
    [{ name: ['x'] }, ['Name is invalid']],
    [{ name: 'x'.repeat(256) }, ['Name is too long (maximum is 255 characters)']],
    [{ name: 'oTHER' }, ['Name has already been taken']],
    [
      { name: 'Other', is_active: 'x' },
      ['Name has already been taken', 'Is active is not included in the list'],
    ],
  ])('refuses %j', async (category, errors) => {
    const answer = await intellum.put(`${PATH}/2`, { category })
    expect(answer.status).toBe(422)
    expect(answer.json()).toEqual(errors)
    expect((await intellum.get(`${PATH}/2`)).json()).toMatchObject({ name: 'Analytics', is_active: true })
  })

  it.each([undefined, {}, { category: {} }, { category: 'x' }])('changes nothing by %j', async (body) => {
    const answer = await intellum.put(`${PATH}/2`, body)
    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({ name: 'Analytics', description: 'old' })
  })
})

describe('DELETE /api/v2/categories/<id>', () => {
  it('takes topics and tags with it, and answers with nothing', async () => {
    await create({ name: 'Products' })
    await create({ name: 'Analytics', parent_category_id: 1 })
    await create({ name: 'Stays' })
    await intellum.post('/api/v2/courses', { course: { name: 'Course' } })
    for (const category_id of [1, 2, 3]) {
      const tag = { category_id, categorizable_id: 1, categorizable_type: 'Course' }
      await intellum.post('/api/v2/category_tag', { category_tag: tag })
    }
    const answer = await intellum.delete(`${PATH}/1`)
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(answer.headers['content-length']).toBe('0')
    expect(await ids('')).toEqual([3])
    expect((await intellum.get('/api/v2/category_tags')).json()).toEqual([
      expect.objectContaining({ id: 3, category_id: 3 }),
    ])
  })
})

describe('a Category that is not there', () => {
  it.each(['get', 'put', 'patch', 'delete'] as const)(
    'is told to %s with the id as it stood in the path',
    async (method) => {
      for (const id of ['1', 'abc', '0', '07', '9'.repeat(30)]) {
        const answer = await intellum[method](`${PATH}/${id}`)
        expect([answer.status, answer.text]).toEqual([422, `["Couldn't find Category with 'id'=${id}"]`])
      }
    },
  )

  it('is what another account has', async () => {
    await create({ name: 'Products', code: 'p' })
    const { client } = await openNeighbour(world)
    expect((await client.get(PATH)).text).toBe('[]')
    for (const method of ['get', 'put', 'delete'] as const) {
      const answer = await client[method](`${PATH}/1`)
      expect([answer.status, answer.text]).toEqual([422, `["Couldn't find Category with 'id'=1"]`])
    }
    const under = await client.post(PATH, { category: { name: 'A', parent_category_id: 1 } })
    expect(under.text).toBe('["Parent category must exist"]')
    expect((await client.post(PATH, { category: { name: 'Products', code: 'p' } })).status).toBe(200)
    expect(await ids('')).toEqual([1])
  })
})
