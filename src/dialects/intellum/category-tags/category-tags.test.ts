import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeCategories, makeCourses, openNeighbour } from '../../../../test/support/intellum-academy.ts'
import { intellumClient, type IntellumClient } from '../../../../test/support/intellum-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'
import { Prepared } from '../../../store/engines/sqlite/prepared.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

let world: World
let key: string
let intellum: IntellumClient

async function open() {
  world = await openWorld()
  key = await world.intellumKey()
  intellum = intellumClient(world, key)
  await makeCategories(world, world.owner, 3)
  await makeCourses(world, world.owner, 2)
}

/** For tests that change something. */
function inWorldsOfTheirOwn() {
  beforeEach(open)
  afterEach(() => world.close())
}

/** For tests that only read or are refused. */
function inOneWorld(prepare: () => Promise<unknown>) {
  beforeAll(async () => {
    await open()
    await prepare()
  })
  afterAll(() => world.close())
}

/** A record for a create, as in the vendor's own example. */
const record = (category: unknown, course: unknown, more: object = {}) => ({
  category_tag: { category_id: category, categorizable_type: 'Course', categorizable_id: course, ...more },
})

const tagAs = (id: number, category: number, course: number, code: string | null = null) =>
  `{"id":${id},"category_id":${category},"categorizable_id":${course},"categorizable_type":"Course",` +
  `"code":${JSON.stringify(code)}}`

describe('POST /api/v2/category_tag', () => {
  inWorldsOfTheirOwn()

  it.each(['/api/v2/category_tag', '/api/v2/category_tags'])('creates at %s', async (path) => {
    const answer = await intellum.post(path, record('1', '2'))
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe(JSON_TYPE)
    expect(answer.text).toBe(
      '{"id":1,"category_id":1,"categorizable_id":2,"categorizable_type":"Course","code":null}',
    )
  })

  it('takes ids as numbers as well, and ignores an id and attributes that it does not know', async () => {
    const answer = await intellum.post('/api/v2/category_tag', record(1, 2, { id: 77, colour: 'red' }))
    expect(answer.text).toBe(tagAs(1, 1, 2))
  })

  it.each([
    ['abc', 'abc'],
    [' kept as sent ', ' kept as sent '],
    ['x'.repeat(2000), 'x'.repeat(2000)],
    [7, '7'],
    ['', null],
    [null, null],
  ])('keeps the code %j as %j', async (code, kept) => {
    const answer = await intellum.post('/api/v2/category_tag', record(1, 1, { code }))
    expect(answer.text).toBe(tagAs(1, 1, 1, kept))
  })

  it('keeps a code that came as a number too long for a double', async () => {
    const body = JSON.stringify(record(1, 1, { code: 0 })).replace('"code":0', '"code":12345678901234567890')
    expect((await intellum.post('/api/v2/category_tag', body)).text).toBe(
      tagAs(1, 1, 1, '12345678901234567890'),
    )
  })

  it('tells codes apart by case, and lets many tags have none', async () => {
    await intellum.post('/api/v2/category_tag', record(1, 1, { code: 'abc' }))
    expect((await intellum.post('/api/v2/category_tag', record(2, 1, { code: 'ABC' }))).status).toBe(200)
    expect((await intellum.post('/api/v2/category_tag', record(1, 2))).status).toBe(200)
    expect((await intellum.post('/api/v2/category_tag', record(2, 2, { code: '' }))).status).toBe(200)
  })

  it('gives a code free when its record is destroyed, and never an id', async () => {
    await intellum.post('/api/v2/category_tag', record(1, 1, { code: 'abc' }))
    await intellum.delete('/api/v2/category_tags/1')
    expect((await intellum.post('/api/v2/category_tag', record(1, 1, { code: 'abc' }))).text).toBe(
      tagAs(2, 1, 1, 'abc'),
    )
  })

  it('lets exactly one of twenty equal creates through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => intellum.post('/api/v2/category_tag', record(1, 1))),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const refused = answers.filter(({ status }) => status === 422)
    expect(refused.map(({ text }) => text)).toEqual(Array(19).fill('["Category has already been taken"]'))
    expect((await intellum.get('/api/v2/category_tags')).json()).toHaveLength(1)
  })

  it('lets exactly one of six equal codes through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        intellum.post('/api/v2/category_tag', record((n % 3) + 1, n < 3 ? 1 : 2, { code: 'same' })),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const refused = answers.filter(({ status }) => status === 422)
    expect(refused.map(({ text }) => text)).toEqual(Array(5).fill('["Code has already been taken"]'))
  })

  it('is audited as the key that tagged', async () => {
    await intellum.post('/api/v2/category_tag', record(1, 2, { code: 'abc' }))
    await intellum.delete('/api/v2/category_tags/1')
    const { trail, keys } = await world.store.read(async (reader) => ({
      trail: await reader.audit.list(world.account.id, 0, 1000),
      keys: await reader.credentials.list(world.account.id),
    }))
    const by = {
      door: 'intellum',
      credentialId: keys[0]?.id,
      memberId: null,
      subject: 'category_tag',
      subjectId: 1,
    }
    const state = { categoryId: 1, courseId: 2, code: 'abc' }
    expect(trail.slice(-2)).toEqual([
      expect.objectContaining({ ...by, action: 'create', before: null, after: state }),
      expect.objectContaining({ ...by, action: 'delete', before: state, after: null }),
    ])
  })
})

