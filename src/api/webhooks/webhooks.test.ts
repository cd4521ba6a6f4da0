import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWebhookReceiver } from '../../../test/support/webhook-receiver.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { DeliveryWorker } from '../../delivery/delivery.ts'
import { standardSignature } from '../../delivery/webhooks/standard-signature.ts'
import { AddressGuard } from '../../delivery/webhooks/address-guard.ts'
import { parseRange } from '../../delivery/webhooks/ip-address.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import { randomIds } from '../../lib/ids.ts'
import { webhookFormat } from '../../server/delivery-worker.ts'

let world: World
let api: ApiClient

beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
})
afterAll(() => world.close())

let made = 0
const address = () => `https://receiver.example.com/${made++}`
const add = async (more: object = {}) =>
  (await api.post('/webhooks', { url: address(), ...more })).body as { readonly id: number }

/** Enrols a person in a course, which causes an event. */
async function happen(): Promise<void> {
  const person = await world.person(`Lea Learner ${made++}`)
  await world.store.write(async (tx) => {
    const course = await createCourse(tx, world.owner, { name: `Course ${made++}` })
    await enrolMember(tx, world.owner, course.id, person.id)
  })
}

/** Delivers everything due, as the server does. */
async function deliver(): Promise<void> {
  const worker = new DeliveryWorker({
    ...world.services,
    ids: randomIds,
    webhookFormat: (name) => webhookFormat(name),
    guard: new AddressGuard([parseRange('127.0.0.1') ?? { first: 0n, bits: 128 }], async () => []),
    smtp: undefined,
    installation: { publicUrl: 'https://academy.example.com', mailFrom: undefined },
    alone: true,
  })
  await worker.carryOutDue()
  await worker.stop()
}

