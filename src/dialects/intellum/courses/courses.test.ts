import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCategories, openNeighbour } from '../../../../test/support/intellum-academy.ts'
import { intellumClient, type IntellumClient } from '../../../../test/support/intellum-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

const PATH = '/api/v2/courses'

let world: World
let intellum: IntellumClient

beforeEach(async () => {
  world = await openWorld()
  intellum = intellumClient(world, await world.intellumKey())
})
afterEach(() => world.close())

const create = (course: unknown) => intellum.post(PATH, { course })
const ids = async (query: string) => {
  const answer = await intellum.get(`${PATH}${query}`)
  expect(answer.status).toBe(200)
  return answer.json<{ id: number }[]>().map(({ id }) => id)
}

describe('POST /api/v2/courses', () => {
  it('makes a course, and the reads show it', async () => {
    const answer = await create({
      type: 'CourseScorm',
      name: ' Safety ',
      code: 7,
      summary: 'Hard hats',
      duration: '5400',
      is_active: 'false',
      in_catalog: 0,
      author: 'Ada',
      id: 9,
      mastery_score: 80,
    })
    const record =
      '{"id":1,"type":"CourseScorm","name":"Safety","code":"7","summary":"Hard hats","duration":5400,' +
      '"is_active":false,"in_catalog":false,"author":"Ada",' +
      '"created_on":"2026-01-15T12:00:00+00:00","updated_on":"2026-01-15T12:00:00+00:00"}'
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.text).toBe(record)
    expect((await intellum.get(`${PATH}/1`)).text).toBe(record)
    expect((await intellum.get(PATH)).text).toBe(`[${record}]`)
    expect((await intellum.get(`${PATH}?picture=true`)).text).toBe(`[${record}]`)
  })

  it('needs no more than a name', async () => {
    expect((await create({ name: 'Safety' })).json()).toEqual({
      id: 1,
      type: 'CoursePage',
      name: 'Safety',
      code: null,
      summary: null,
      duration: null,
      is_active: true,
      in_catalog: true,
      author: null,
      created_on: '2026-01-15T12:00:00+00:00',
      updated_on: '2026-01-15T12:00:00+00:00',
    })
  })

  it.each([
    'CourseCurriculum',
    'CourseUrl',
    'CoursePage',
    'CourseFile',
    'CourseScorm',
    'CourseAicc',
    'CourseAssessment',
    'CourseSelfPost',
    'CourseCollection',
  ])('knows the type %s', async (type) => {
    expect((await create({ name: 'A', type })).json()).toMatchObject({ type })
    expect((await intellum.get(`${PATH}?course[type]=${type}`)).json()).toHaveLength(1)
  })

  const long = 'x'.repeat(256)
  it('tells all that is wrong, in the order of the attributes', async () => {
    await create({ name: 'A', code: 'held' })
    const table: [unknown, string[]][] = [
      [undefined, ["Name can't be blank"]],
      ['x', ["Name can't be blank"]],
      [{ name: ' ' }, ["Name can't be blank"]],
      [{ name: null }, ["Name can't be blank"]],
      [{ name: [] }, ['Name is invalid']],
      [{ name: 'a\u0000' }, ['Name is invalid']],
      [{ name: long }, ['Name is too long (maximum is 255 characters)']],
      [{ name: 'B', type: 'CourseEvent' }, ['Type is not included in the list']],
      [{ name: 'B', type: 'scorm' }, ['Type is not included in the list']],
      [{ name: 'B', type: 'constructor' }, ['Type is not included in the list']],
      [{ name: 'B', type: ['CoursePage'] }, ['Type is not included in the list']],
      [{ name: 'B', code: 'held' }, ['Code has already been taken']],
      [{ name: 'B', code: long }, ['Code is too long (maximum is 255 characters)']],
      [{ name: 'B', code: {} }, ['Code is invalid']],
      [{ name: 'B', summary: ['x'] }, ['Summary is invalid']],
      [{ name: 'B', summary: '\ud800' }, ['Summary is invalid']],
      [{ name: 'B', duration: 'long' }, ['Duration is invalid']],
      [{ name: 'B', duration: -1 }, ['Duration is invalid']],
      [{ name: 'B', duration: 1.5 }, ['Duration is invalid']],
      [{ name: 'B', duration: 1e300 }, ['Duration is invalid']],
      [{ name: 'B', duration: true }, ['Duration is invalid']],
      [{ name: 'B', is_active: 'x' }, ['Is active is not included in the list']],
      [{ name: 'B', in_catalog: 5 }, ['In catalog is not included in the list']],
      [{ name: 'B', author: long }, ['Author is too long (maximum is 255 characters)']],
      [
        { type: 'x', code: 'held', duration: 'x', in_catalog: 'x' },
        [
          "Name can't be blank",
          'Type is not included in the list',
          'Code has already been taken',
          'Duration is invalid',
          'In catalog is not included in the list',
        ],
      ],
    ]
    for (const [course, errors] of table) {
      const answer = await create(course)
      expect([course, answer.json()]).toEqual([course, errors])
      expect(answer.status).toBe(422)
    }
    expect(await ids('')).toEqual([1])
  })

  it('lets exactly one of twenty equal codes through', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({ name: 'A', code: 'same' })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ text }) => text === '["Code has already been taken"]')).toHaveLength(19)
  })
})

