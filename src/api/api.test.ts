import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../domain/people/member.ts'
import { apiClient, askApi, type ApiClient } from '../../test/support/api-client.ts'
import { openWorld, type World } from '../../test/support/world.ts'

let world: World
let manager: Member
let api: ApiClient

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  api = await apiClient(world, manager)
})
afterAll(() => world.close())

describe('who is calling', () => {
  it('tells whoever shows a token who they are and what they may do', async () => {
    const { status, body } = await api.get('/me')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: manager.id,
      guid: manager.guid,
      roles: ['manager'],
      rights: { managePeople: true, handleMails: true, manageKeys: true },
      token: null,
    })
  })

  it('refuses no token, a mistyped one, one of another door, and says how to come in', async () => {
    for (const authorization of [
      undefined,
      'Bearer nonsense',
      `Bearer ${api.token}x`,
      `Basic ${api.token}`,
    ]) {
      const { status, headers, body } = await askApi(world, 'GET', '/me', {
        headers: authorization === undefined ? {} : { authorization },
      })
      expect(status).toBe(401)
      expect(headers['www-authenticate']).toBe('Bearer realm="Quadrivium"')
      expect(headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(body).toMatchObject({ code: 'unauthenticated', status: 401 })
      expect(body.type).toBe('https://academy.example.com/docs/problems#unauthenticated')
    }
  })

  it('refuses a token whose scopes do not cover the operation, and names the one that does', async () => {
    const reader = await apiClient(world, manager, 'people:read')
    expect((await reader.post('/groups', { name: 'Nobody' })).body).toMatchObject({
      code: 'scope_missing',
      detail: 'This needs a token with the scope people:write. Make one with it.',
    })
    const topics = await apiClient(world, manager, 'topics:write')
    expect((await topics.get('/groups/1')).status).toBe(403)
  })

  it('does not let a token make tokens', async () => {
    expect((await api.post('/me/tokens', { label: 'x', scopes: ['*:write'] })).body.code).toBe(
      'session_needed',
    )
  })
})