describe('POST /api/v2/category_tag with something wrong', () => {
  inOneWorld(() => intellum.post('/api/v2/category_tag', record(3, 2, { code: 'held' })))

  const blank = [
    "Category can't be blank",
    "Categorizable can't be blank",
    "Categorizable type can't be blank",
  ]
  it.each([
    ['no body', undefined],
    ['an empty object', {}],
    ['an empty wrapper', { category_tag: {} }],
    ['a wrapper that is text', { category_tag: 'x' }],
    ['a wrapper that is a list', { category_tag: [] }],
    ['a wrapper that is null', { category_tag: null }],
    ['attributes outside of the wrapper', record(1, 1).category_tag],
    ['a body that is a list', [record(1, 1)]],
    ['a body that is a number', 5],
  ])('finds three things missing in %s', async (_name, body) => {
    const answer = await intellum.post('/api/v2/category_tag', body)
    expect(answer.status).toBe(422)
    expect(answer.headers['content-type']).toBe(JSON_TYPE)
    expect(answer.json()).toEqual(blank)
  })

  const long = 'x'.repeat(256)
  const tooLong = 'Categorizable type is too long (maximum is 255 characters)'
  const notIncluded = 'Categorizable type is not included in the list'
  // Numbered by the rows of 4.3; row 3 was dropped (any category can be tagged).
  it.each([
    ['1', record(undefined, 1), ["Category can't be blank"]],
    ['1', record(null, 1), ["Category can't be blank"]],
    ['1', record(' ', 1), ["Category can't be blank"]],
    ...[
      99,
      '99',
      0,
      -1,
      '-1',
      'abc',
      1.5,
      '1.5',
      true,
      [1],
      { id: 1 },
      '1e0',
      9e15,
      1e300,
      '9'.repeat(400),
    ].map((id) => ['2', record(id, 1), ['Category must exist']]),
    ['4', record(3, 2), ['Category has already been taken']],
    ['5', record(1, undefined), ["Categorizable can't be blank"]],
    ['5', record(1, null), ["Categorizable can't be blank"]],
    ['5', record(1, ''), ["Categorizable can't be blank"]],
    ...[99, '99', 0, -1, 'abc', 1.5, false, [1], { id: 1 }, '9'.repeat(400)].map((id) => [
      '6',
      record(1, id),
      ['Categorizable must exist'],
    ]),
    ['7', record(1, 1, { categorizable_type: undefined }), ["Categorizable type can't be blank"]],
    ['7', record(1, 1, { categorizable_type: null }), ["Categorizable type can't be blank"]],
    ['7', record(1, 1, { categorizable_type: '' }), ["Categorizable type can't be blank"]],
    ['8 and 9', record(1, 1, { categorizable_type: long }), [tooLong, notIncluded]],
    ['9 at the limit', record(1, 1, { categorizable_type: 'x'.repeat(255) }), [notIncluded]],
    ...['course', 'CourseScorm', 'User', ' Course', 5, true, ['Course'], {}].map((type) => [
      '9',
      record(1, 1, { categorizable_type: type }),
      [notIncluded],
    ]),
    ['10', record(1, 1, { code: 'held' }), ['Code has already been taken']],
    ['1, 5 and 7 with 10', { category_tag: { code: 'held' } }, [...blank, 'Code has already been taken']],
    [
      '2, 6 and 10',
      record(98, 99, { code: 'held' }),
      ['Category must exist', 'Categorizable must exist', 'Code has already been taken'],
    ],
    [
      '4 and 10',
      record(3, 2, { code: 'held' }),
      ['Category has already been taken', 'Code has already been taken'],
    ],
    [
      '2, 5, 8, 9 and 10',
      record('abc', null, { categorizable_type: long, code: 'held' }),
      [
        'Category must exist',
        "Categorizable can't be blank",
        tooLong,
        notIncluded,
        'Code has already been taken',
      ],
    ],
    ['6 only where the type is Course', record(1, 99, { categorizable_type: 'User' }), [notIncluded]],
    ['no text', record(1, 1, { code: ['abc'] }), ['Code is invalid']],
    ['U+0000', record(1, 1, { code: 'a\u0000b' }), ['Code is invalid']],
    ['half a surrogate pair', record(1, 1, { code: '\ud800' }), ['Code is invalid']],
  ] as [string, object, string[]][])('refuses by row %s: %j', async (_row, body, errors) => {
    const before = (await intellum.get('/api/v2/category_tags')).text
    const answer = await intellum.post('/api/v2/category_tag', body)
    expect(answer.json()).toEqual(errors)
    expect(answer.status).toBe(422)
    expect((await intellum.get('/api/v2/category_tags')).text).toBe(before)
  })
})

