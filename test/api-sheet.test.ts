import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../src/api/operations.ts'
import { SCOPES, type Scope } from '../src/api/scopes.ts'
import { mayHaveNoBody, type Operation } from '../src/api/table/operation.ts'
import { knownFields } from '../src/api/table/parameters.ts'
import { createAccessToken } from '../src/domain/access/access-tokens.ts'
import type { CourseId } from '../src/domain/ids.ts'
import { createInviteJob } from '../src/domain/learning/jobs.ts'
import type { Reader, Store } from '../src/domain/store.ts'
import { openDemoAcademy } from '../src/demo/demo-academy.ts'
import { newAccessToken } from '../src/lib/access-token.ts'
import { randomIds } from '../src/lib/ids.ts'
import { SealedBox } from '../src/lib/sealed-box.ts'
import { KINDS } from '../src/domain/transfer/columns/column.ts'
import { addImportRows, createImport } from '../src/domain/transfer/imports.ts'
import { getOwnRights } from '../src/domain/people/own-rights.ts'
import { findAccessToken } from '../src/domain/access/access-tokens.ts'
import { askApi, type ApiRequest } from './support/api-client.ts'
import { openFreshStore } from './support/fresh-store.ts'
import { API_SCOPES } from './support/api-scopes.ts'
import { installationWith } from './support/installation-with.ts'
import { png } from './support/pictures.ts'
import { openWorld, type World } from './support/world.ts'

// Every operation of the table, held to the sheet of docs/contracts/quadrivium.md section 1. An operation that is added is
// held to it by itself.

let world: World
let path: string
let remove: () => void
let manager: string
const tokens = new Map<Scope, string>()

beforeAll(async () => {
  const fresh = await openFreshStore()
  ;({ path, remove } = fresh)
  const box = new SealedBox(Buffer.alloc(32, 'the key of the test server'))
  const access = await openDemoAcademy(fresh.store, box, randomIds)
  manager = access.api.token
  world = await openWorld({ store: countingReads(fresh.store), installation: installationWith({}) })
  await fresh.store.write(async (tx) => {
    const own = await findAccessToken(tx, manager)
    if (own === undefined) throw new Error('no token')
    const by = { accountId: own.accountId, door: 'api', credentialId: own.id, memberId: own.memberId }
    await getOwnRights(tx, by)
    await createInviteJob(tx, by, 1 as CourseId, { linkPrefix: 'https://academy.example.com/', lifetime: 1 })
    const { id } = await createImport(tx, by, 'people', { maxRemovals: { percent: 5 }, overwrite: false })
    const record = { cells: ['E-1'], state: 'read', result: null, target: null, keys: [] } as const
    await addImportRows(tx, by, id, [{ part: KINDS.indexOf('people'), record: 1, ...record }])
    for (const scope of SCOPES) {
      const token = newAccessToken(randomIds)
      tokens.set(scope, token)
      await createAccessToken(tx, by, own.memberId, {
        token,
        label: scope,
        scopes: [scope],
        networks: [],
        expires: null,
      })
    }
  })
})
afterAll(async () => {
  looker?.db.close()
  await world.close()
  remove()
})

/** How often a request asked the store for something by reads. */
interface LookUps {
  count: number
}
/** Of the request at work: what the server does meanwhile for itself is none of it. */
const lookUps = new AsyncLocalStorage<LookUps>()

/** The same store, whose reads count each call of a port. */
function countingReads(store: Store): Store {
  const counting = <T extends object>(target: T, isPort: boolean, of: LookUps): T =>
    new Proxy(target, {
      get(port, name) {
        const value: unknown = Reflect.get(port, name, port)
        if (typeof value !== 'function') {
          return isPort || typeof value !== 'object' || value === null ? value : counting(value, true, of)
        }
        const call = value as (...given: unknown[]) => unknown
        return (...given: unknown[]) => {
          if (name !== 'pause') of.count++
          return call.apply(port, given)
        }
      },
    })
  return new Proxy(store, {
    get(of, name) {
      if (name === 'read' || name === 'readLong') {
        return (work: (reader: Reader) => Promise<unknown>) => {
          const asked = lookUps.getStore()
          return of[name]((reader) => work(asked === undefined ? reader : counting(reader, false, asked)))
        }
      }
      const value: unknown = Reflect.get(of, name, of)
      return typeof value === 'function' ? (value.bind(of) as unknown) : value
    },
  })
}

