import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { revClient, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md A7: what real clients send, point by point.

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'content-type': 'application/json' }

let world: World
let rev: RevClient
let token: string

beforeEach(async () => {
  world = await openWorld()
  token = await world.revToken(await world.person('Ada Manager', 'manager'))
  rev = revClient(world, token)
})
afterEach(() => world.close())

const details = async (id: string) => (await rev.get(`/api/v2/categories/${id}`)).json()
const created = (answer: { json<T>(): T }) => answer.json<{ categoryId: string }>().categoryId

describe('1. JSON keys in any case', () => {
  it.each([
    ['Name', 'ParentCategoryId', 'Restricted', 'CategoryPolicyItems', 'Id', 'Type', 'ItemType'],
    ['NAME', 'PARENTCATEGORYID', 'RESTRICTED', 'CATEGORYPOLICYITEMS', 'ID', 'TYPE', 'ITEMTYPE'],
    ['name', 'parentcategoryid', 'restricted', 'categorypolicyitems', 'id', 'type', 'itemtype'],
  ])('%s, %s, %s, %s with %s, %s, %s', async (name, parentId, restricted, items, id, type, itemType) => {
    const group = await world.group('Group')
    const parent = await rev.category('Parent')
    const answer = await rev.post('/api/v2/categories', {
      [name]: 'Child',
      [parentId]: parent,
      [restricted]: true,
      [items]: [{ [id]: group.guid, [type]: 'Group', [itemType]: 'CategoryManager' }],
      SomethingElse: { is: 'ignored' },
      __proto__: null,
    })
    expect(await details(created(answer))).toEqual({
      categoryId: created(answer),
      name: 'Child',
      parentCategoryId: parent,
      restricted: true,
      categoryPolicyItems: [{ id: group.guid, type: 'Group', itemType: 'CategoryManager' }],
    })
  })
})

describe('2. query names in any case', () => {
  it.each(['parentCategoryId', 'ParentCategoryId', 'PARENTCATEGORYID'])('%s', async (name) => {
    const parent = await rev.category('Parent')
    await rev.category('Child', parent)
    const answer = await rev.get(`/api/v2/categories?${name}=${parent}`)
    expect(answer.json()).toMatchObject({ categories: [{ name: 'Child' }] })
  })
})

describe('3. type and itemType in any case', () => {
  it.each([
    ['user', 'categorycontributor', 'User', 'CategoryContributor'],
    ['USER', 'CATEGORYMANAGER', 'User', 'CategoryManager'],
    ['User', 'CategoryContributor', 'User', 'CategoryContributor'],
  ])('%s, %s', async (type, itemType, presentedType, presentedItemType) => {
    const { guid } = await world.person('Una User')
    const id = await rev.category('A', undefined, { categoryPolicyItems: [{ id: guid, type, itemType }] })
    expect(await details(id)).toMatchObject({
      categoryPolicyItems: [{ id: guid, type: presentedType, itemType: presentedItemType }],
    })
  })
})

// Point 4, boolean query values, is part of the list's table in categories.test.ts.

describe('5. boolean body values', () => {
  it.each<[unknown, boolean]>([
    [true, true],
    [false, false],
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['false', false],
    ['False', false],
    [{ IsPresent: true }, true],
    [{ IsPresent: false }, false],
    [{ ispresent: true }, true],
  ])('%j is %j', async (restricted, expected) => {
    expect(await details(await rev.category('A', undefined, { restricted }))).toMatchObject({
      restricted: expected,
    })
  })

  it.each([1, 0, [], [true], {}, { IsPresent: 'true' }, 'yes'])('%j is none', async (restricted) => {
    const answer = await rev.post('/api/v2/categories', { name: 'A', restricted })
    expect(answer.json()).toMatchObject({ code: 'MalformedRequest' })
    expect(answer.status).toBe(500)
  })
})