/** The ids in a list. */
async function listed(query: string, body?: unknown) {
  const answer = await intellum.get(`/api/v2/category_tags${query}`, body)
  expect(answer.status).toBe(200)
  return answer.json<{ id: number }[]>().map(({ id }) => id)
}

describe('GET /api/v2/category_tags', () => {
  inOneWorld(tagAll)

  /** Tags 1 to 4: (1,1), (1,2) with code abc, (2,1), (3,2) with code 42. */
  async function tagAll() {
    await intellum.post('/api/v2/category_tag', record(1, 1))
    await intellum.post('/api/v2/category_tag', record(1, 2, { code: 'abc' }))
    await intellum.post('/api/v2/category_tag', record(2, 1))
    await intellum.post('/api/v2/category_tag', record(3, 2, { code: '42' }))
  }

  it('answers with a bare array of bare records', async () => {
    const answer = await intellum.get('/api/v2/category_tags?category_tag[category_id]=1')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe(JSON_TYPE)
    expect(answer.text).toBe(`[${tagAs(1, 1, 1)},${tagAs(2, 1, 2, 'abc')}]`)
  })

  it.each([
    ['?category_tag[category_id]=1', [1, 2]],
    ['?category_tag%5Bcategory_id%5D=1', [1, 2]],
    [String.raw`?category_tag\[category_id\]=1`, [1, 2]],
    ['?category_tag%5C%5Bcategory_id%5C%5D=1', [1, 2]],
    ['?category_tag[categorizable_id]=2', [2, 4]],
    ['?category_tag[category_id]=1&category_tag[categorizable_id]=2', [2]],
    ['?category_tag[code]=abc', [2]],
    ['?category_tag[code]=ABC', []],
    ['?category_tag[code]=42', [4]],
    ['?category_tag[id]=3', [3]],
    ['?category_tag[id]=99', []],
    ['?category_tag[categorizable_type]=Course', [1, 2, 3, 4]],
    ['?category_tag[categorizable_type]=course', []],
    ['?category_tag[categorizable_type]=User', []],
    ['?category_tag[categorizable_type][]=User&category_tag[categorizable_type][]=Course', [1, 2, 3, 4]],
    ['?category_tag[category_id]=abc', []],
    ['?category_tag[category_id]=-1', []],
    ['?category_tag[category_id]=1.5', []],
    [`?category_tag[category_id]=${'9'.repeat(400)}`, []],
    ['?category_tag[category_id][x]=1', []],
    ['?category_tag[category_id]=', [1, 2, 3, 4]],
    ['?category_tag[code]=%20', [1, 2, 3, 4]],
    ['?category_tag[category_id][]=2&category_tag[category_id][]=3', [3, 4]],
    ['?category_tag[category_id][]=2&category_tag[category_id][]=abc', [3]],
    ['?category_tag[category_id][]=', [1, 2, 3, 4]],
    ['?category_tag[colour]=red', [1, 2, 3, 4]],
    ['?category_tag=1', [1, 2, 3, 4]],
    ['?category_id=1&code=abc', [1, 2, 3, 4]],
    ['?fields=id', [1, 2, 3, 4]],
    ['?category_tag[category_id]=2&category_tag[category_id]=1', [1, 2]],
  ])('filters: %s', async (query, ids) => {
    expect(await listed(query)).toEqual(ids)
  })

  it.each([
    [{ category_tag: { category_id: 1 } }, [1, 2]],
    [{ category_tag: { category_id: [2, '3'] } }, [3, 4]],
    [{ category_tag: { category_id: [] } }, []],
    [{ category_tag: { category_id: null } }, [1, 2, 3, 4]],
    [{ category_tag: { category_id: true } }, []],
    [{ category_tag: { category_id: { id: 1 } } }, []],
    [{ category_tag: { code: 42 } }, [4]],
    [{ category_tag: { code: ['abc', 42] } }, [2, 4]],
    [{ category_tag: { code: 'a\u0000bc' } }, []],
    [{ category_tag: { code: '\ud800' } }, []],
    [{ category_tag: { id: Array.from({ length: 50_000 }, (_, n) => n + 2) } }, [2, 3, 4]],
    [{ category_tag: [] }, [1, 2, 3, 4]],
    [{ category_tag: 'x' }, [1, 2, 3, 4]],
  ])('filters by a body: %j', async (body, ids) => {
    expect(await listed('', body)).toEqual(ids)
  })

  it.each([
    ['?page=', [1, 2, 3, 4]],
    ['?page=%20', [1, 2, 3, 4]],
    ['?page=1', [1, 2, 3, 4]],
    ['?page=2', []],
    ['?page=99', []],
    [`?page=${'9'.repeat(30)}`, []],
    [`?page=${'9'.repeat(400)}`, []],
    ['?per_page=3', [1, 2, 3]],
    ['?per_page=3&page=2', [4]],
    ['?per_page=3&page=3', []],
    ['?per_page=501', [1, 2, 3, 4]],
    ['?per_page=0', [1, 2, 3, 4]],
    ['?per_page=-1', [1, 2, 3, 4]],
    ['?per_page=abc', [1, 2, 3, 4]],
    ['?per_page[]=1', [1, 2, 3, 4]],
    ['?per_page=1&page=2&category_tag[category_id]=1', [2]],
  ])('pages: %s', async (query, ids) => {
    expect(await listed(query)).toEqual(ids)
  })

  const notANumber = 'Page is not a number'
  it.each([
    ['abc', notANumber],
    ['1abc', notANumber],
    ['NaN', notANumber],
    ['Infinity', notANumber],
    ['0x10', notANumber],
    ['１', notANumber],
    [[1], notANumber],
    [{ a: 1 }, notANumber],
    [true, notANumber],
    [0, 'Page must be greater than 0'],
    ['0', 'Page must be greater than 0'],
    ['-1', 'Page must be greater than 0'],
    [-5, 'Page must be greater than 0'],
    ['1.5', 'Page must be an integer'],
    [1.5, 'Page must be an integer'],
    ['-1.5', 'Page must be an integer'],
  ])('refuses page %j', async (page, error) => {
    const answer = await intellum.get('/api/v2/category_tags', { page })
    expect(answer.status).toBe(422)
    expect(answer.headers['content-type']).toBe(JSON_TYPE)
    expect(answer.text).toBe(JSON.stringify([error]))
  })
})

