import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { API_ROOT } from '../../src/api/api-services.ts'
import { createKey } from '../../src/domain/access/credentials.ts'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { createProgram } from '../../src/domain/courses/programs.ts'
import { createTaggables } from '../../src/domain/item-bank/taggables.ts'
import { createGroup } from '../../src/domain/people/groups.ts'
import { createCategory } from '../../src/domain/taxonomy/categories.ts'
import { makeAccessToken } from '../../src/dialects/oneroster/access-token.ts'
import { oneroster } from '../../src/dialects/oneroster/oneroster-dialect.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { apiToken } from './api-client.ts'
import { differenceOf, documentOfDoor } from './documents.ts'
import { KnownIds, requestsOf, type Draft } from './fuzz-documents.ts'
import { installationWith } from './installation-with.ts'
import { makeBank, makeConsumer } from './learnosity.ts'
import { signedForm } from './route-sweep.ts'
import { openWorld, type World } from './world.ts'

// Requests made of each document, good ones and bad ones: whatever is sent, the answer is one that the document has.

const PAIR = { key: 'fuzzfuzzfuzzfuzz', secret: 'the secret of the fuzz' }

/** Codes of Rev that the vendor answers with 500 though the request is at fault; the others are ours. */
const OURS = ['InternalServerError', undefined]

let world: World
let known: KnownIds

/**
 * Tests that make requests of each document.
 * @param requests how many of each document
 */
export function fuzzDocuments({
  requests,
  seed,
}: {
  readonly requests: number
  readonly seed: number
}): void {
  beforeEach(async () => {
    world = await openWorld({ installation: installationWith({}) })
    known = new KnownIds()
    await plant()
  })
  afterEach(() => world.close())

  it.each(['api', 'coursepath', 'rev', 'intellum', 'learnosity', 'oneroster'])(
    'whatever is sent to %s, its document has the answer',
    { timeout: 3_600_000 },
    async (door) => {
      const document = documentOfDoor(door)
      const root = door === 'api' ? API_ROOT : ''
      const instance = await world.server.instances.opened(door)
      const statuses = new Map<number, number>()
      const done = new Set<string>()
      let headers = await credentials(door)
      const key = await world.intellumKey()

      const ask = async (draft: Draft) => {
        const { method, url, payload, type } = wired(draft, door, key)
        const answer = await instance.inject({
          method: method as 'GET',
          url: root + url,
          headers: { ...headers, ...(payload !== undefined && { 'content-type': type }) },
          ...(payload !== undefined && { payload }),
        })
        return { answer, payload, target: root + url, sent: `${method} ${root}${url} ${payload ?? ''}` }
      }

      const property = fc.asyncProperty(requestsOf(document), async (draft) => {
        const { answer, payload, target, sent } = await ask(draft)
        const { statusCode: status, body } = answer
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        const isJson = /[/+]json(;|$)/.test(String(answer.headers['content-type']))
        const told = isJson && body !== '' ? (JSON.parse(body) as Record<string, unknown>) : undefined
        const difference = differenceOf({
          door,
          method: draft.method,
          route: root + draft.path.replace(/\{(\w+)\}/g, ':$1'),
          target,
          status,
          contentType: answer.headers['content-type'],
          body,
        })
        if (difference !== undefined) throw new Error(`${sent}\n${difference}`)
        const isRefusalOfRev = door === 'rev' && status === 500 && !OURS.includes(told?.code as string)
        if (status >= 500 && !isRefusalOfRev) throw new Error(`${sent}\n${status} ${body}`)
        if (status < 300) {
          done.add(`${draft.method} ${draft.path}`)
          known.learn(draft.path, told?.data ?? told)
          // Only our own API refuses whatever isn't as its document says; vendors pass over what they don't know.
          // Of many at once each may be refused by itself.
          const mayHoldBad = door !== 'api' || payload === undefined || 'each' in draft.query
          const isGood = mayHoldBad || draft.isGood(parsed(payload))
          if (!isGood) throw new Error(`${sent}\ntaken, though it is not as the document says`)
        }
        if (status === 401) headers = await credentials(door) // some end their own session
      })
      await fc.assert(property, { numRuns: requests, seed, endOnFailure: true })

      const good = [...statuses].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0)
      expect(good, 'a good part is carried out').toBeGreaterThan(requests / 10)
      const operations = Object.values(document.paths).flatMap(Object.keys).length
      expect(done.size, 'operations that were carried out').toBeGreaterThan(operations / 3)
    },
  )
}