/** The operation's own example, or an address with places that name something of the demo. */
function pathOf({ path: template, example }: Operation): string {
  return example?.path ?? template.replace(/\{\w+\}/g, '1')
}

function ask(
  operation: Operation,
  more: ApiRequest & { readonly query?: string; readonly token?: string } = {},
) {
  const { query, token = manager, headers, ...rest } = more
  const isPicture = operation.file?.includes('image/png') === true
  const body =
    'body' in more
      ? {}
      : isPicture
        ? { body: png() }
        : operation.body === undefined
          ? {}
          : { body: operation.example?.body ?? {} }
  return askApi(world, operation.method, `${pathOf(operation)}${query === undefined ? '' : `?${query}`}`, {
    ...body,
    ...rest,
    headers: {
      authorization: `Bearer ${token}`,
      ...(isPicture && { 'content-type': 'image/png' }),
      ...headers,
    },
  })
}

/** A field of the things that a list holds: their id, or of those without one the first. */
function fieldOf({ answers }: Operation): string {
  const { properties } = answers[200] as unknown as {
    properties: { items: { items: { properties: Record<string, unknown> } } }
  }
  const fields = Object.keys(properties.items.items.properties)
  return fields.find((name) => name === 'id') ?? fields[0] ?? ''
}

/** The fields that a list can be sorted by. */
function sortsOf({ query = {} }: Operation): readonly string[] {
  const { sort } = query as { readonly sort?: { readonly items: { readonly enum: readonly string[] } } }
  return sort?.items.enum.filter((field) => !field.startsWith('-')) ?? []
}

/** A connection of its own to the store, with the digest of what it held when somebody else last committed. */
let looker: { readonly db: DatabaseSync; version?: unknown; digest?: string } | undefined

/** A digest of all that the store holds. */
function checksum(): string {
  looker ??= { db: new DatabaseSync(path, { readOnly: true }) }
  const { db } = looker
  const version = db.prepare('PRAGMA data_version').get()?.data_version
  // It is another one after each commit, whatever that changed.
  if (looker.digest === undefined || looker.version !== version) {
    looker.version = version
    looker.digest = digestOf(db)
  }
  return looker.digest
}

function digestOf(db: DatabaseSync): string {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all() as { name: string }[]
  const digest = createHash('sha256')
  for (const { name } of tables) {
    // When a token was last used, and its person seen, isn't what it does.
    const rows = db.prepare(`SELECT * FROM "${name}"`).all() as Record<string, unknown>[]
    digest.update(JSON.stringify([name, rows.map(({ last_used: _, last_seen: __, ...row }) => row)]))
  }
  return digest.digest('hex')
}

const named = operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const)
const byToken = named.filter(([, { session }]) => session === undefined)