describe('what is wrong', () => {
  it('refuses unknown keys and values of another type, all at once, with a hint', async () => {
    const { status, body } = await api.post('/groups', { naem: 'x', roles: ['king'] })
    expect(status).toBe(422)
    expect(body.errors).toEqual(
      expect.arrayContaining([
        { pointer: '/name', code: 'required', detail: 'This is required.' },
        {
          pointer: '/naem',
          code: 'unknown_key',
          hint: 'name',
          detail: 'Unknown key. Did you mean name?',
        },
        expect.objectContaining({ pointer: '/roles/0', code: 'not_one_of' }),
      ]),
    )
  })

  it('names the known keys where none is near', async () => {
    const { body } = await api.post('/groups', { name: 'x', colour: 'red' })
    expect(body.errors).toEqual([
      {
        pointer: '/colour',
        code: 'unknown_key',
        hint: ['name', 'code', 'description', 'roles'],
        detail: 'Unknown key. The known ones are name, code, description and roles.',
      },
    ])
    expect((await api.get('/me?colour=red')).body.errors[0].detail).toBe(
      'Unknown parameter. The known ones are fields.',
    )
  })

  it('refuses a key that stands twice in an object: one of the two would be without effect', async () => {
    const { status, body } = await api.post('/groups', '{"name":"Twice","roles":[],"name":"Once"}')
    expect([status, body.code]).toEqual([422, 'invalid'])
    expect(body.errors).toEqual([
      { pointer: '/name', code: 'repeated', detail: 'This may be given only once.' },
    ])
    expect((await api.get('/groups?q=twice')).body.items).toEqual([])
    const all = await api.post('/groups', '{"name":"Twice","nmae":1,"name":"Once"}')
    expect(all.body.errors).toMatchObject([
      { pointer: '/name', code: 'repeated' },
      { pointer: '/nmae', code: 'unknown_key' },
    ])
    const rows = '[{"op":"create","name":"A"},{"op":"create","name":"B","name":"C"}]'
    expect((await api.post('/groups/bulk', rows)).body.errors[0]).toMatchObject({ pointer: '/1/name' })
  })

  it('refuses unknown parameters with a hint', async () => {
    const { status, body } = await api.get('/me?filds=id')
    expect(status).toBe(400)
    expect(body.errors).toEqual([
      {
        parameter: 'filds',
        code: 'unknown_parameter',
        hint: 'fields',
        detail: 'Unknown parameter. Did you mean fields?',
      },
    ])
  })

  it('speaks the language that is asked for, and never translates codes', async () => {
    const { body } = await api.get('/nothing', { headers: { 'accept-language': 'nl, de-AT;q=0.8' } })
    expect(body).toMatchObject({
      code: 'no_such_path',
      detail: 'Unter dieser Adresse gibt es nichts. /docs zeigt, was es gibt.',
    })
  })

  it('refuses bodies that are not JSON in UTF-8', async () => {
    const broken = await api.post('/groups', '{"name": ')
    expect(broken.body.code).toBe('malformed_body')
    const form = await api.post('/groups', 'name=x', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([form.status, form.body.code]).toEqual([415, 'unsupported_media_type'])
    const packed = await api.post('/groups', gzipSync('{"name":"Packed"}'), {
      headers: { 'content-encoding': 'gzip' },
    })
    expect([packed.status, packed.body.detail, packed.headers['accept-encoding']]).toEqual([
      415,
      'Send the body as Content-Encoding: identity.',
      'identity',
    ])
    const latin = await api.post('/groups', Buffer.from('{"name":"M\xfcnchen"}', 'latin1'))
    expect(latin.body.code).toBe('malformed_body')
  })

  it('says that a request takes no body, and what is wrong with a text of one line', async () => {
    const { id } = (await api.post('/groups', { name: 'Bodies' })).body
    const { status, body } = await askApi(world, 'DELETE', `/groups/${id}`, {
      body: { name: 'x' },
      headers: { authorization: `Bearer ${api.token}` },
    })
    expect([status, body.errors]).toEqual([
      422,
      [
        {
          pointer: '',
          code: 'not_allowed',
          detail: 'This request takes no body. Send it without one.',
        },
      ],
    ])
    expect((await api.patch(`/groups/${id}`, { name: 'a\nb' })).body.errors[0].detail).toMatch(/line break/)
  })

  it('refuses times that cannot be compared with, instead of finding nothing', async () => {
    for (const time of [
      '2026-06-30T23:59:60Z',
      '2026-06-30T12:00:00Z[Europe/Berlin]',
      '2026-02-30T00:00:00Z',
      '2026-06-30',
    ]) {
      const { status, body } = await api.get(`/groups?createdBefore=${encodeURIComponent(time)}`)
      expect([status, body.errors]).toMatchObject([400, [{ parameter: 'createdBefore', code: 'malformed' }]])
    }
  })

  it('names the methods of an address that has others', async () => {
    const { status, headers, body } = await api.put('/groups', {})
    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, POST, HEAD, OPTIONS')
    expect(body.detail).toBe('This path only allows GET, POST, HEAD, OPTIONS.')
  })
})

describe('single things', () => {
  it('makes, reads, changes and deletes one, and tells where it stands', async () => {
    const made = await api.post('/groups', { name: 'Divers', roles: ['trainer'] })
    expect(made.status).toBe(201)
    expect(made.headers.location).toBe(
      `https://academy.example.com/api/quadrivium/v1/groups/${made.body.id as number}`,
    )
    const { id, guid } = made.body
    expect((await api.get(`/groups/guid:${guid as string}`)).body).toEqual(made.body)
    expect((await api.patch(`/groups/${id as number}`, { name: 'Swimmers' })).body).toMatchObject({
      name: 'Swimmers',
      roles: ['trainer'],
    })
    expect((await api.post('/groups', { name: 'SWIMMERS' })).body).toMatchObject({
      status: 409,
      code: 'name_taken',
    })
    expect((await api.delete(`/groups/${id as number}`)).status).toBe(204)
    expect((await api.delete(`/groups/${id as number}`)).status).toBe(404)
  })

  it('cuts an answer down to the fields that are asked for', async () => {
    const { body } = await api.get('/me?fields=id,name')
    expect(body).toEqual({ id: manager.id, name: 'Mona Manager' })
    expect((await api.get('/me?fields=nmae')).body.errors[0]).toMatchObject({
      code: 'not_one_of',
      hint: expect.arrayContaining(['id', 'name', 'academy']),
    })
  })

  it('says how what can’t be read is written', async () => {
    const { body } = await api.get('/topics?parent=')
    expect(body.errors[0].detail).toBe('This must be a whole number, a text or null.')
    const made = await api.post('/groups', { name: 'Hinted' })
    const path = `/groups/${made.body.id as number}`
    const headers = [
      { 'if-match': '' },
      { 'if-match': 'unquoted' },
      { 'idempotency-key': '""' },
      { 'idempotency-key': 'kéy' },
    ]
    for (const one of headers) {
      const refused = await api.patch(path, { description: 'x' }, { headers: one })
      expect([refused.status, refused.body.code], JSON.stringify(one)).toEqual([400, 'invalid_header'])
      expect(refused.body.errors[0].detail, JSON.stringify(one)).toContain('Write it like')
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await api.post('/people/1/erase', 'a=b', { headers: form })).body.code).toBe(
      'unsupported_media_type',
    )
  })

  it('answers 304 to whoever has seen it, and refuses a change of what was changed meanwhile', async () => {
    const made = await api.post('/groups', { name: 'Rowers' })
    const path = `/groups/${made.body.id as number}`
    const etag = made.headers.etag as string
    expect((await api.get(path, { headers: { 'if-none-match': etag } })).status).toBe(304)
    await api.patch(path, { name: 'Canoeists' })
    const { status, body } = await api.patch(path, { name: 'Sailors' }, { headers: { 'if-match': etag } })
    expect(status).toBe(412)
    expect(body).toMatchObject({ code: 'changed_meanwhile', current: { name: 'Canoeists' } })
    const now = await api.get(path)
    const good = await api.patch(
      path,
      { name: 'Sailors' },
      { headers: { 'if-match': now.headers.etag as string } },
    )
    expect(good.status).toBe(200)
  })
})

