import fc from 'fast-check'
import { anyCharacter } from '../../../test/support/any-character.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeCategories, makeCourses } from '../../../test/support/intellum-academy.ts'
import { intellumClient, type IntellumClient } from '../../../test/support/intellum-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

// Whatever a field contains, the answer is a record, an empty body or an array of sentences, and the log contains no
// crash.

let world: World
let key: string
let intellum: IntellumClient

beforeAll(async () => {
  world = await openWorld()
  key = await world.intellumKey()
  intellum = intellumClient(world, key)
  await makeCategories(world, world.owner, 2)
  await makeCourses(world, world.owner, 2)
})
afterAll(() => world.close())

const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    -1,
    1,
    1.5,
    2 ** 53,
    -(2 ** 63),
    1e308,
    '',
    ' ',
    '1',
    '-1',
    '1e400',
    'NaN',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    "'; DROP TABLE category_tag; --",
    '%00',
    '9'.repeat(400),
    'x'.repeat(70_000),
    [],
    {},
    [[]],
    [null],
    { __proto__: null, constructor: { prototype: {} } },
    JSON.parse('{"__proto__":{"admin":true}}'),
    JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`),
  ),
  fc.string({ unit: anyCharacter }),
  fc.jsonValue(),
)

const fields = {
  category_tag: ['id', 'category_id', 'categorizable_id', 'categorizable_type', 'code'],
  category: [
    'id',
    'name',
    'is_active',
    'is_visible',
    'description',
    'picture_file_name',
    'parent_category_id',
    'locale',
    'code',
    'updated_on',
    'subcategories',
  ],
  course: [
    'id',
    'type',
    'name',
    'code',
    'summary',
    'duration',
    'is_active',
    'in_catalog',
    'author',
    'created_on',
  ],
}

const request = fc
  .constantFrom(
    ['category_tag', '/api/v2/category_tags'] as const,
    ['category', '/api/v2/categories'] as const,
    ['course', '/api/v2/courses'] as const,
  )
  .chain(([wrapper, path]) =>
    fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
      path: fc.constantFrom(path, `${path}/1`, `${path}/77`, `${path}/x`),
      parameters: fc.record(
        {
          [wrapper]: fc.oneof(
            anything,
            fc.dictionary(fc.constantFrom(...fields[wrapper]), anything, { noNullPrototype: true }),
          ),
          page: anything,
          per_page: anything,
          id: anything,
        },
        { requiredKeys: [] },
      ),
    }),
  )

it('never answers with more than a refusal', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, parameters }) => {
      const answer = await intellum.send({
        method,
        url: path,
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify({ ...parameters, api_key: key }),
      })
      expect([200, 404, 422]).toContain(answer.status)
      if (answer.status === 200) return
      const errors = answer.json<string[]>()
      expect(errors.length).toBeGreaterThan(0)
      for (const error of errors) expect(error).toMatch(/^[A-Z]/)
    }),
    { numRuns: 400 },
  )
  expect(world.logged.filter(({ msg }) => msg !== 'request')).toEqual([])
})

it('takes any bytes for a form, a multipart body, a query or an address', async () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
  const types = fc.constantFrom(
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
  )
  await fc.assert(
    fc.asyncProperty(types, bytes, fc.webQueryParameters(), async (type, payload, query) => {
      const answer = await intellum.send({
        method: 'POST',
        url: `/api/v2/category_tag?api_key=${key}&${query}`,
        headers: { 'content-type': type },
        payload,
      })
      expect([200, 422]).toContain(answer.status)
    }),
    { numRuns: 200 },
  )
  expect(world.logged.filter(({ msg }) => msg !== 'request')).toEqual([])
})