describe('the table', () => {
  it('has no list that can’t be counted and asked for page by page', () => {
    const lists = operations.filter(({ answers }) => {
      const { properties = {} } = (answers[200] ?? {}) as { readonly properties?: object }
      return 'items' in properties && 'next' in properties && 'totalIsCapped' in properties
    })
    expect(lists.length).toBeGreaterThan(40)
    const keys = ['limit', 'cursor', 'total']
    const lacking = lists.filter(({ query = {} }) => !keys.every((key) => key in query))
    expect(lacking.map(({ id }) => id)).toEqual([])
  })

  it('names each operation once, with a summary that is a phrase, and each address with one method once', () => {
    const ids = operations.map(({ id }) => id)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    const addresses = named.map(([address]) => address)
    expect(addresses.filter((address, at) => addresses.indexOf(address) !== at)).toEqual([])
    for (const { id, summary } of operations) {
      expect(id).toMatch(/^[a-z]+[A-Za-z]+$/)
      expect(summary).toMatch(/^[A-Z][^.]+[^.\s]$/)
    }
  })

  it('has paths of plural nouns in kebab-case', () => {
    for (const { path: address } of operations)
      expect(address).toMatch(/^(\/([a-z]+(-[a-z]+)*|\{[a-zA-Z]+\}))+$/)
  })

  it('compares If-Match wherever a thing with an ETag is changed or deleted', () => {
    const shapeOf = ({ answers }: Operation) => (answers[200] as { $id?: string } | undefined)?.$id
    const things = operations.filter((one) => one.method === 'GET' && shapeOf(one) !== undefined)
    const addresses = new Set(things.map((one) => one.path))
    const shapes = new Set(things.map(shapeOf))
    const unchecked = operations.filter(
      (operation) =>
        (addresses.has(operation.path) || shapes.has(shapeOf(operation))) &&
        /^(PUT|PATCH|DELETE)$/.test(operation.method) &&
        !('current' in operation),
    )
    expect(unchecked.map(({ id }) => id)).toEqual([])
  })

  it('asks for the scopes that are written down by hand', () => {
    const asked = Object.fromEntries(
      operations.map(({ id, scope, session }) => [id, session ?? scope ?? null]),
    )
    expect(asked).toEqual(API_SCOPES)
  })
})

describe.each(named)('%s', (_address, operation) => {
  it('refuses whoever shows no token', async () => {
    const answer = await ask(operation, { headers: { authorization: '' } })
    expect([answer.status, answer.body?.code]).toEqual([401, 'unauthenticated'])
  })

  it('names the methods that the address has to whoever asks by another', async () => {
    const there = operations
      .filter(({ path: address }) => address === operation.path)
      .map(({ method }) => method)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      if (there.includes(method)) continue
      const answer = await askApi(world, method, pathOf(operation), {})
      expect([answer.status, answer.body.code]).toEqual([405, 'method_not_allowed'])
      for (const one of there) expect(answer.headers.allow).toContain(one)
    }
  })
})

