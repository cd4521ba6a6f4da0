import fc from 'fast-check'
import { anyCharacter } from '../../../test/support/any-character.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revClient, type Answer, type RevClient } from '../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

// Whatever is sent, the answer is one of docs/contracts/rev.md: JSON with a code listed there and a detail of less than
// 256 characters, or a success. Never InternalServerError, and nothing crashes.

const CODES = new Set(
  [
    'CategoryNameExists CategoryNotFound UserDoesNotExist GroupDoesNotExist ParentCategoryNotFound',
    'InvalidParentCategory RequiredFieldMissing MalformedRequest Unauthorized NotAuthorized InvalidCredentials',
    'NotFound RoleDoesNotExist UsernameExists EmailExists GroupExists PatchTestFailed',
  ]
    .join(' ')
    .split(' '),
)

let world: World
let rev: RevClient
let known: string[]

beforeAll(async () => {
  world = await openWorld()
  const admin = await world.person('Ada Admin', 'manager')
  rev = revClient(world, await world.revToken(admin))
  const group = await world.group('Staff')
  known = [await rev.category('Sports'), admin.guid, group.guid]
})
afterAll(() => world.close())

function expectContractual(answer: Answer): void {
  if (answer.status < 300) return
  const { code, detail, ...rest } = answer.json<{ code: string; detail: string }>()
  expect(rest).toEqual({})
  expect(CODES).toContain(code)
  expect(detail.length).toBeLessThan(256)
  expect(detail.isWellFormed()).toBe(true)
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
}

const crashes = () => world.logged.filter(({ msg }) => msg === 'crashed' || msg === 'unavailable')

describe('random requests', () => {
  const id = fc.oneof(
    fc.nat(2).map((at) => known[at] ?? ''),
    fc.uuid(),
    fc.string({ maxLength: 20 }).map(encodeURIComponent),
    fc.constantFrom('me', '%', '%zz', '%00', '%c3%28', '..', '.', "'", 'x'.repeat(600)),
  )
  const path = fc
    .tuple(
      fc.constantFrom(
        'categories',
        'categories/:',
        'users',
        'users/:',
        'users/roles',
        'users/subscribe',
        'users/unsubscribe',
        'users/subscriptions',
        'groups',
        'groups/:',
        'search/access-entity',
        'search/access-entity/assignable',
        'search/groups/:/users',
        'assignable-categories',
        'user/categories',
        'user/session',
        'user/login',
        'user/extend-session',
        'user/extend-session-timeout',
        'authenticate',
        'auth/extend-session-timeout/:',
        'tokens/:',
        'accounts/bootstrap',
        'nothing/:',
      ),
      id,
    )
    .map(([route, value]) => `/api/v2/${route.replace(':', () => value)}`)
  const query = fc.dictionary(
    fc.constantFrom(
      'parentCategoryId',
      'includeAllDescendants',
      'type',
      'q',
      'count',
      'scrollId',
      'size',
      'page',
      'x',
    ),
    fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom('null', 'True', 'User', 'email', 'username', '-1', '1e9', '9'.repeat(400)),
    ),
  )
  const scalar = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      null,
      true,
      false,
      0,
      -1,
      1e308,
      '',
      ' ',
      '\u0000',
      '\ud800',
      '\ufeff',
      'User',
      'CategoryManager',
      '/GroupIds/-',
      '/Email',
      'add',
      'test',
      'x'.repeat(40_000),
    ),
    fc.nat(2).map((at) => known[at] ?? ''),
  )
  const key = fc.oneof(
    fc.constantFrom(
      'name',
      'Name',
      'parentCategoryId',
      'restricted',
      'categoryPolicyItems',
      'id',
      'type',
      'itemType',
      'username',
      'lastName',
      'email',
      'groupIds',
      'roleIds',
      'userIds',
      'op',
      'path',
      'value',
      'IsPresent',
      '__proto__',
      'constructor',
      'toString',
      'password',
      'apiKey',
      'secret',
      'userId',
    ),
    fc.string(),
  )
  const { value: body } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs)),
    ),
  }))
  const payload = fc.oneof(
    { weight: 6, arbitrary: body.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string({ unit: anyCharacter }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )
  const contentType = fc.constantFrom(
    undefined,
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'text/plain; charset=utf-16',
    ';;;',
  )
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE' as const)

  it('are answered as the contract says', async () => {
    await fc.assert(
      fc.asyncProperty(
        method,
        path,
        query,
        payload,
        contentType,
        async (verb, target, values, text, type) => {
          // The administrator's own account stays, or every later answer would be the same.
          if (verb === 'DELETE' || (verb === 'PATCH' && target.includes('/users/'))) fc.pre(!isAdmin(target))
          fc.pre(!target.startsWith('/api/v2/tokens') && target !== '/api/v2/user/logoff')
          const search = new URLSearchParams(values).toString()
          const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
          const answer = await rev.send(verb, `${target}?${search}`, text, headers)
          expectContractual(answer)
          expect(crashes()).toEqual([])
        },
      ),
      { numRuns: 400 },
    )
    expect((await rev.get('/api/v2/user/session')).status).toBe(200)
  })

  function isAdmin(target: string): boolean {
    return target.endsWith('/me') || target.toLowerCase().includes(known[1] ?? '')
  }
})

