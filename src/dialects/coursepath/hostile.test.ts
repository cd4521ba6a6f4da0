import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  coursepathClient,
  openCoursepath,
  type CoursepathClient,
  type CoursepathRequest,
} from '../../../test/support/coursepath-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import type { Member } from '../../domain/people/member.ts'
import { createProgram } from '../../domain/courses/programs.ts'

// Requests that no vendor client sends, or only by mistake.
let world: World
let manager: CoursepathClient
let learner: CoursepathClient
let lea: Member

beforeEach(async () => {
  world = await openWorld()
  await openCoursepath(world)
  await world.person('Ada Manager', 'manager')
  lea = await world.person('Lea Learner', 'learner')
  manager = coursepathClient(world, 'ada.manager@example.com')
  learner = coursepathClient(world, 'lea.learner@example.com')
})
afterEach(() => world.close())

describe('a name with very many blanks', () => {
  // Searching for the last blank from the left takes time that grows with the square of the number of blanks: hours for
  // these.
  const name = `a${' '.repeat(1_000_000)}b c`

  it.each([
    ['for a learner’s own name', () => learner.post('/members/me', { form: { name } })],
    ['for a new member', () => manager.post('/members', { form: { email: 'new@example.com', name } })],
  ])('is refused as quickly as any other %s', async (_, send) => {
    const answer = await send()
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(
      '{"status":400,"error":"invalid_parameter","message":"The parameter name is longer than 255 characters.","field":"name"}',
    )
  })

  it.each([
    ['marks on one letter', 'name', `a${'\u0316\u0301'.repeat(200_000)}`],
    [
      'parts of a language tag',
      'locale',
      `en${Array.from({ length: 100_000 }, (_, index) => `-v${String(index).padStart(6, '0')}`).join('')}`,
    ],
  ])('and so are very many %s', async (_, field, value) => {
    const answer = await learner.post('/members/me', { json: { [field]: value } })
    expect(answer.json()).toMatchObject({
      status: 400,
      message: `The parameter ${field} is longer than 255 characters.`,
      field,
    })
  })

  // Differs from the vendor: `name` is stored as first and last name, split at its last space.
  it('is split at the last of them', async () => {
    const answer = await learner.post('/members/me', { form: { name: 'Ada  Maria \u00a0 Lovelace' } })
    expect(answer.json()).toMatchObject({ name: 'Ada  Maria Lovelace' })
  })
})

const json = (payload: string) => ({ payload, headers: { 'content-type': 'application/json' } })
const multipart = (...parts: readonly string[]) => ({
  payload: `${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`,
  headers: { 'content-type': 'multipart/form-data; boundary=b' },
})

describe('leaving groups', () => {
  const path = () => `/members/${lea.id}/groups`
  const names = async () =>
    (await manager.get(path())).json<readonly { name: string }[]>().map((group) => group.name)
  const refused = (error: string, message: string) =>
    `{"status":400,"error":"${error}","message":"${message}","field":"name"}`
  const missing = refused('missing_parameter', 'The parameter name is required.')
  const noText = refused('invalid_parameter', 'The parameter name must be one text, not a list or an object.')

  // Contract 7.6: the person leaves all groups only if the name isn't anywhere in the request.
  it.each<[string, CoursepathRequest, string]>([
    ['an empty list', json('{"name":[]}'), missing],
    ['a list of lists', json('{"name":[["A"]]}'), noText],
    ['an empty object', json('{"name":{}}'), noText],
    ['an object', json('{"name":{"is":"A"}}'), noText],
    ['brackets with a word in them', { form: 'name[is]=A' }, noText],
    ['a file', multipart('Content-Disposition: form-data; name="name"; filename="n"\r\n\r\nA'), missing],
  ])('leaves none by %s as the name', async (_, request, text) => {
    for (const name of ['A', 'B']) await manager.post(path(), { form: { name } })
    const answer = await manager.delete(path(), request)
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(text)
    expect(await names()).toEqual(['A', 'B'])
  })

  it.each<[string, CoursepathRequest]>([
    ['name[]', { form: 'name[]=A' }],
    ['name[0], as PHP writes a list', { form: 'name[0]=A' }],
    ['a list of one in JSON', json('{"name":["A"]}')],
  ])('leaves one by %s', async (_, request) => {
    for (const name of ['A', 'B']) await manager.post(path(), { form: { name } })
    expect((await manager.delete(path(), request)).status).toBe(200)
    expect(await names()).toEqual(['B'])
  })
})