describe.each(byToken)('%s', (_address, operation) => {
  it('lets in exactly the scopes that cover it', async () => {
    for (const scope of SCOPES) {
      const [area, act] = scope.split(':')
      const [wantedArea, wantedAct] = (API_SCOPES[operation.id] ?? '*:read').split(':')
      const covered =
        API_SCOPES[operation.id] === null ||
        ((area === '*' || area === wantedArea) && (act === 'write' || act === wantedAct))
      // Nothing is to be done here: an unknown parameter refuses the others behind the look at the scope.
      const answer = await ask(operation, { token: tokens.get(scope) as string, query: 'nonsense=1' })
      expect(`${scope} ${answer.body?.code}`).toBe(
        `${scope} ${covered ? 'invalid_parameters' : 'scope_missing'}`,
      )
    }
  })

  it('refuses an unknown parameter, and a repeated one', async () => {
    const answer = await ask(operation, { query: 'nonsense=1' })
    expect(answer.status).toBe(400)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.body.errors).toContainEqual(
      expect.objectContaining({ parameter: 'nonsense', code: 'unknown_parameter' }),
    )
    expect(answer.body.requestId).toBe(answer.headers['x-request-id'])
  })

  if (knownFields(operation) !== undefined) {
    it('refuses a field that there isn’t before anything is done, with all that is wrong besides', async () => {
      const before = checksum()
      const query = [operation.example?.query, 'fields=id,no.such&nonsense=1'].filter(Boolean).join('&')
      const answer = await ask(operation, { query })
      expect([answer.status, answer.body?.code]).toEqual([400, 'invalid_parameters'])
      expect(answer.headers).not.toHaveProperty('etag')
      expect(answer.body.errors).toContainEqual(
        expect.objectContaining({ parameter: 'fields', code: 'not_one_of' }),
      )
      expect(answer.body.errors).toContainEqual(expect.objectContaining({ parameter: 'nonsense' }))
      expect(checksum()).toBe(before)
    })
  }

  if (operation.body !== undefined) {
    it('refuses a body that is none, is no JSON, has another type, or holds a key that there isn’t', async () => {
      if (!mayHaveNoBody(operation)) {
        expect((await ask(operation, { body: undefined })).body.code).toBe('malformed_body')
      }
      expect((await ask(operation, { body: '{"a":' })).body.code).toBe('malformed_body')
      const form = await ask(operation, { body: 'a=b', headers: { 'content-type': 'text/plain' } })
      expect([form.status, form.body.code]).toEqual([415, 'unsupported_media_type'])
      const latin = await ask(operation, {
        headers: { 'content-type': 'application/json; charset=iso-8859-1' },
      })
      expect([latin.status, latin.body.code]).toEqual([415, 'unsupported_media_type'])
      const example = operation.example?.body
      const given = typeof example === 'object' && !Array.isArray(example) ? example : {}
      if (Array.isArray(example)) {
        const rows = [{ ...(example[0] as object), 'no/such~key': 1 }]
        expect((await ask(operation, { body: rows })).body.errors).toContainEqual(
          expect.objectContaining({ pointer: '/0/no~1such~0key', code: 'unknown_key' }),
        )
        return
      }
      const unknown = await ask(operation, { body: { ...given, 'no/such~key': 1 } })
      expect(unknown.status).toBe(422)
      expect(unknown.body.errors).toContainEqual(
        expect.objectContaining({ pointer: '/no~1such~0key', code: 'unknown_key' }),
      )
    })
  }

  if (operation.example !== undefined) {
    it('does what its example says', async () => {
      const { query } = operation.example ?? {}
      const dry = 'write' in operation ? [query, 'dryRun=true'].filter(Boolean).join('&') : query
      const answer = await ask(operation, dry === undefined ? {} : { query: dry })
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    })
  }

  if ('write' in operation) {
    it('leaves nothing behind when it is only tried', async () => {
      const before = checksum()
      const answer = await ask(operation, {
        query: [operation.example?.query, 'dryRun=true'].filter(Boolean).join('&'),
        headers: { 'idempotency-key': 'tried' },
      })
      expect(answer.status).not.toBe(500)
      expect(checksum()).toBe(before)
      if (answer.status < 300) expect(answer.body).toHaveProperty('effects')
    })
  }

  if ('write' in operation && operation.current !== undefined) {
    it('refuses a change of what was read in another state', async () => {
      const before = checksum()
      const answer = await ask(operation, {
        headers: { 'if-match': '"of-another-state"' },
        ...(operation.example?.query !== undefined && { query: operation.example.query }),
      })
      expect([answer.status, answer.body?.code]).toEqual([412, 'changed_meanwhile'])
      expect(answer.body.current).toBeTypeOf('object')
      expect(checksum()).toBe(before)
    })
  }

  const expand = 'read' in operation ? Object.keys(operation.expand ?? {}) : []
  if (expand.length > 0 && 'cursor' in (operation.query ?? {})) {
    it('embeds what can be embedded with as many look-ups for all as for one', async () => {
      // After a write, which the server may have made for itself, a request also looks up again who asks: the lowest count
      // is the one without that.
      const lookUpsOf = async (query: string) => {
        const counts: number[] = []
        let items: readonly object[] = []
        for (let turn = 0; turn < 5; turn++) {
          const asked = { count: 0 }
          const { status, body } = await lookUps.run(asked, () => ask(operation, { query }))
          expect([status, query]).toEqual([200, query])
          items = body.items as readonly object[]
          counts.push(asked.count)
        }
        return { count: Math.min(...counts), items }
      }
      for (const key of expand) {
        const one = await lookUpsOf(`limit=1&expand=${key}`)
        const all = await lookUpsOf(`limit=500&expand=${key}`)
        const plain = [await lookUpsOf('limit=1'), await lookUpsOf('limit=500')] as const
        expect(one.count).toBeGreaterThan(0)
        for (const item of all.items) expect(item).toHaveProperty(key)
        expect(`${key} ${all.count - plain[1].count}`).toBe(`${key} ${one.count - plain[0].count}`)
        if (!operation.path.includes('{')) expect(all.items.length).toBeGreaterThan(2)
      }
    })
  }

  // The server of this test makes no backups: test/acceptance/backup.test.ts has one that does.
  if (operation.method === 'GET' && 'cursor' in (operation.query ?? {}) && operation.id !== 'listBackups') {
    it('is a list with pages of at most 500, cursors of its own, and fields to choose from', async () => {
      const query = operation.example?.query
      const withQuery = (more: string) => ask(operation, { query: [query, more].filter(Boolean).join('&') })
      expect((await withQuery('total=true')).body).toMatchObject({
        items: expect.any(Array),
        total: expect.any(Number),
      })
      if (query?.includes('limit=') !== true) {
        expect((await withQuery('limit=501')).body.errors[0]).toMatchObject({
          parameter: 'limit',
          code: 'too_large',
        })
        expect((await withQuery('limit=0')).body.errors[0]).toMatchObject({
          parameter: 'limit',
          code: 'too_small',
        })
      }
      expect((await withQuery('cursor=nonsense')).body.errors[0]).toMatchObject({ parameter: 'cursor' })
      const field = fieldOf(operation)
      const { body } = await withQuery(`fields=${field}`)
      for (const one of body.items) expect(Object.keys(one)).toEqual([field])
    })

    // What asks adds to the list of requests.
    if (operation.id !== 'listDoorRequests') {
      it('shows the same in pages as at once, in each of its orders, both ways, and counts it', async () => {
        const walked = async (query: string, limit: number) => {
          const items: object[] = []
          for (let cursor: string | null = ''; cursor !== null;) {
            const page = cursor === '' ? '&total=true' : `&cursor=${cursor}`
            const answer = await ask(operation, { query: `limit=${limit}${query}${page}` })
            expect([query, answer.status]).toEqual([query, 200])
            items.push(...(answer.body.items as object[]))
            if (cursor === '' && answer.body.total !== undefined) total = answer.body.total as number
            cursor = answer.body.next as string | null
          }
          return items
        }
        let total: number | undefined
        for (const query of ['', ...sortsOf(operation).map((field) => `&sort=${field}`)]) {
          const whole = await walked(query, 500)
          expect([query, total]).toEqual([query, whole.length])
          expect(await walked(query, Math.min(500, Math.ceil(whole.length / 3) + 1))).toEqual(whole)
          if (query === '') continue
          const reversed = query.replace('=', '=-')
          expect([query, await walked(reversed, 500)]).toEqual([query, whole.toReversed()])
        }
      })
    }
  }
})