/** A few things that requests can name. */
async function plant(): Promise<void> {
  const { id } = await makeBank(world)
  await makeConsumer(world, PAIR, [[id, 'write']])
  await world.store.write(async (tx) => {
    const tags = [{ type: 'subject', name: 'name 1' }]
    const items = ['one', 'two'].map((reference) => ({
      reference,
      title: null,
      status: 'published' as const,
      tags,
    }))
    await createTaggables(
      tx,
      world.owner,
      id,
      items.map((item) => ({ kind: 'item' as const, ...item })),
    )
    const courseIds = []
    for (const name of ['One', 'Two', 'Three']) {
      courseIds.push((await createCourse(tx, world.owner, { name })).id)
      await createGroup(tx, world.owner, { name })
      await createCategory(tx, world.owner, { name, parent: null })
      await createProgram(tx, world.owner, { name, courseIds })
    }
  })
}

/** What lets somebody in who may do everything. */
async function credentials(door: string): Promise<Record<string, string>> {
  const manager = () => world.person(`Ada ${randomIds.guid()}`, 'manager')
  switch (door) {
    case 'api':
      return { authorization: `Bearer ${await apiToken(world, await manager())}` }
    case 'rev':
      return { authorization: `VBrick ${await world.revToken(await manager())}` }
    case 'coursepath': {
      const { id: memberId } = await manager()
      const key = randomIds.token(24)
      await world.store.write((tx) =>
        createKey(tx, world.owner, { door: 'coursepath', label: 'fuzz', key, memberId }),
      )
      return { authorization: `Bearer ${key}` }
    }
    case 'oneroster': {
      const { key: client, secret } = oneroster.keys.make(randomIds)
      await world.store.write((tx) =>
        createKey(tx, world.owner, { door, label: 'fuzz', key: client, secret, memberId: null }),
      )
      const grant = { client, scopes: ['roster'] } as const
      const token = makeAccessToken(world.services.sealedBox, grant, world.clock.now())
      return { authorization: `Bearer ${token}` }
    }
    default:
      return {}
  }
}

/** The request as it goes over the wire. */
function wired(draft: Draft, door: string, intellumKey: string) {
  const places = known.resolvePlaces(draft)
  const query = new URLSearchParams(door === 'intellum' ? { api_key: intellumKey } : {})
  for (const [name, value] of Object.entries(known.resolve(draft.query) as object)) add(query, name, value)
  // Nothing, and dots, would lead to another address.
  const place = (name: string) => encodeURIComponent(textOf(places[name]).replace(/^\.{0,2}$/, '-'))
  const path = draft.path.replace(/\{(\w+)\}/g, (_, name: string) => place(name))
  const url = query.size === 0 ? path : `${path}?${query.toString()}`
  const { method } = draft
  const body = known.resolve(draft.body)
  if (door === 'learnosity') {
    const { request = {}, action = 'get' } = (body ?? {}) as { request?: unknown; action?: unknown }
    const text = typeof request === 'string' ? request : JSON.stringify(request)
    const payload = signedForm(world.clock.now(), PAIR, text, textOf(action))
    return {
      method,
      url: path.replace(/^\/[^/]*/, '/v1'),
      payload,
      type: 'application/x-www-form-urlencoded',
    }
  }
  if (door === 'oneroster' && body !== undefined) {
    const form = new URLSearchParams()
    if (typeof body === 'object')
      for (const [name, value] of Object.entries(body as object)) add(form, name, value)
    return { method, url, payload: form.toString(), type: 'application/x-www-form-urlencoded' }
  }
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  return { method, url, payload, type: 'application/json' }
}

function add(query: URLSearchParams, name: string, value: unknown): void {
  if (Array.isArray(value)) for (const one of value) query.append(name, textOf(one))
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) query.append(`${name}[${key}]`, textOf(one))
  else query.append(name, textOf(value))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