describe('a list of other tags', () => {
  inWorldsOfTheirOwn()

  it('writes codes as JSON does', async () => {
    const code = '"quoted" \\ back\u0001 tab\t é 漢 😀 \u2028 </script>'
    await intellum.post('/api/v2/category_tag', record(1, 1, { code }))
    expect((await intellum.get('/api/v2/category_tags')).json()).toEqual([expect.objectContaining({ code })])
    expect(await listed(`?category_tag[code]=${encodeURIComponent(code)}`)).toEqual([1])
  })

  it('is looked up once until something is committed', async () => {
    await intellum.post('/api/v2/category_tag', record(1, 1))
    const list = () => intellum.get('/api/v2/category_tags').then(({ text }) => text)
    const [first] = [await list(), await list()]
    const looks = [vi.spyOn(Prepared.prototype, 'first'), vi.spyOn(Prepared.prototype, 'all')]
    expect(await list()).toBe(first)
    const found = looks.flatMap(({ mock }) =>
      mock.results.flatMap(({ value }) => Object.keys(value as object)),
    )
    for (const look of looks) look.mockRestore()
    expect(found.filter((column) => column !== 'data_version')).toEqual([])
    await intellum.post('/api/v2/category_tag', record(2, 2))
    expect(JSON.parse(await list())).toHaveLength(2)
  })

  it('puts 500 on a page, in the order of ids', async () => {
    await makeCourses(world, world.owner, 400)
    await world.store.write(async (tx) => {
      for (let n = 0; n < 1001; n++) {
        await tx.categoryTags.insert(world.account.id, {
          categoryId: ((n % 3) + 1) as never,
          courseId: (Math.floor(n / 3) + 1) as never,
          code: null,
        })
      }
    })
    const pages = await Promise.all([1, 2, 3, 4].map((page) => listed(`?page=${page}`)))
    expect(pages.map(({ length }) => length)).toEqual([500, 500, 1, 0])
    expect(pages.flat()).toEqual(Array.from({ length: 1001 }, (_, n) => n + 1))
    expect(await listed('?per_page=100000')).toHaveLength(500)
  })
})