/** Lists of what is written once and never changed: it has one time, and no other order but theirs. */
const RECORDS = new Set([
  'listMyTokens',
  'listMySessions',
  'listSessionsOfPerson',
  'listDoors',
  'listTopicAncestors',
  'listWebhookDeliveryAttempts',
  'listBackups',
  'listDoorRequests',
  'listDeprecations',
  'listTagHistory',
  'listItemHistory',
  'listActivityHistory',
  'listHierarchyTags',
  'listImportRows',
  'listAttempts',
  'listEarlierResults',
  'listAudit',
  'listTimeline',
])

const lists = byToken.filter(([, { query = {} }]) => 'cursor' in query)

describe.each(lists.filter(([, { id }]) => !RECORDS.has(id)))('%s', (_address, operation) => {
  it('tells what was made or changed since a time, in the order of changes', async () => {
    const walked = async (query: string) => {
      const items: { id: number; modified: string }[] = []
      let total: number | undefined
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = cursor === '' ? '' : `&cursor=${cursor}`
        const { status, body } = await ask(operation, { query: `${query}${page}` })
        expect([query, status]).toEqual([query, 200])
        total ??= body.total as number | undefined
        items.push(...(body.items as typeof items))
        cursor = body.next as string | null
      }
      if (total !== undefined) expect([query, total]).toEqual([query, items.length])
      return items
    }
    const timesOf = (items: readonly { modified: string }[]) => items.map(({ modified }) => modified)
    const all = await walked('limit=500&total=true')
    const times = timesOf(all).toSorted()
    const middle = times[Math.floor(times.length / 2)] ?? '2026-01-01T00:00:00.000Z'
    const later = times.filter((time) => time >= middle)
    const since = await walked(`limit=500&total=true&modifiedFrom=${middle}`)
    expect(timesOf(since)).toEqual(later)
    const inPages = await walked(
      `limit=${Math.min(500, Math.ceil(later.length / 3) + 1)}&modifiedFrom=${middle}`,
    )
    expect(inPages.map(({ id }) => id)).toEqual(since.map(({ id }) => id))
    expect(timesOf(await walked(`limit=500&modifiedBefore=${middle}&sort=-modified`))).toEqual(
      times.filter((time) => time < middle).toReversed(),
    )
    expect(await walked('createdFrom=2999-01-01T00:00:00Z')).toEqual([])
    expect(await walked('limit=500&createdBefore=2999-01-01T00:00:00Z')).toHaveLength(all.length)
  })
})