describe('requests made with care', () => {
  it.each<[string, string, unknown]>([
    ['POST', '/api/v2/categories', { name: 'a', categoryPolicyItems: [null, 7, [], { id: {} }] }],
    [
      'POST',
      '/api/v2/categories',
      { name: { toString: 1 }, parentCategoryId: { guid: 'x' }, restricted: [] },
    ],
    ['POST', '/api/v2/categories', { name: 'a', parentCategoryId: '\ud800' }],
    ['POST', '/api/v2/categories', JSON.parse('{"__proto__":{"name":"a"}}')],
    ['PUT', '/api/v2/categories/%F0%9F%8F%80', { name: 'a' }],
    ['GET', '/api/v2/categories/%zz', undefined],
    ['GET', '/api/v2/categories/%c3%28', undefined],
    ['GET', `/api/v2/categories/${'x'.repeat(5_000)}`, undefined],
    ['GET', `/api/v2/categories?parentCategoryId=${'x'.repeat(5_000)}`, undefined],
    ['GET', `/api/v2/users/${'%C3%A9'.repeat(80)}?type=username`, undefined],
    ['GET', '/api/v2/users/__proto__', undefined],
    [
      'PATCH',
      '/api/v2/users/me',
      Array.from({ length: 1_000 }, () => ({ op: 'test', path: '/Title', value: null })),
    ],
    ['PATCH', '/api/v2/users/me', [{ op: 'remove', path: '/GroupIds/99999999999999999999' }]],
    ['PATCH', '/api/v2/users/me', [{ op: 'add', path: '/__proto__/polluted', value: 'x' }]],
    ['POST', '/api/v2/users', { username: '\u0000', lastName: '\ud800', email: '\u0000@a.b' }],
    ['POST', '/api/v2/groups', { name: 'x'.repeat(300), userIds: ['\u0000'] }],
    ['GET', '/api/v2/groups?size=1e400&page=9007199254740993', undefined],
    ['GET', '/api/v2/search/access-entity?type=constructor', undefined],
    ['GET', `/api/v2/search/access-entity?scrollId=${'A'.repeat(10_000)}`, undefined],
  ])('%s %s %j', async (method, path, body) => {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const text = body === undefined ? undefined : JSON.stringify(body)
    expectContractual(await rev.send(method as 'GET', path, text, headers))
    expect(crashes()).toEqual([])
    expect({}).not.toHaveProperty('polluted')
  })

  it('refuses a body of more than 4 MB', async () => {
    const answer = await rev.post('/api/v2/categories', { name: 'x'.repeat(4 * 1024 * 1024) })
    expect([answer.status, answer.text]).toEqual([
      413,
      '{"code":"MalformedRequest","detail":"The body of the request is too large."}',
    ])
  })
})
