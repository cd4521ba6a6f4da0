import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpClient, type HttpClient, type HttpRequest } from '../../test/support/http-client.ts'
import { openWorld, type World } from '../../test/support/world.ts'

// Both doors on one listening server, told apart as docs/contracts/intellum.md section 5 says, rule by rule.

let world: World
let client: HttpClient
let key: string
let token: string

beforeAll(async () => {
  world = await openWorld()
  key = await world.intellumKey()
  token = await world.revToken(await world.person('Ada Manager', 'manager'))
  await new Promise<void>((resolve) => world.server.http.listen(0, '127.0.0.1', resolve))
  client = httpClient((world.server.http.address() as AddressInfo).port, 4)
})
afterAll(async () => {
  client.close()
  await world.close()
})
const PATH = '/api/v2/categories'
const BLANK = `["Api key can't be blank"]`
const WRONG = '["Api key is invalid"]'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=x' }
const part = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; ${name}\r\n\r\n${value}\r\n`

/** Who answered, and what: Intellum's errors are arrays, Rev's are objects with a code. */
async function ask(request: HttpRequest): Promise<string> {
  const { status, text } = await client.send(request)
  const value: unknown = text === '' ? undefined : JSON.parse(text)
  if (Array.isArray(value)) return `intellum ${status} ${text}`
  if (typeof value === 'object' && value !== null && 'code' in value)
    return `rev ${status} ${String(value.code)}`
  return `${status} ${text}`
}

const rev401 = 'rev 401 Unauthorized'

describe('rule 1: the scheme VBrick is Rev’s', () => {
  it.each(['VBrick', 'vbrick', 'VBRICK'])('%s', async (scheme) => {
    const authorization = `${scheme} wrong`
    expect(await ask({ path: PATH, headers: { authorization } })).toBe(rev401)
    expect(await ask({ path: `${PATH}?api_key=${key}`, headers: { authorization } })).toBe(rev401)
    expect(await ask({ path: `${PATH}/10`, headers: { authorization } })).toBe(rev401)
    const body = { api_key: key, category: { name: 'A' } }
    expect(await ask({ method: 'POST', path: PATH, headers: { authorization }, body })).toBe(rev401)
  })

  it('but not a scheme that only begins so', async () => {
    const headers = { authorization: `VBricks ${token}` }
    expect(await ask({ path: `${PATH}?api_key=wrong`, headers })).toBe(`intellum 422 ${WRONG}`)
  })
})

describe('rule 2: an api_key is Intellum’s, blank or wrong', () => {
  it.each([
    ['in the query', { path: `${PATH}?api_key=wrong` }, WRONG],
    ['blank in the query', { path: `${PATH}?api_key=` }, BLANK],
    ['without a value', { path: `${PATH}?api_key` }, BLANK],
    ['behind a GUID', { path: `${PATH}/1b7d4a3e-0000-4000-8000-000000000000?api_key=wrong` }, WRONG],
    ['encoded', { path: `${PATH}?api%5Fkey=wrong` }, WRONG],
    ['as JSON', { method: 'POST', path: PATH, body: { api_key: 'wrong' } }, WRONG],
    ['as null', { method: 'POST', path: PATH, body: { api_key: null } }, BLANK],
    ['in the body of a GET', { method: 'GET', path: PATH, body: { api_key: 'wrong' } }, WRONG],
    ['in the body of a DELETE', { method: 'DELETE', path: `${PATH}/10`, body: { api_key: 'wrong' } }, WRONG],
    ['in a form', { method: 'PUT', path: `${PATH}/10`, headers: FORM, body: 'api_key=wrong' }, WRONG],
    [
      'in a multipart form',
      { method: 'POST', path: PATH, headers: MULTIPART, body: `${part('name="api_key"', 'wrong')}--x--\r\n` },
      WRONG,
    ],
    [
      'in a multipart form, without quotation marks',
      { method: 'POST', path: PATH, headers: MULTIPART, body: `${part('name=api_key', 'wrong')}--x--\r\n` },
      WRONG,
    ],
    [
      'beside another Authorization',
      { path: `${PATH}?api_key=wrong`, headers: { authorization: 'Bearer x' } },
      WRONG,
    ],
    [
      'as JSON beside another Authorization',
      { method: 'POST', path: PATH, headers: { authorization: 'Basic eDp5' }, body: { api_key: 'wrong' } },
      WRONG,
    ],
  ])('%s', async (_place, request, text) => {
    expect(await ask(request)).toBe(`intellum 422 ${text}`)
  })

  it.each([
    ['another name', { path: `${PATH}?apiKey=x` }],
    ['another case', { path: `${PATH}?API_KEY=x` }],
    ['below the top', { method: 'POST', path: PATH, body: { name: 'A', more: { api_key: 'x' } } }],
    ['a value', { method: 'POST', path: PATH, body: { name: 'api_key' } }],
    [
      'a body of no type',
      { method: 'POST', path: PATH, headers: { 'content-type': 'text/plain' }, body: 'api_key=x' },
    ],
    ['a body that does not parse', { method: 'POST', path: PATH, body: '{"api_key":"x"' }],
    ['a list', { method: 'POST', path: PATH, body: [{ api_key: 'x' }] }],
    ['a header', { path: PATH, headers: { api_key: 'x' } }],
    [
      'a file of that name',
      {
        method: 'POST',
        path: PATH,
        headers: MULTIPART,
        body: `${part('name="file"; filename="name=\\"api_key\\""', 'x')}--x--\r\n`,
      },
    ],
  ])('is not: %s', async (_what, request) => {
    expect(await ask(request)).toBe(rev401)
  })
})

describe('rule 3: any other Authorization is Rev’s', () => {
  it.each(['Bearer x', 'Basic eDp5', 'x', ''])('%j', async (authorization) => {
    expect(await ask({ path: `${PATH}/10`, headers: { authorization } })).toBe(rev401)
    expect(await ask({ path: `${PATH}?category[id]=1`, headers: { authorization } })).toBe(rev401)
    const body = { category: { name: 'A' } }
    expect(await ask({ method: 'POST', path: PATH, headers: { authorization }, body })).toBe(rev401)
  })
})

describe('rule 4: without any credential, the shape tells', () => {
  it.each([
    ['an id of digits', { path: `${PATH}/10` }],
    ['with a format', { path: `${PATH}/10.json` }],
    ['with a slash behind', { path: `${PATH}/10/` }],
    ['with slashes repeated', { path: '//api//v2/categories///10' }],
    ['to any method', { method: 'DELETE', path: `${PATH}/10` }],
    ['a filter in the query', { path: `${PATH}?category[is_active]=true` }],
    ['an encoded filter', { path: `${PATH}?category%5Bis_active%5D=true` }],
    ['a filter pasted from the documentation', { path: String.raw`${PATH}?category\[is_active\]=true` }],
    ['a wrapper in JSON', { method: 'POST', path: PATH, body: { category: { name: 'A' } } }],
    ['an empty wrapper in JSON', { method: 'POST', path: PATH, body: { category: {} } }],
    ['a wrapper in a form', { method: 'POST', path: PATH, headers: FORM, body: 'category[name]=A' }],
    [
      'a wrapper in a multipart form',
      {
        method: 'POST',
        path: PATH,
        headers: MULTIPART,
        body: `${part('name="category[name]"', 'A')}--x--\r\n`,
      },
    ],
  ])('%s is Intellum’s', async (_what, request) => {
    expect(await ask(request)).toBe(`intellum 422 ${BLANK}`)
  })
})

describe('rule 5: the rest is Rev’s', () => {
  it.each([
    ['a plain list', { path: PATH }],
    ['a page', { path: `${PATH}?page=2` }],
    ['an id that is a GUID', { path: `${PATH}/1b7d4a3e-0000-4000-8000-000000000000` }],
    ['an id of digits and more', { path: `${PATH}/10x` }],
    ['what stands below an id', { path: `${PATH}/10/videos` }],
    ['a flat body', { method: 'POST', path: PATH, body: { name: 'A', parentCategoryId: null } }],
    ['a category that is text', { method: 'POST', path: PATH, body: { category: 'A' } }],
    ['a category that is a list', { method: 'POST', path: PATH, body: { category: [1] } }],
    ['a category that is null', { method: 'POST', path: PATH, body: { category: null } }],
    ['a category in the query that is text', { path: `${PATH}?category=A` }],
    ['a body that does not parse', { method: 'POST', path: PATH, body: '{"category":{' }],
  ])('%s', async (_what, request) => {
    const answered = await ask(request)
    expect(answered).toMatch(/^rev (401 Unauthorized|404 NotFound)$/)
  })
})

describe('paths of one door', () => {
  it.each([
    ['/api/v2/category_tags'],
    ['/api/v2/category_tag'],
    ['/api/v2/category_tags.json'],
    ['/api/v2/category_tags/10'],
    ['/api/v2/category%5Ftags'],
    ['//api/v2//category_tags/'],
    ['/api/v2/courses'],
    ['/api/v2/courses/10.json'],
  ])('%s is Intellum’s whatever the Authorization', async (path) => {
    expect(await ask({ path })).toBe(`intellum 422 ${BLANK}`)
    expect(await ask({ path, headers: { authorization: `VBrick ${token}` } })).toBe(`intellum 422 ${BLANK}`)
    expect(await ask({ path, headers: { authorization: 'Bearer x' } })).toBe(`intellum 422 ${BLANK}`)
  })

  it.each(['/api/v2/category_tagsx', '/api/v2/categoriesx', '/api/v2/users', '/api/v2/coursesx?api_key=x'])(
    '%s is Rev’s',
    async (path) => {
      expect(await ask({ path })).toMatch(/^rev /)
    },
  )

  it.each(['/api/v20/category_tags', '/api/v2', '/API/v2/category_tags', '/category_tags'])(
    '%s is nobody’s',
    async (path) => {
      expect((await client.send({ path: `${path}?api_key=${key}` })).status).toBe(404)
    },
  )

  it.each(['/', '/login', '/activate?token=x', '/courses', '/no/such/page', '/docsx', '/v/2', '/redirected'])(
    '%s is a page',
    async (path) => {
      const answer = await client.send({ path, headers: { accept: 'text/html' } })
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    },
  )

  it.each(['/healthz', '/readyz', '/api', '/api/v3/x', '/metrics'])(
    '%s is the server’s own',
    async (path) => {
      const answer = await client.send({ path, headers: { accept: 'text/html' } })
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    },
  )

  it.each(['/docs', '/docs/', '/docs/problems', '/api/quadrivium/v1/openapi.json'])(
    '%s is the documentation',
    async (path) => {
      const answer = await client.send({ path })
      expect(answer.status).toBe(200)
      expect(answer.headers['cache-control']).toBe('no-cache')
    },
  )

  it.each(['/redirect', '/redirect/'])('%s is Coursepath’s', async (path) => {
    expect((await client.send({ path, method: 'POST' })).headers.allow).toBe('GET')
  })

  it('reads a target with its origin in it', async () => {
    const path = `http://example.com/api/v2/category_tags?api_key=${key}`
    expect(await ask({ path })).toBe('intellum 200 []')
  })
})