// What texts may hold, at every place where the table takes one: a parameter, a body or an address that is added is swept
// by itself.

const NOT_UTF8 = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]]
let turn = 0
const MARK = 'a-text-that-stands-for-another'

/** The bytes with others in place of the mark. */
function withBytes(text: string, bytes: readonly number[]): Buffer {
  const [before = '', ...after] = text.split(MARK)
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after.join(MARK))])
}

type Json = null | boolean | number | string | Json[] | { readonly [key: string]: Json }

const bodyOf = (example: Operation['example']) => (example?.body ?? null) as Json

/** The body once for each of its texts, with `write` in place of that text. */
function eachText(body: Json, write: string, key = ''): { readonly key: string; readonly body: Json }[] {
  if (typeof body === 'string') return [{ key, body: write }]
  if (body === null || typeof body !== 'object') return []
  return Object.entries(body).flatMap(([name, value]) =>
    eachText(value, write, Array.isArray(body) ? key : name).map((one) => ({
      key: one.key,
      body: Array.isArray(body)
        ? body.map((other: Json, at) => (String(at) === name ? one.body : other))
        : { ...(body as object), [name]: one.body },
    })),
  )
}

/** A body for each text that the operation takes: of its example, and of each key of its shape. */
function bodiesWithMark({ body, example }: Operation): Json[] {
  const keys = Object.keys((body as { readonly properties?: object } | undefined)?.properties ?? {})
  return [
    ...eachText(bodyOf(example), MARK).map((one) => one.body),
    ...keys.flatMap((key) => [{ [key]: MARK }, { [MARK]: key }]),
    MARK,
  ]
}

/** Keys under which a person, or a thing, has the name by which people know it. */
const NAMES = new Set(['name', 'username', 'firstName', 'lastName', 'title', 'label'])
const NOTHING_TO_SEE = ['\u200b', '\u2060', '\u00ad', '\ufeff', '\u2066\u2069', '\u2800', ' \u3164 ']
const CONTROLS = ['\u0007', '\u001b[2J', '\u007f', 'a\u0085b', 'a\u2028b', 'a\nb']