describe('conditions', () => {
  it('make a thing only where there is none, and change none that is as it is said not to be', async () => {
    const only = { headers: { 'if-none-match': '*' } }
    const made = await api.put('/groups/code:once', { name: 'Only once' }, only)
    expect(made.status).toBe(201)
    const again = await api.put('/groups/code:once', { name: 'Overwritten' }, only)
    expect([again.status, again.body.code, again.body.current.name]).toEqual([
      412,
      'changed_meanwhile',
      'Only once',
    ])
    const { etag } = made.headers
    const not = { headers: { 'if-none-match': `"other", ${String(etag)}` } }
    expect((await api.patch(`/groups/${made.body.id}`, { description: 'x' }, not)).status).toBe(412)
  })

  it('are lists of tags, weak ones too, with empty places', async () => {
    const { headers, body } = await api.post('/groups', { name: 'Listed tags' })
    const path = `/groups/${body.id}`
    const seen = { headers: { 'if-none-match': `, "other" ,, W/${String(headers.etag)},` } }
    expect((await api.get(path, seen)).status).toBe(304)
    const matched = { headers: { 'if-match': `,"other",W/${String(headers.etag)}` } }
    expect((await api.patch(path, { description: 'x' }, matched)).status).toBe(200)
    for (const value of ['abc', '', ',', '"a" "b"', '"a', '*, "a"']) {
      for (const name of ['if-match', 'if-none-match']) {
        const refused = await api.patch(path, { description: 'y' }, { headers: { [name]: value } })
        expect([name, value, refused.status]).toEqual([name, value, 400])
        expect((await api.get(path, { headers: { [name]: value } })).headers).not.toHaveProperty('etag')
      }
    }
  })
})