describe('a body that was read to choose', () => {
  it('is still there for Intellum', async () => {
    const body = { api_key: key, category: { name: 'Made by Intellum' } }
    const made = await client.send({ method: 'POST', path: PATH, body })
    expect([made.status, made.json<{ name: string }>().name]).toEqual([200, 'Made by Intellum'])
    const id = made.json<{ id: number }>().id
    const form = `api_key=${key}&category[name]=Renamed`
    const renamed = await client.send({ method: 'PUT', path: `${PATH}/${id}`, headers: FORM, body: form })
    expect(renamed.json()).toMatchObject({ id, name: 'Renamed' })
    const fields = [part('name="api_key"', key), part('name="category[description]"', 'By parts')]
    const described = await client.send({
      method: 'PATCH',
      path: `${PATH}/${id}`,
      headers: MULTIPART,
      body: `${fields.join('')}--x--\r\n`,
    })
    expect(described.json()).toMatchObject({ id, description: 'By parts' })
    expect(await ask({ path: PATH, body: { api_key: key, page: 2 } })).toBe('intellum 200 []')
    const gone = await client.send({ method: 'DELETE', path: `${PATH}/${id}`, body: { api_key: key } })
    expect([gone.status, gone.text]).toEqual([200, ''])
  })

  // Rev's own requests are told by their header (rule 1), so what was read and then goes to Rev has no session.
  it('does no harm to Rev, nor to the next request on the connection', async () => {
    for (const body of [{ name: 'A' }, '{"name":', '', 'x'.repeat(100_000)]) {
      expect(await ask({ method: 'POST', path: PATH, body })).toBe(rev401)
    }
    const headers = { authorization: `VBrick ${token}` }
    const made = await client.send({ method: 'POST', path: PATH, headers, body: { name: 'Made by Rev' } })
    expect(made.json()).toMatchObject({ name: 'Made by Rev' })
  })

  it('may come in many pieces, without a length', async () => {
    const { port } = world.server.http.address() as AddressInfo
    const pieces = JSON.stringify({
      api_key: key,
      category: { name: 'In pieces', unknown: 'd'.repeat(300_000) },
    })
    const answer = await fetch(`http://127.0.0.1:${port}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new ReadableStream({
        start(controller) {
          for (let at = 0; at < pieces.length; at += 50_000) {
            controller.enqueue(new TextEncoder().encode(pieces.slice(at, at + 50_000)))
          }
          controller.close()
        },
      }),
      duplex: 'half',
    })
    expect([answer.status, ((await answer.json()) as { name: string }).name]).toEqual([200, 'In pieces'])
  })

  it('is refused by the door that it goes to when it is too large', async () => {
    const large = 'x'.repeat(5 * 1024 * 1024)
    const body = { name: large }
    expect(await ask({ method: 'POST', path: `${PATH}?api_key=${key}`, body: { category: body } })).toBe(
      'intellum 413 ["Request body is too large"]',
    )
    // Cut where the limit is, it doesn't parse, and so it has no api_key.
    expect(await ask({ method: 'POST', path: PATH, body: { api_key: key, category: body } })).toBe(rev401)
    expect(await ask({ method: 'POST', path: `${PATH}/10`, body: { api_key: key, category: body } })).toBe(
      'intellum 413 ["Request body is too large"]',
    )
  })
})

describe('HEAD', () => {
  it('goes where GET goes, and has no body', async () => {
    const request = { method: 'HEAD', path: `${PATH}?api_key=${key}` }
    const { status, text, headers } = await client.send(request)
    expect([status, text, headers['content-type']]).toEqual([200, '', 'application/json; charset=utf-8'])
    expect((await client.send({ method: 'HEAD', path: PATH })).status).toBe(401)
    expect((await client.send({ method: 'HEAD', path: `${PATH}/10` })).status).toBe(422)
  })
})