describe.each(byToken)('texts of %s', (_address, operation) => {
  if (operation.body !== undefined) {
    it('that are not UTF-8 are refused in the body', async () => {
      for (const body of bodiesWithMark(operation)) {
        const bytes = NOT_UTF8[(turn += 1) % NOT_UTF8.length] ?? []
        const answer = await ask(operation, { body: withBytes(JSON.stringify(body), bytes) })
        expect([answer.status, answer.body.code], JSON.stringify(body)).toEqual([400, 'malformed_body'])
      }
      const wide = await ask(operation, {
        body: '{}',
        headers: { 'content-type': 'application/json; charset=utf-16' },
      })
      expect([wide.status, wide.body.code]).toEqual([415, 'unsupported_media_type'])
    })
  }

  it('that are not UTF-8 are refused in the address', async () => {
    for (const name of [...Object.keys(operation.query ?? {}), 'dryRun', 'nonsense']) {
      for (const query of [`${name}=a%ff`, `${name}=%c0%af`, `${name}%ff=a`]) {
        const answer = await ask(operation, { query })
        expect([answer.status, answer.body.code], query).toEqual([400, expect.any(String)])
      }
    }
    const places = operation.path.match(/\{\w+\}/g) ?? []
    for (const [at] of places.entries()) {
      let place = 0
      const address = operation.path.replace(/\{\w+\}/g, () => (place++ === at ? 'code:%ff' : '1'))
      const answer = await askApi(world, operation.method, address, {
        headers: { authorization: `Bearer ${manager}` },
        ...(operation.body !== undefined && { body: operation.example?.body ?? {} }),
      })
      expect([400, 404], address).toContain(answer.status)
    }
  })

  const names = eachText(bodyOf(operation.example), MARK).filter(({ key }) => NAMES.has(key))
  // Those of item banks are compared as they stand, as their vendor's are.
  if ('write' in operation && names.length > 0 && !operation.path.startsWith('/banks/')) {
    it('are no names without something to see, and hold no control', async () => {
      for (const { key, body } of names) {
        const mayBeBlank = key === 'firstName' || (key === 'title' && operation.path.startsWith('/people'))
        for (const text of [...(mayBeBlank ? [] : NOTHING_TO_SEE), ...CONTROLS]) {
          const given = JSON.parse(
            JSON.stringify(body).replace(MARK, JSON.stringify(text).slice(1, -1)),
          ) as Json
          const query = [operation.example?.query, 'dryRun=true'].filter(Boolean).join('&')
          const answer = await ask(operation, { body: given, query })
          expect([answer.status, key, JSON.stringify(text)]).toEqual([422, key, JSON.stringify(text)])
        }
      }
    })
  }
})

// Last, because it changes what the others look at.
describe('a POST or PATCH that is sent twice with one key', () => {
  const repeatable = byToken.filter(
    ([, operation]) =>
      'write' in operation && /^(POST|PATCH)$/.test(operation.method) && operation.example !== undefined,
  )

  it('has one effect and the first answer, and no other request gets it, whatever the operation', async () => {
    const send = (operation: Operation, more?: string) =>
      ask(operation, {
        query: [operation.example?.query, more].filter(Boolean).join('&'),
        headers: { 'idempotency-key': `twice ${operation.id}` },
      })
    const answered = []
    for (const [address, operation] of repeatable) {
      const first = await send(operation)
      // Others of these may have changed what it is about.
      if (first.status < 300) answered.push({ address, operation, first })
    }
    expect(answered.length).toBeGreaterThan(20)
    const before = checksum()
    for (const { address, operation, first } of answered) {
      const again = await send(operation)
      expect([address, again.status, again.headers['idempotency-replayed']]).toEqual([
        address,
        first.status,
        'true',
      ])
      expect(again.body).toEqual(first.body)
      const other = await send(operation, 'dryRun=true')
      expect([address, other.status, other.body.code]).toEqual([address, 422, 'idempotency_key_reused'])
    }
    expect(checksum()).toBe(before)
  })
})