describe('DELETE /api/v2/category_tags', () => {
  inWorldsOfTheirOwn()
  beforeEach(() => intellum.post('/api/v2/category_tag', record(1, 2)))

  it.each([
    ['the path', '/api/v2/category_tags/1', undefined],
    ['the path, with a slash behind', '/api/v2/category_tags/1/', undefined],
    ['the path, with a format', '/api/v2/category_tags/1.json', undefined],
    ['the query', '/api/v2/category_tags?id=1', undefined],
    ['the query behind a slash', '/api/v2/category_tags/?id=1', undefined],
    ['the body', '/api/v2/category_tags', { id: 1 }],
    ['the body as text', '/api/v2/category_tags/', { id: '1' }],
    ['the path rather than query and body', '/api/v2/category_tags/1?id=2', { id: 3 }],
  ])('takes the id from %s, and answers with nothing', async (_place, path, body) => {
    const answer = await intellum.delete(path, body)
    expect(answer.status).toBe(200)
    expect(answer.text).toBe('')
    expect(answer.headers['content-length']).toBe('0')
    expect(answer.headers['content-type']).toBeUndefined()
    expect((await intellum.get('/api/v2/category_tags')).text).toBe('[]')
    expect((await intellum.get('/api/v2/categories')).json()).toHaveLength(3)
    expect((await intellum.get('/api/v2/courses')).json()).toHaveLength(2)
  })

  it('destroys once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => intellum.delete('/api/v2/category_tags/1')))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422, 422])
    expect(answers.map(({ text }) => text).toSorted()).toEqual([
      '',
      ...Array(2).fill(`["Couldn't find CategoryTag with 'id'=1"]`),
    ])
  })
})