describe('a webhook', () => {
  it('is made for all events unless said, with a secret that is shown once', async () => {
    const url = address()
    const { status, headers, body } = await api.post('/webhooks', { url })
    expect(status).toBe(201)
    expect(headers.location).toMatch(new RegExp(`/webhooks/${body.id}$`))
    expect(body).toEqual({
      id: body.id,
      url,
      events: expect.arrayContaining(['enrolment_created', 'program_membership_deleted']),
      format: 'coursepath',
      singleAttempt: false,
      active: true,
      inactiveReason: null,
      inactiveSince: null,
      failingSince: null,
      oldSecretUntil: null,
      created: expect.stringMatching(/Z$/),
      modified: body.created,
      secret: expect.stringMatching(/^whsec_/),
    })
    const { secret, ...shown } = body
    const read = await api.get(`/webhooks/${body.id}`)
    expect([read.body, read.headers.etag]).toEqual([shown, headers.etag])
    const rotated = await api.post(`/webhooks/${body.id}/rotate`)
    expect(rotated.headers.etag).toBe((await api.get(`/webhooks/${body.id}`)).headers.etag)
    expect(JSON.stringify((await api.get('/webhooks')).body)).not.toContain(secret)
  })

  it('has each event once', async () => {
    const events = ['enrolment_created', 'enrolment_created']
    const { body } = await api.post('/webhooks', { url: 'https://once.example.com/', events })
    expect(body.events).toEqual(['enrolment_created'])
    const changed = await api.patch(`/webhooks/${body.id}`, { events: [...events, 'enrolment_deleted'] })
    expect(changed.body.events).toEqual(['enrolment_created', 'enrolment_deleted'])
  })

  it('is refused with all that is wrong at once', async () => {
    const wrong = await api.post('/webhooks', { url: 'ftp://x.example', events: ['nothing'], format: 'none' })
    expect(wrong.status).toBe(422)
    expect(wrong.body.errors).toContainEqual(expect.objectContaining({ pointer: '/events/0' }))
    const format = await api.post('/webhooks', { url: 'https://x.example', format: 'none' })
    expect(format.body.errors).toMatchObject([
      { pointer: '/format', code: 'not_one_of', hint: ['coursepath'] },
    ])
    const url = await api.post('/webhooks', { url: 'ftp://x.example' })
    expect(url.body.errors).toMatchObject([{ pointer: '/url', code: 'not_allowed' }])
  })

  it('is found by words of its address', async () => {
    const { id } = await add({ url: 'https://payroll.example/hooks' })
    await add({})
    const found = (await api.get('/webhooks?q=PAYROLL hook&total=true')).body
    expect(found).toMatchObject({ items: [{ id }], total: 1 })
    expect((await api.get('/webhooks?q=nobody')).body.items).toEqual([])
  })

  it('is changed, turned off and on, and deleted with its log', async () => {
    const { id } = await add({ events: ['enrolment_created'] })
    const { headers } = await api.get(`/webhooks/${id}`)
    const url = address()
    const changed = await api.patch(
      `/webhooks/${id}`,
      { url, singleAttempt: true, active: false },
      { headers: { 'if-match': String(headers.etag) } },
    )
    expect(changed.body).toMatchObject({
      url,
      singleAttempt: true,
      active: false,
      inactiveReason: 'wanted',
      inactiveSince: expect.any(String),
    })
    world.clock.advance(1000)
    const on = (await api.patch(`/webhooks/${id}`, { active: true })).body
    expect(on).toMatchObject({ active: true, modified: new Date(world.clock.now()).toISOString() })
    const stale = await api.patch(
      `/webhooks/${id}`,
      { active: false },
      { headers: { 'if-match': String(headers.etag) } },
    )
    expect([stale.status, stale.body.current.url]).toEqual([412, url])
    await happen()
    const tried = await api.delete(`/webhooks/${id}?dryRun=true`)
    expect(tried.body.effects).toEqual({ deliveriesDeleted: 1 })
    expect((await api.delete(`/webhooks/${id}`)).status).toBe(204)
    expect((await api.delete(`/webhooks/${id}`)).status).toBe(404)
  })

  it('gets another secret, and is signed with the one before for 24 hours', async () => {
    const receiver = await openWebhookReceiver()
    const { id, secret } = (await add({ url: receiver.url, events: ['enrolment_created'] })) as {
      id: number
      secret: string
    }
    const rotated = await api.post(`/webhooks/${id}/rotate`)
    const day = 24 * 60 * 60_000
    expect(rotated.body).toMatchObject({
      id,
      secret: expect.stringMatching(/^whsec_/),
      oldSecretUntil: new Date(world.clock.now() + day).toISOString(),
    })
    const secrets = [rotated.body.secret as string, secret]
    expect(new Set(secrets).size).toBe(2)
    const verified = async () => {
      await happen()
      await deliver()
      const { body = '', headers = {} } = receiver.received.at(-1) ?? {}
      return secrets.map((one) => {
        const text = (name: string) => String(headers[name])
        const signed = { id: text('webhook-id'), timestamp: Number(text('webhook-timestamp')), body }
        return text('webhook-signature').split(' ').includes(standardSignature(one, signed))
      })
    }
    expect(await verified()).toEqual([true, true])
    world.clock.advance(day - 1000)
    expect(await verified()).toEqual([true, true])
    world.clock.advance(1000)
    expect(await verified()).toEqual([true, false])
    const shown = (await api.get(`/webhooks/${id}`)).body
    expect([shown.oldSecretUntil, 'secret' in shown]).toEqual([null, false])
    const trail = (await api.get(`/audit?subject=webhook&subjectId=${id}`)).body.items as { after: object }[]
    expect(trail.some(({ after }) => 'rotatedUntil' in after && after.rotatedUntil !== null)).toBe(true)
    expect(JSON.stringify(trail)).not.toContain('whsec_')
    const other = await apiClient(world, await world.person('Rotating Author', 'author'))
    expect((await other.post(`/webhooks/${id}/rotate`)).status).toBe(403)
    await receiver.close()
  })

  it('is listed page by page', async () => {
    const ids = [(await add()).id, (await add({ events: ['enrolment_created'] })).id]
    await api.patch(`/webhooks/${ids[1]}`, { active: false })
    const off = await api.get('/webhooks?active=false&total=true')
    expect(off.body.items).toContainEqual(expect.objectContaining({ id: ids[1] }))
    expect(off.body.total).toBe(off.body.items.length)
    const seen: number[] = []
    for (let next: string | null = ''; next !== null;) {
      const { body }: { body: { items: { id: number }[]; next: string | null } } = await api.get(
        `/webhooks?limit=1&sort=-created${next === '' ? '' : `&cursor=${next}`}`,
      )
      seen.push(...body.items.map(({ id }) => id))
      next = body.next
    }
    expect(seen).toEqual(seen.toSorted((one, other) => other - one))
    expect(seen).toEqual(expect.arrayContaining(ids))
  })

  it('is for managers', async () => {
    for (const role of ['learner', 'assistant', 'auditor', 'author'] as const) {
      const other = await apiClient(world, await world.person(`Some ${role}`, role))
      const { id } = await add()
      const answers = await Promise.all([
        other.get('/webhooks'),
        other.post('/webhooks', { url: address() }),
        other.get(`/webhooks/${id}`),
        other.patch(`/webhooks/${id}`, { active: false }),
        other.delete(`/webhooks/${id}`),
        other.post(`/webhooks/${id}/test`),
        other.get(`/webhooks/${id}/deliveries`),
        other.post(`/webhooks/${id}/replay`, { from: '2026-01-01T00:00:00.000Z' }),
      ])
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403))
    }
  })
})