describe('lists', () => {
  it('link to the next page with all parameters, whatever signs they hold', async () => {
    for (const name of ['Why? One', 'Why? Two']) await api.post('/groups', { name })
    const { headers, body } = await api.get('/groups?total=true&q=why?&fields=id&limit=1&sort=-name')
    const link = /^<(.*)>; rel="next"$/.exec(String(headers.link))?.[1] ?? ''
    expect(Object.fromEntries(new URLSearchParams(link.slice(link.indexOf('?'))))).toEqual({
      q: 'why?',
      fields: 'id',
      limit: '1',
      sort: '-name',
      cursor: body.next,
    })
  })

  it('walks through all, page by page, in the order asked for', async () => {
    for (const name of ['Walk C', 'Walk A', 'Walk B']) await api.post('/groups', { name })
    const seen: string[] = []
    let cursor = ''
    do {
      const { status, body, headers } = await api.get(`/groups?sort=-name&limit=2&total=true${cursor}`)
      expect(status).toBe(200)
      if (cursor === '') expect(body.total).toBeGreaterThanOrEqual(3)
      seen.push(...(body.items as { name: string }[]).map(({ name }) => name))
      if (body.next !== null) expect(headers.link).toMatch(/cursor=.*rel="next"/)
      cursor = body.next === null ? '' : `&cursor=${body.next as string}`
    } while (cursor !== '')
    expect(seen).toEqual([...seen].sort().reverse())
    expect(seen.filter((name) => name.startsWith('Walk'))).toEqual(['Walk C', 'Walk B', 'Walk A'])
  })

  it('refuses a cursor of a list with other filters, a broken one, and too long a page', async () => {
    const { body } = await api.get('/groups?limit=1')
    const other = await api.get(`/groups?sort=-name&cursor=${body.next as string}`)
    expect([other.status, other.body.code]).toEqual([400, 'cursor_mismatch'])
    expect((await api.get('/groups?cursor=nonsense')).body.errors).toEqual([
      {
        parameter: 'cursor',
        code: 'malformed',
        detail: 'This is not a cursor. Send the "next" of the page before, or leave it out to begin.',
      },
    ])
    expect((await api.get('/groups?limit=501')).body.errors).toEqual([
      { parameter: 'limit', code: 'too_large', limit: 500, detail: 'This may be at most 500.' },
    ])
    expect((await api.get('/groups?sort=colour')).body.errors[0]).toMatchObject({ code: 'not_one_of' })
  })
})

describe('requests that are sent again', () => {
  it('carries out a request once and gives the first answer again', async () => {
    const headers = { 'idempotency-key': '"one"' }
    const first = await api.post('/groups', { name: 'Climbers' }, { headers })
    const again = await api.post('/groups', { name: 'Climbers' }, { headers: { 'idempotency-key': 'one' } })
    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(again.headers.location).toBe(first.headers.location)
    const other = await api.post('/groups', { name: 'Skiers' }, { headers })
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
  })

  it('does not keep a refusal', async () => {
    const headers = { 'idempotency-key': 'two' }
    expect((await api.post('/groups', { name: ' ' }, { headers })).status).toBe(422)
    expect((await api.post('/groups', { name: 'Boxers' }, { headers })).status).toBe(201)
  })

  it('says so while the first is still at work', async () => {
    const headers = { 'idempotency-key': 'three' }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => api.post('/groups', { name: 'Runners' }, { headers })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
  })
})

describe('dry run', () => {
  it('tells the effects whatever fields are chosen', async () => {
    const dry = await api.post('/groups?dryRun=true&fields=name', { name: 'Tried' })
    expect(dry.body).toEqual({ name: 'Tried', effects: {} })
  })

  it('tells what would be answered and leaves nothing behind', async () => {
    const tried = await api.post('/groups?dryRun=true', { name: 'Dreamers' })
    expect(tried.status).toBe(201)
    expect(tried.body).toMatchObject({ name: 'Dreamers', effects: {} })
    expect(tried.headers.location).toBeUndefined()
    expect((await api.post('/groups', { name: 'Dreamers' })).status).toBe(201)
    expect((await api.post('/groups?dryRun=true', { name: 'Dreamers' })).body.code).toBe('name_taken')
  })
})