describe('DELETE /api/v2/category_tags of nothing, and what is no endpoint', () => {
  inOneWorld(() => intellum.post('/api/v2/category_tag', record(1, 2)))

  it.each(['20', '0', '-1', 'abc', '1.5', '01', '1 ', '1x', '9'.repeat(40), 'ü', 'a\u0000b'])(
    'does not find the id %j, and says so as it stood in the path',
    async (id) => {
      const answer = await intellum.delete(`/api/v2/category_tags/${encodeURIComponent(id)}`)
      expect(answer.status).toBe(422)
      expect(answer.headers['content-type']).toBe(JSON_TYPE)
      expect(answer.json()).toEqual([`Couldn't find CategoryTag with 'id'=${id}`])
    },
  )

  it.each([
    ['/api/v2/category_tags', undefined, "Id can't be blank"],
    ['/api/v2/category_tags/', undefined, "Id can't be blank"],
    ['/api/v2/category_tags?id=', undefined, "Id can't be blank"],
    ['/api/v2/category_tags', { id: null }, "Id can't be blank"],
    ['/api/v2/category_tags', { id: [1] }, 'Id is invalid'],
    ['/api/v2/category_tags', { id: { id: 1 } }, 'Id is invalid'],
    ['/api/v2/category_tags', { id: true }, 'Id is invalid'],
    ['/api/v2/category_tags', { category_tag: { id: 1 } }, "Id can't be blank"],
  ])('refuses %s with %j', async (path, body, error) => {
    const answer = await intellum.delete(path, body)
    expect(answer.status).toBe(422)
    expect(answer.json()).toEqual([error])
  })

  it.each([
    ['GET', '/api/v2/category_tags/1'],
    ['PUT', '/api/v2/category_tags/1'],
    ['PATCH', '/api/v2/category_tags/1'],
    ['GET', '/api/v2/category_tag'],
    ['DELETE', '/api/v2/category_tag/1'],
    ['PUT', '/api/v2/category_tags'],
    ['POST', '/api/v2/category_tags/1'],
    ['GET', '/api/v2/Category_tags'],
  ] as const)('does not know %s %s', async (method, path) => {
    const answer = await intellum.send({ method, url: `${path}?api_key=${key}` })
    expect(answer.status).toBe(404)
    expect(answer.headers['content-type']).toBe(JSON_TYPE)
    expect(answer.text).toBe('["Not Found"]')
  })
})