describe('what goes to a webhook', () => {
  it('is listed with its attempts, the newest first, and sent again', async () => {
    const receiver = await openWebhookReceiver()
    const { id } = await add({ url: receiver.url, events: ['enrolment_created'] })
    await happen()
    await happen()
    await deliver()
    const list = await api.get(`/webhooks/${id}/deliveries?total=true&limit=1`)
    expect(list.body).toMatchObject({
      total: 2,
      items: [{ event: 'enrolment_created', state: 'sent', attemptCount: 1, programId: null, due: null }],
    })
    const more = await api.get(`/webhooks/${id}/deliveries?limit=1&cursor=${list.body.next}`)
    const [newest] = list.body.items
    const [older] = more.body.items
    expect(more.body.next).toBeNull()
    expect(older.id).toBeLessThan(newest.id)
    expect((await api.get(`/webhooks/${id}/deliveries/${newest.id}`)).body).toEqual(newest)
    expect((await api.get(`/webhooks/${id}/deliveries/${newest.id}/attempts`)).body.items).toMatchObject([
      { number: 1, answer: '204' },
    ])

    const one = await api.post(`/webhooks/${id}/replay`, { delivery: older.id })
    expect(one.body).toEqual({ replayed: 1 })
    const range = { from: older.created, to: newest.created }
    expect((await api.post(`/webhooks/${id}/replay?dryRun=true`, { ...range, sentToo: true })).body).toEqual({
      replayed: 1,
      effects: {},
    })
    expect((await api.post(`/webhooks/${id}/replay`, range)).body).toEqual({ replayed: 0 })
    await deliver()
    expect(receiver.received).toHaveLength(3)
    expect((await api.get(`/webhooks/${id}/deliveries?state=waiting,given_up`)).body.items).toEqual([])
    await receiver.close()
  })

  // Differs from the vendor (coursepath): A manager can send a test message to a webhook; its body is `event=TEST`.
  it('is a test when somebody wishes for one, which fails where nobody answers well', async () => {
    const receiver = await openWebhookReceiver()
    receiver.behave(500)
    const { id } = await add({ url: receiver.url, events: ['program_membership_deleted'] })
    const { status, headers, body } = await api.post(`/webhooks/${id}/test`)
    expect(status).toBe(201)
    expect(body).toMatchObject({ event: 'test', state: 'waiting', personId: null, courseId: null })
    expect(headers.location).toMatch(new RegExp(`/webhooks/${id}/deliveries/${body.id}$`))
    await deliver()
    expect(receiver.received).toMatchObject([{ body: 'event=TEST' }])
    expect((await api.get(`/webhooks/${id}/deliveries/${body.id}/attempts`)).body.items).toMatchObject([
      { answer: '500' },
    ])
    await api.patch(`/webhooks/${id}`, { active: false })
    const off = await api.post(`/webhooks/${id}/test`)
    expect([off.status, off.body.code]).toEqual([409, 'conflict'])
    await receiver.close()
  })

  it('stays with its webhook', async () => {
    const [one, other] = [await add(), await add()]
    const { body } = await api.post(`/webhooks/${one.id}/test`)
    expect((await api.get(`/webhooks/${other.id}/deliveries/${body.id}`)).status).toBe(404)
    expect((await api.post(`/webhooks/${other.id}/replay`, { delivery: body.id })).status).toBe(404)
    const both = await api.post(`/webhooks/${one.id}/replay`, { delivery: body.id, from: body.created })
    expect(both.status).toBe(422)
  })
})