describe('parameters of an odd shape', () => {
  it('that are unknown are ignored, however deep', async () => {
    const payload = '{"email":"j@example.com","custom":{"a":{"b":[1]}},"tags":[{"x":1},[2]],"none":{}}'
    const answer = await manager.post('/members', json(payload))
    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({ email: 'j@example.com' })
  })

  it.each<[string, CoursepathRequest]>([
    ['roles[0], as PHP writes a list', { form: 'email=j@example.com&roles[0]=trainer&roles[1]=author' }],
    ['roles[]', { form: 'email=j@example.com&roles[]=trainer&roles[]=author' }],
    ['roles, one twice', { form: 'email=j@example.com&roles=trainer&roles=author&roles=trainer' }],
    ['roles in JSON', json('{"email":"j@example.com","roles":["trainer","author"]}')],
  ])('take %s', async (_, request) => {
    const answer = await manager.post('/members', request)
    expect(answer.json()).toMatchObject({ roles: ['author', 'trainer'] })
  })

  it.each<[string, string]>([
    ['{"email":{"is":"j@example.com"}}', 'email'],
    ['{"email":"j@example.com","company":{"is":"Ex"}}', 'company'],
    ['{"email":"j@example.com","roles":{"is":"trainer"}}', 'roles'],
    ['{"email":"j@example.com","active":[[true]]}', 'active'],
  ])('that are known are refused: %s', async (payload, field) => {
    const answer = await manager.post('/members', json(payload))
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(
      `{"status":400,"error":"invalid_parameter","message":"The parameter ${field} must be one text, not a list or an object.","field":"${field}"}`,
    )
  })

  it('are no filters that find everybody', async () => {
    const answer = await manager.get('/members?company[is]=Ex')
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({ error: 'invalid_parameter', field: 'company' })
    expect((await manager.get('/members?limit[is]=1')).json()).toMatchObject({ field: 'limit' })
    expect((await manager.get('/members?company[0]=Ex')).text).toBe('[]')
  })

  it.each([
    [50_000, 200],
    [400_000, 413],
  ])('%i of them are answered %i', async (count, status) => {
    const many = `[${'0,'.repeat(count)}0]`
    const answer = await manager.post('/members', json(`{"email":"j@example.com","x":1,"x[]":${many}}`))
    expect(answer.status).toBe(status)
  })

  it('among the words of an invite are refused', async () => {
    const answer = await manager.post(
      `/members/${lea.id}/invite`,
      json('{"mail":{"subject":{"en":"Welcome"}}}'),
    )
    expect(answer.json()).toMatchObject({ status: 400, error: 'invalid_parameter', field: 'mail[subject]' })
  })
})

describe('a body that cannot be taken', () => {
  const unknown = { payload: '<a/>', headers: { 'content-type': 'application/xml' } }
  const refusals: [string, CoursepathRequest, number, string][] = [
    ['of another kind', unknown, 415, 'unsupported_media_type'],
    ['of no kind', { payload: 'a=b' }, 415, 'unsupported_media_type'],
    ['that is no JSON', json('{'), 400, 'invalid_request'],
  ]
  async function places(): Promise<readonly string[]> {
    const course = await world.store.write((tx) => createCourse(tx, world.owner, { name: 'C' }))
    const program = await world.store.write((tx) =>
      createProgram(tx, world.owner, { name: 'P', courseIds: [] }),
    )
    return [
      `/courses/${course.id}/members/${lea.id}/coursemember`,
      `/programs/${program.id}/members/${lea.id}/programmember`,
    ]
  }

  // Contract 3.1 says so for every POST and DELETE; these have no parameters.
  // Differs from the vendor: A body without a Content-Type gets a 415: guessing could misread it.
  it.each(refusals)('%s neither enrols nor removes', async (_, request, status, error) => {
    for (const path of await places()) {
      expect((await manager.post(path, request)).json()).toMatchObject({ status, error })
      expect((await manager.get(path)).status).toBe(404)
      const made = await manager.post(path)
      expect((await manager.delete(path, request)).json()).toMatchObject({ status, error })
      expect((await manager.get(path)).text).toBe(made.text)
    }
  })

  it('is looked at after permission and existence', async () => {
    for (const path of await places()) {
      expect((await learner.post(path, unknown)).status).toBe(403)
      expect((await manager.delete(path, unknown)).status).toBe(404)
    }
  })

  it('is no matter where there is none, whatever the Content-Type says', async () => {
    for (const path of await places()) {
      const headers = { 'content-type': 'application/json' }
      expect((await manager.post(path, { headers })).status).toBe(200)
      expect((await manager.delete(path, { headers })).status).toBe(200)
    }
  })
})