describe('6. bodies', () => {
  it('creates from a form', async () => {
    const parent = await rev.category('Parent')
    const form = `Name=Caf%C3%A9+%26+Bar&parentCategoryId=${parent}&Restricted=True&other=`
    const answer = await rev.send('POST', '/api/v2/categories', form, FORM)
    expect(answer.status).toBe(200)
    expect(await details(created(answer))).toMatchObject({
      name: 'Café & Bar',
      parentCategoryId: parent,
      restricted: true,
    })
  })

  it.each([
    ['no content type', {}],
    ['a charset', { 'content-type': 'application/json; charset=utf-8' }],
    ['an upper-case content type', { 'content-type': 'APPLICATION/JSON' }],
    ['text/plain', { 'content-type': 'text/plain' }],
    ['a content type that is none', { 'content-type': 'json' }],
  ])('creates from JSON with %s', async (_, headers) => {
    const answer = await rev.send('POST', '/api/v2/categories', '{"name":"A"}', headers)
    expect(answer.json()).toMatchObject({ name: 'A', parentCategory: null })
  })

  it('reads JSON behind a byte order mark', async () => {
    const answer = await rev.send('POST', '/api/v2/categories', '\ufeff{"name":"A"}', JSON_TYPE)
    expect(answer.json()).toMatchObject({ name: 'A' })
  })

  it.each([
    ['half an object', '{"name":"A"', JSON_TYPE],
    ['a word', 'name', JSON_TYPE],
    ['a form that says it is JSON', 'name=A', JSON_TYPE],
    ['JSON that is nested too deep', '['.repeat(100_000) + ']'.repeat(100_000), JSON_TYPE],
  ])('cannot read %s', async (_, body, headers) => {
    const answer = await rev.send('POST', '/api/v2/categories', body, headers)
    expect(answer.text).toBe('{"code":"MalformedRequest","detail":"The body of the request cannot be read."}')
    expect(answer.status).toBe(400)
  })

  it.each([
    ['JSON in Latin 1', Buffer.from('{"name":"Caf\xe9"}', 'latin1'), JSON_TYPE],
    ['a form in Latin 1', Buffer.from('name=Caf\xe9', 'latin1'), FORM],
    ['an escape of Latin 1', 'name=Caf%E9', FORM],
    [
      'JSON that says it is in UTF-16',
      '{"name":"A"}',
      { 'content-type': 'application/json; charset=utf-16' },
    ],
  ])('refuses %s', async (_, body, headers) => {
    const answer = await rev.send('POST', '/api/v2/categories', body, headers)
    expect(answer.text).toBe(
      '{"code":"MalformedRequest","detail":"The body of the request is not text in UTF-8."}',
    )
    expect(answer.status).toBe(400)
  })

  it.each([
    ['JSON', '{"name":"Caf\xe9"}', 'application/json; charset=iso-8859-1'],
    ['a form', 'name=Caf%E9', 'application/x-www-form-urlencoded; charset="ISO-8859-1"'],
  ])('reads %s that says it is in Latin 1', async (_, body, type) => {
    const sent = Buffer.from(body, 'latin1')
    const answer = await rev.send('POST', '/api/v2/categories', sent, { 'content-type': type })
    expect(answer.json()).toMatchObject({ name: 'Caf\u00e9' })
  })

  it.each(['[]', '"text"', '7', 'null', 'true'])('finds no name in %s', async (body) => {
    const answer = await rev.send('POST', '/api/v2/categories', body, JSON_TYPE)
    expect(answer.text).toBe('{"code":"RequiredFieldMissing","detail":"The field name is required."}')
    expect(answer.status).toBe(500)
  })
})