describe('the edge table of 4.6', () => {
  inWorldsOfTheirOwn()

  const list = '/api/v2/category_tags'
  const create = '/api/v2/category_tag'
  const stored = tagAs(1, 1, 1, 'held')

  // One tag is stored: category 1, course 1, code held. KEY stands for the key.
  // Differs from the vendor: A filter with an impossible value matches nothing.
  it.each([
    ['GET', list, undefined, 422, `["Api key can't be blank"]`],
    ['GET', `${list}?api_key=`, undefined, 422, `["Api key can't be blank"]`],
    ['GET', `${list}?api_key=wrong`, undefined, 422, '["Api key is invalid"]'],
    ['POST', create, record(1, 2), 422, `["Api key can't be blank"]`],
    ['DELETE', `${list}/1?api_key=wrong`, undefined, 422, '["Api key is invalid"]'],
    ['GET', `${list}?api_key=KEY&category_tag[id]=9`, undefined, 200, '[]'],
    ['GET', `${list}?api_key=KEY&page=99`, undefined, 200, '[]'],
    ['GET', `${list}?api_key=KEY&page=`, undefined, 200, `[${stored}]`],
    ['GET', `${list}?api_key=KEY&page=0`, undefined, 422, '["Page must be greater than 0"]'],
    ['GET', `${list}?api_key=KEY&page=abc`, undefined, 422, '["Page is not a number"]'],
    ['GET', `${list}?api_key=KEY&category_tag[category_id]=abc`, undefined, 200, '[]'],
    ['GET', `${list}?api_key=KEY&category_tag[categorizable_type]=User`, undefined, 200, '[]'],
    ['GET', `${list}?api_key=KEY&category_id=10`, undefined, 200, `[${stored}]`],
    ['POST', `${create}?api_key=KEY`, record('1', '2'), 200, tagAs(2, 1, 2)],
    ['POST', `${create}?api_key=KEY`, record(1, 1), 422, '["Category has already been taken"]'],
    ['POST', `${create}?api_key=KEY`, record(2, 1, { code: 'held' }), 422, '["Code has already been taken"]'],
    [
      'POST',
      `${create}?api_key=KEY`,
      {},
      422,
      `["Category can't be blank","Categorizable can't be blank","Categorizable type can't be blank"]`,
    ],
    [
      'POST',
      `${create}?api_key=KEY`,
      record(2, 1, { categorizable_type: 'User' }),
      422,
      '["Categorizable type is not included in the list"]',
    ],
    [
      'POST',
      `${create}?api_key=KEY`,
      record(2, 1, { categorizable_type: 'T'.repeat(256) }),
      422,
      '["Categorizable type is too long (maximum is 255 characters)","Categorizable type is not included in the list"]',
    ],
    ['DELETE', `${list}/1?api_key=KEY`, undefined, 200, ''],
    ['DELETE', `${list}/20?api_key=KEY`, undefined, 422, `["Couldn't find CategoryTag with 'id'=20"]`],
    ['GET', `${list}?api_key=KEY`, '', 200, `[${stored}]`],
    ['DELETE', `${list}/1?api_key=KEY`, '', 200, ''],
    ['POST', `${create}?api_key=KEY`, '{"category_tag":', 422, '["Request body is not valid JSON"]'],
    ['GET', `${list}?api_key=KEY`, '{nonsense', 422, '["Request body is not valid JSON"]'],
    ['POST', create, '{nonsense', 422, '["Request body is not valid JSON"]'],
    ['POST', `${create}?api_key=wrong`, '{nonsense', 422, '["Api key is invalid"]'],
    ['POST', `${create}?api_key=`, '{nonsense', 422, `["Api key can't be blank"]`],
  ] as const)('%s %s %j: %i %s', async (method, path, body, status, text) => {
    await intellum.post(create, record(1, 1, { code: 'held' }))
    const answer = await intellum.send({
      method,
      url: path.replace('KEY', key),
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    expect(answer.text).toBe(text)
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toBe(text === '' ? undefined : JSON_TYPE)
  })
})

describe('another account', () => {
  inWorldsOfTheirOwn()

  it('sees, uses and destroys nothing of this one', async () => {
    const neighbour = await openNeighbour(world)
    await makeCategories(world, neighbour.owner, 1) // id 4
    await makeCourses(world, neighbour.owner, 1) // id 3
    await intellum.post('/api/v2/category_tag', record(1, 1, { code: 'abc' }))
    const { client } = neighbour

    expect((await client.get('/api/v2/category_tags')).text).toBe('[]')
    expect((await client.get('/api/v2/category_tags?category_tag[code]=abc')).text).toBe('[]')
    expect((await client.delete('/api/v2/category_tags/1')).text).toBe(
      `["Couldn't find CategoryTag with 'id'=1"]`,
    )
    expect((await client.post('/api/v2/category_tag', record(1, 1))).text).toBe(
      '["Category must exist","Categorizable must exist"]',
    )
    expect((await client.post('/api/v2/category_tag', record(4, 1))).text).toBe(
      '["Categorizable must exist"]',
    )
    expect((await client.post('/api/v2/category_tag', record(4, 3, { code: 'abc' }))).text).toBe(
      tagAs(2, 4, 3, 'abc'),
    )
    expect((await intellum.get('/api/v2/category_tags')).text).toBe(`[${tagAs(1, 1, 1, 'abc')}]`)
  })
})