describe('GET /api/v2/courses', () => {
  // Differs from the vendor: Attributes of courses that aren't stored are ignored, and so are filters on
  // them.
  it('filters by what is kept, and ignores filters on what is not', async () => {
    await create({ name: 'A', code: 'a', type: 'CourseFile', author: 'Ada', summary: 's', duration: 60 }) // 1
    world.clock.advance(24 * 3_600_000)
    await create({ name: 'B', is_active: false, in_catalog: false }) // 2, on 16 January
    world.clock.advance(24 * 3_600_000)
    await intellum.put(`${PATH}/1`, { course: { summary: 't' } })
    const table: [string, number[]][] = [
      ['course[id]=1', [1]],
      ['course[id]=x', []],
      ['course[code]=a', [1]],
      ['course[code]=A', []],
      ['course[type]=CourseFile', [1]],
      ['course[type][]=CourseFile&course[type][]=CoursePage', [1, 2]],
      ['course[type]=CourseEvent', []],
      ['course[type]=file', []],
      ['course[name]=B', [2]],
      ['course[author]=Ada', [1]],
      ['course[summary]=t', [1]],
      ['course[duration]=60', [1]],
      ['course[is_active]=false', [2]],
      ['course[in_catalog]=true', [1]],
      ['course[created_on]=2026-01-15', [1]],
      ['course[created_on]=2026-01-15,2026-01-16', [1, 2]],
      ['course[updated_on]=2026-01-17', [1]],
      ['course[updated_on]=2026-01-15', []],
      ['course[custom_a]=x&course[is_featured]=true&course[tribe_id]=5', [1, 2]],
      ['course[is_active]=1&course[type]=CoursePage', []],
      ['name=B', [1, 2]],
    ]
    for (const [query, expected] of table) expect([query, await ids(`?${query}`)]).toEqual([query, expected])
  })

  it('puts 50 on a page', async () => {
    await Promise.all(Array.from({ length: 51 }, (_, n) => create({ name: `Course ${n}` })))
    expect(await ids('')).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
    expect(await ids('?page=2')).toEqual([51])
    expect(await ids('?per_page=51')).toHaveLength(50)
    expect((await intellum.get(`${PATH}?page=1.5`)).text).toBe('["Page must be an integer"]')
  })
})

describe('PUT /api/v2/courses/<id>', () => {
  beforeEach(async () => {
    await create({ name: 'A', code: 'a', type: 'CourseFile', summary: 's', duration: 60 })
    await create({ name: 'B', code: 'b' })
  })

  it.each(['put', 'patch'] as const)('changes by %s what is sent', async (method) => {
    world.clock.advance(60_000)
    const answer = await intellum[method](`${PATH}/1`, {
      course: { name: 'New', summary: null, code: '', in_catalog: false, id: 5, created_on: '2000-01-01' },
    })
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(
      '{"id":1,"type":"CourseFile","name":"New","code":null,"summary":null,"duration":60,' +
        '"is_active":true,"in_catalog":false,"author":null,' +
        '"created_on":"2026-01-15T12:00:00+00:00","updated_on":"2026-01-15T12:01:00+00:00"}',
    )
    expect((await intellum.get(`${PATH}/1`)).text).toBe(answer.text)
  })

  it.each([
    [{ name: '' }, ["Name can't be blank"]],
    [{ name: null }, ["Name can't be blank"]],
    [{ name: {} }, ['Name is invalid']],
    [{ code: 'b', duration: 'x' }, ['Code has already been taken', 'Duration is invalid']],
  ])('refuses %j', async (course, errors) => {
    const answer = await intellum.put(`${PATH}/1`, { course })
    expect(answer.status).toBe(422)
    expect(answer.json()).toEqual(errors)
    expect((await intellum.get(`${PATH}/1`)).json()).toMatchObject({ name: 'A', code: 'a' })
  })

  it('takes its own code for no change', async () => {
    expect((await intellum.put(`${PATH}/1`, { course: { code: 'a' } })).status).toBe(200)
  })
})

describe('DELETE /api/v2/courses/<id>', () => {
  it('takes its tags with it, and answers with nothing', async () => {
    await makeCategories(world, world.owner, 1)
    await create({ name: 'A' })
    const tag = { category_id: 1, categorizable_id: 1, categorizable_type: 'Course' }
    await intellum.post('/api/v2/category_tag', { category_tag: tag })
    const answer = await intellum.delete(`${PATH}/1`)
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect((await intellum.get('/api/v2/category_tags')).text).toBe('[]')
    expect(await ids('')).toEqual([])
  })
})

describe('a Course that is not there', () => {
  it.each(['get', 'put', 'patch', 'delete'] as const)(
    'is told to %s with the id as it stood in the path',
    async (method) => {
      for (const id of ['1', 'abc', '0', '9'.repeat(30)]) {
        const answer = await intellum[method](`${PATH}/${id}`)
        expect([answer.status, answer.text]).toEqual([422, `["Couldn't find Course with 'id'=${id}"]`])
      }
    },
  )

  it('is what another account has', async () => {
    await create({ name: 'A', code: 'a' })
    const { client } = await openNeighbour(world)
    expect((await client.get(PATH)).text).toBe('[]')
    for (const method of ['get', 'put', 'delete'] as const) {
      const answer = await client[method](`${PATH}/1`)
      expect([answer.status, answer.text]).toEqual([422, `["Couldn't find Course with 'id'=1"]`])
    }
    expect((await client.post(PATH, { course: { name: 'A', code: 'a' } })).status).toBe(200)
    expect(await ids('')).toEqual([1])
  })
})