describe('7. a JSON content type without a body', () => {
  it('is nothing to a GET, a DELETE and the POST that extends a session', async () => {
    const id = await rev.category('A')
    const list = await rev.send('GET', '/api/v2/categories', undefined, JSON_TYPE)
    expect(list.json()).toMatchObject({ categories: [{ name: 'A' }] })
    const extended = await rev.send('POST', '/api/v2/user/extend-session', undefined, JSON_TYPE)
    expect(extended.status).toBe(200)
    const deleted = await rev.send('DELETE', `/api/v2/categories/${id}`, undefined, JSON_TYPE)
    expect([deleted.status, deleted.text]).toEqual([200, ''])
  })

  it.each([undefined, '', ' \r\n'])('is an empty object to a create: %j', async (body) => {
    const answer = await rev.send('POST', '/api/v2/categories', body, JSON_TYPE)
    expect(answer.text).toBe('{"code":"RequiredFieldMissing","detail":"The field name is required."}')
  })
})

describe('8. paths', () => {
  it.each(['//api/v2/categories', '/api//v2///categories', '/api/v2/categories/', '//api/v2/categories/'])(
    '%s is the list, and creates',
    async (path) => {
      expect((await rev.post(path, { name: 'A' })).status).toBe(200)
      expect((await rev.get(path)).json()).toMatchObject({ categories: [{ name: 'A' }] })
    },
  )

  it('ignores a trailing slash behind an id, and before a query', async () => {
    const id = await rev.category('A')
    expect((await rev.get(`/api/v2/categories/${id}/`)).json()).toMatchObject({ name: 'A' })
    expect((await rev.get('/api/v2/categories/?includeAllDescendants=False')).status).toBe(200)
  })

  it.each(['/api/v2/Categories', '/API/v2/categories', '/api/v2/categories/a/b', '/api/v2/category'])(
    'has nothing at %s',
    async (path) => {
      const answer = await rev.get(path)
      expect(answer.text).toBe('{"code":"NotFound","detail":"There is nothing at this address."}')
      expect(answer.status).toBe(404)
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    },
  )

  it('has nothing for another method', async () => {
    const answer = await rev.patch('/api/v2/categories', [])
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([404, 'NotFound'])
  })
})

describe('9. ids in any case', () => {
  it('finds, edits and deletes by an upper-case id', async () => {
    const id = await rev.category('A')
    const path = `/api/v2/categories/${id.toUpperCase()}`
    expect((await rev.get(path)).json()).toMatchObject({ categoryId: id })
    expect((await rev.put(path, { name: 'B' })).status).toBe(200)
    expect((await rev.delete(path)).status).toBe(200)
    expect((await rev.get('/api/v2/categories')).text).toBe('{"categories":[]}')
  })
})

describe('B2. the scheme and the token', () => {
  it.each(['VBrick', 'vbrick', 'VBRICK'])('reads %s', async (scheme) => {
    const anonymous = revClient(world)
    for (const blanks of [' ', '   ']) {
      const headers = { authorization: `${scheme}${blanks}${token}` }
      expect((await anonymous.send('GET', '/api/v2/user/session', undefined, headers)).status).toBe(200)
    }
  })

  it.each([
    ['none', undefined],
    ['another scheme', (good: string) => `Bearer ${good}`],
    ['no scheme', (good: string) => good],
    ['no token', () => 'VBrick '],
    ['an unknown token', () => 'VBrick abcdef'],
    ['two tokens', (good: string) => `VBrick ${good} ${good}`],
    ['a token with characters of no token', (good: string) => `VBrick ${good}.é`],
  ])('refuses %s', async (_, header) => {
    const headers: Record<string, string> = header === undefined ? {} : { authorization: header(token) }
    for (const path of ['/api/v2/categories', '/api/v2/users/me', '/api/v2/search/access-entity']) {
      const answer = await revClient(world).send('GET', path, undefined, headers)
      expect(answer.text).toBe(
        '{"code":"Unauthorized","detail":"There is no session for this request. Log in first."}',
      )
      expect(answer.status).toBe(401)
      expect(answer.headers).not.toHaveProperty('www-authenticate')
    }
  })
})
