// A further dialect is one folder and one line in the list of dialects: here test/support/toy-dialect/ and `doors`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../src/config/config.ts'
import { webhookRequest } from '../src/delivery/webhooks/webhook-request.ts'
import { openDemoAcademy } from '../src/demo/demo-academy.ts'
import { demoSheets } from '../src/demo/demo-doors.ts'
import type { Dialect } from '../src/dialects/dialect.ts'
import { dialects } from '../src/dialects/dialects.ts'
import { createKey } from '../src/domain/access/credentials.ts'
import { findCredential } from '../src/domain/access/sessions.ts'
import type { CourseId, MemberId } from '../src/domain/ids.ts'
import { randomIds } from '../src/lib/ids.ts'
import { SealedBox } from '../src/lib/sealed-box.ts'
import { webhookFormat } from '../src/server/delivery-worker.ts'
import { httpClient, type HttpClient } from './support/http-client.ts'
import { openFreshStore } from './support/fresh-store.ts'
import { listenOn } from './support/listen-on.ts'
import { toy } from './support/toy-dialect/toy-dialect.ts'
import { openWorld, type World } from './support/world.ts'

const doors: readonly Dialect[] = [...dialects, toy]

describe('a fifth dialect', () => {
  let world: World
  let client: HttpClient
  const { key } = toy.keys.make(randomIds)
  const headers = { brick: key }

  beforeAll(async () => {
    const settings = { QUADRIVIUM_QUOTAS: 'toy.read=2', QUADRIVIUM_TOY_CAPITALS: 'yes' }
    const { quotas, dialectSettings: own } = readConfig(settings, {}, doors)
    world = await openWorld({ doors, settings: { limitRates: true, quotas, own } })
    await world.store.write((tx) =>
      createKey(tx, world.owner, { door: toy.name, label: 'toy', key, memberId: null }),
    )
    client = httpClient(await listenOn(world.server), 1)
  })
  afterAll(async () => {
    client.close()
    await world.close()
  })

  it('is found by the front, and reads and writes the one domain under its own name', async () => {
    const made = await client.send({ method: 'POST', path: '/toy/topics', headers, body: 'Bricks' })
    expect(made).toMatchObject({ status: 200, text: '1' })
    expect(await client.send({ path: '/toy/topics/1', headers })).toMatchObject({
      status: 200,
      text: 'BRICKS',
    })
    const [entry] = await world.store.read((reader) => reader.audit.listNewest(world.account.id, {}, 1))
    expect(entry).toMatchObject({ door: 'toy', subject: 'category', action: 'create' })
    expect(world.logged).toContainEqual(expect.objectContaining({ door: 'toy', path: '/toy/topics/1' }))
    // The others keep what they had.
    expect(await client.send({ path: '/api/v2/categories' })).toMatchObject({ status: 401 })
  })

  it('has keys of its own', async () => {
    expect(await client.send({ path: '/toy/topics/1' })).toMatchObject({
      status: 401,
      text: 'no: unauthenticated',
    })
    const elsewhere = await world.store.read((reader) => findCredential(reader, 'intellum', key))
    expect(elsewhere).toBeUndefined()
  })

  it('has quotas and settings that can be set, and that nobody knows without it', async () => {
    const reads = []
    for (let n = 0; n < 3; n++) reads.push((await client.send({ path: '/toy/topics/1', headers })).status)
    expect(reads).toContain(429)
    expect(() => readConfig({ QUADRIVIUM_QUOTAS: 'toy.read=2' })).toThrow(ConfigError)
    expect(() => readConfig({ QUADRIVIUM_TOY_CAPITALS: 'yes' })).toThrow(ConfigError)
  })

  it('gives webhooks a format', async () => {
    const format = await webhookFormat('toy', doors)
    if (format === undefined) throw new Error('no format')
    const event = { event: 'enrolment_created', courseId: 1 as CourseId, memberId: 2 as MemberId } as const
    const outgoing = { id: 'a', attempt: 1, at: 0, secret: 'whsec_c2VjcmV0', event }
    const { headers, body } = webhookRequest(format, outgoing)
    expect(body).toBe('{"happened":"enrolment_created","member":2}')
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-toy-try': '1',
      'webhook-signature': expect.stringMatching(/^v1,/),
    })
    expect(await webhookFormat('toy')).toBeUndefined()
  })

  it('shows its document beside those of the others', async () => {
    const { text } = await client.send({ path: '/docs/reference' })
    expect(text).toContain('<a href="/docs/reference/toy">Toy</a>')
    expect(await client.send({ path: '/docs/reference/toy' })).toMatchObject({ status: 200 })
    const document = await client.send({ path: '/docs/openapi/toy.json' })
    expect(JSON.parse(document.text)).toMatchObject({ info: { title: 'Toy' } })
  })

  it('has its part in the demo academy, in one that an earlier version made too', async () => {
    const { store, remove } = await openFreshStore()
    const box = new SealedBox(Buffer.alloc(32, 1))
    await openDemoAcademy(store, box, randomIds)
    const access = await openDemoAcademy(store, box, randomIds, doors)
    expect(access).toHaveProperty('toy.brick', expect.stringMatching(/^\w{32}$/))
    const { brick } = (access as unknown as { toy: { brick: string } }).toy // as toyDemo makes it
    expect(await store.read((reader) => findCredential(reader, 'toy', brick))).toBeDefined()
    const sheets = await demoSheets('http://here', access, doors)
    expect(sheets.at(-1)?.curl).toBe(`curl -s http://here/toy/topics/1 -H 'Brick: ${brick}'`)
    await store.close()
    remove()
  })
})