describe('text that is no UTF-8', () => {
  const unreadable =
    '{"status":400,"error":"invalid_request","message":"The body of the request cannot be read. It must be a form or a JSON object in UTF-8, of the kind that its Content-Type names.","field":null}'

  it.each<[string, CoursepathRequest]>([
    ['an escape of Latin-1', { form: 'email=j@example.com&name=M%FCller' }],
    ['a part of a form', multipart('Content-Disposition: form-data; name="email"\r\n\r\nj@example.com\xff')],
  ])('is refused: %s', async (_, request) => {
    const sent =
      request.payload === undefined
        ? request
        : { ...request, payload: Buffer.from(request.payload, 'latin1') as unknown as string }
    const answer = await manager.post('/members', sent)
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(unreadable)
  })

  it('is refused in the query, once the call may be made', async () => {
    const answer = await manager.get('/members?company=Gr%FCn')
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(
      '{"status":400,"error":"invalid_request","message":"The address of the request cannot be read. Its escapes must be of UTF-8.","field":null}',
    )
    expect((await learner.get('/members?company=Gr%FCn')).status).toBe(403)
  })

  it('is something else than U+FFFD itself, or a lone percent sign', async () => {
    const answer = await manager.post('/members', { form: 'email=j@example.com&name=100%&company=%EF%BF%BD' })
    expect(answer.json()).toMatchObject({ name: '100%', company: '\ufffd' })
  })
})

describe('refusals of a value say what it must be', () => {
  it.each([
    ['email', 'a@b', 'must be an e-mail address such as name@example.com'],
    ['country', 'NLD', 'must be a two-letter country code such as NL'],
    ['country', '\u0131t', 'must be a two-letter country code such as NL'], // a dotless i becomes I in upper case
    ['locale', 'en_US', 'must be a language tag such as en or en-US'],
    ['active', 'maybe', 'must be true or false'],
    ['roles', 'boss', 'takes the roles assistant, auditor, author, learner, manager and trainer only'],
    [
      'company',
      'a\tb',
      'holds characters that no text has: control characters other than line breaks, or halves of characters',
    ],
  ])('%s: %s', async (field, value, words) => {
    const answer = await manager.post('/members', { form: { email: 'j@example.com', [field]: value } })
    expect(answer.status).toBe(400)
    expect(answer.json()).toEqual({
      status: 400,
      error: 'invalid_parameter',
      message: `The parameter ${field} ${words}.`,
      field,
    })
  })
})

describe('what a learner may not say of herself', () => {
  // Permission is checked before values (contract 2.2, 2.5).
  it.each([
    'email=',
    'email=lea.learner@example.com',
    'email=nobody',
    'active=true',
    'active=maybe',
    'roles=',
    'roles=boss',
    'roles[is]=learner',
    'externalId=a%00b',
    'registration=1&name=Lea%20Lovelace',
    'association[is]=x',
  ])('is forbidden, whatever its value: %s', async (form) => {
    const before = (await manager.get(`/members/${lea.id}`)).text
    const answer = await learner.post('/members/me', { form })
    expect(answer.status).toBe(403)
    expect(answer.json()).toMatchObject({ error: 'forbidden', field: null })
    expect((await manager.get(`/members/${lea.id}`)).text).toBe(before)
  })

  it.each([
    ['country=NLD', 'country'],
    ['locale=en_US', 'locale'],
    ['company[is]=x', 'company'],
    ['name=a%00b', 'name'],
  ])('differs from what she may, and wrongly does: %s', async (form, field) => {
    const answer = await learner.post('/members/me', { form })
    expect(answer.json()).toMatchObject({ status: 400, error: 'invalid_parameter', field })
  })
})

describe('empty texts that came in by another door', () => {
  // Contract 4.1: a missing value is null, never an empty string.
  it('are null', async () => {
    const empty = { locale: '', thumbnailUrl: '' }
    await world.store.write(async (tx) => {
      await createCourse(tx, world.owner, { name: 'C', summary: '', ...empty })
      await createProgram(tx, world.owner, { name: 'P', description: ' ', courseIds: [], ...empty })
    })
    const nothing = { description: null, locale: null, thumbnailUrl: null }
    expect((await manager.get('/courses')).json()).toMatchObject([nothing])
    expect((await manager.get('/programs')).json()).toMatchObject([nothing])
  })
})
