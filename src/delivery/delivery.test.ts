import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSmtpSink, type SmtpSink } from '../../test/support/smtp-sink.ts'
import { openWebhookReceiver, type WebhookReceiver } from '../../test/support/webhook-receiver.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { webhookFormat } from '../server/delivery-worker.ts'
import type { Delivery } from '../domain/delivery/delivery.ts'
import { outgoingMail, webhookEvent, type EnrolmentEvent, type Mail } from '../domain/delivery/events.ts'
import type { CourseId, MemberId, WebhookId } from '../domain/ids.ts'
import { WEBHOOK_EVENTS, type Webhook } from '../domain/delivery/webhook.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { updateMember } from '../domain/people/members.ts'
import {
  createWebhook,
  newWebhookSecret,
  replayDeliveries,
  enableWebhook,
} from '../domain/delivery/webhooks.ts'
import { randomIds } from '../lib/ids.ts'
import { DeliveryWorker, type DeliveryServices } from './delivery.ts'
import { AddressGuard } from './webhooks/address-guard.ts'
import { parseRange } from './webhooks/ip-address.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const SCHEDULE = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)]
const loopback = [parseRange('127.0.0.1') ?? { first: 0n, bits: 128 }]

describe('delivery', () => {
  let world: World
  let receiver: WebhookReceiver
  let worker: DeliveryWorker
  let secret: string

  beforeEach(async () => {
    world = await openWorld()
    receiver = await openWebhookReceiver()
    worker = newWorker()
    secret = newWebhookSecret(randomIds)
  })
  afterEach(async () => {
    await worker.stop()
    await receiver.close()
    await world.close()
  })

  function newWorker(more: Partial<DeliveryServices> = {}): DeliveryWorker {
    const { store, clock, services } = world
    const { ids, log, sealedBox } = services
    const guard = new AddressGuard(loopback)
    return new DeliveryWorker({
      store,
      clock,
      ids,
      log,
      sealedBox,
      guard,
      webhookFormat,
      smtp: undefined,
      installation: { publicUrl: 'https://academy.example', mailFrom: 'academy@house.example' },
      alone: true,
      ...more,
    })
  }
  const subscribe = (more: Partial<Pick<Webhook, 'url' | 'events' | 'singleAttempt'>> = {}) =>
    world.store.write((tx) =>
      createWebhook(tx, world.owner, {
        url: receiver.url,
        events: WEBHOOK_EVENTS,
        format: 'coursepath',
        singleAttempt: false,
        sealedSecret: world.services.sealedBox.seal(secret),
        ...more,
      }),
    )
  const happen = (event: EnrolmentEvent['event'], courseId = 1042, memberId = 20017) =>
    world.store.write((tx) =>
      tx.outbox.add(
        world.account.id,
        webhookEvent({ event, courseId: courseId as CourseId, memberId: memberId as MemberId }),
      ),
    )
  const bodies = () => receiver.received.map(({ body }) => body)
  const ids = () => receiver.received.map(({ headers }) => headers['webhook-id'])
  const find = (id: WebhookId) => world.store.read((reader) => reader.webhooks.find(world.account.id, id))
  const deliveries = (webhookId: WebhookId): Promise<readonly Delivery[]> =>
    world.store.read(({ outbox }) => outbox.list(world.account.id, { kind: 'webhook_event', webhookId }, 100))
  const mails = () =>
    world.store.read(({ outbox }) => outbox.list(world.account.id, { kind: 'mail', webhookId: null }, 100))
  const attempts = (delivery: Delivery | undefined) =>
    world.store.read(async ({ outbox }) =>
      delivery === undefined ? [] : outbox.listAttempts(world.account.id, delivery.id),
    )
  const later = async (milliseconds: number) => {
    world.clock.advance(milliseconds)
    await worker.carryOutDue()
  }

  describe('of events', () => {
    it('reports an event once, to each webhook that wants it', async () => {
      await subscribe({ events: ['enrolment_created', 'enrolment_deleted'] })
      await subscribe({ events: ['enrolment_completed'] })
      await happen('enrolment_created')
      await worker.carryOutDue()
      await worker.carryOutDue()
      expect(bodies()).toEqual(['courseId=1042&memberId=20017&event=COURSEMEMBER_CREATED'])
    })

    it('leaves no trace of an event that nobody wants', async () => {
      const webhook = await subscribe({ events: ['enrolment_completed'] })
      await happen('enrolment_created')
      expect(await deliveries(webhook.id)).toEqual([])
    })

    it('signs in both ways', async () => {
      await subscribe()
      // The Standard Webhooks package rejects messages more than five minutes older or newer than the machine's clock.
      world.clock.advance(Date.now() - world.clock.now())
      await happen('enrolment_completed')
      await worker.carryOutDue()
      const [request] = receiver.received
      const headers = Object.fromEntries(
        Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]),
      )
      const body = request?.body ?? ''
      expect(() => new StandardWebhook(secret).verify(body, headers, { jsonParse: false })).not.toThrow()
      expect(headers).toMatchObject({
        'content-type': 'application/x-www-form-urlencoded',
        'x-webhook-id': headers['webhook-id'],
        'x-webhook-attempt': '1',
        'x-webhook-timestamp': headers['webhook-timestamp'],
        'x-webhook-signature': expect.stringMatching(/^v1=[0-9a-f]{64}$/),
      })
    })

    it('tells a meter how each attempt ended', async () => {
      const told: string[] = []
      worker = newWorker({ meter: { delivery: (kind, result) => void told.push(`${kind} ${result}`) } })
      await subscribe()
      receiver.behave(500)
      await happen('enrolment_created')
      await worker.carryOutDue()
      receiver.behave(200)
      await later(5 * SECOND)
      await subscribe({ singleAttempt: true })
      receiver.behave(500)
      await happen('enrolment_deleted')
      await worker.carryOutDue()
      expect(told.toSorted()).toEqual([
        'webhook given_up',
        'webhook retried',
        'webhook retried',
        'webhook sent',
      ])
    })

    // Differs from the vendor (coursepath): Webhooks are repeated as the Standard Webhooks specification schedules it.
    it('repeats after failures as Standard Webhooks schedules it, under one id, and then gives up', async () => {
      const { id } = await subscribe()
      receiver.behave(500)
      await happen('enrolment_created')
      await worker.carryOutDue()
      for (const [index, delay] of SCHEDULE.entries()) {
        await later(delay - 1)
        expect(receiver.received).toHaveLength(index + 1)
        await later(1)
        expect(receiver.received).toHaveLength(index + 2)
      }
      await later(48 * HOUR)
      expect(receiver.received).toHaveLength(10)
      expect(new Set(ids()).size).toBe(1)
      expect(new Set(bodies()).size).toBe(1)
      expect(receiver.received.map(({ headers }) => headers['x-webhook-attempt'])).toEqual(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(String),
      )
      const [delivery] = await deliveries(id)
      expect(delivery).toMatchObject({ state: 'given_up', due: null, attempts: 10 })
      expect((await attempts(delivery)).map(({ number, answer }) => `${number} ${answer}`)).toEqual(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => `${number} 500`),
      )
    })

    it("sends the vendor's single attempt when that is wanted", async () => {
      const { id } = await subscribe({ singleAttempt: true })
      receiver.behave(500)
      await happen('enrolment_created')
      await later(0)
      await later(100 * HOUR)
      expect(receiver.received).toHaveLength(1)
      expect(await deliveries(id)).toMatchObject([{ state: 'given_up', attempts: 1 }])
    })

    // At 12:00 on 15 January the first failure is followed by a retry after 5 s, unless the receiver asks for more.
    it.each<[string, number, string, number, string]>([
      ['in seconds', 429, '120', 120 * SECOND, '429, asks for 120 s'],
      ['by a date', 503, 'Thu, 15 Jan 2026 12:10:00 GMT', 10 * MINUTE, '503, asks for 600 s'],
      ['no earlier than the schedule', 429, '1', 5 * SECOND, '429, asks for 1 s'],
      ['no earlier than the schedule', 429, 'Thu, 15 Jan 2015 12:10:00 GMT', 5 * SECOND, '429, asks for 0 s'],
      ['no later than after a day', 503, '86401', 24 * HOUR, '503, asks for 86401 s'],
      ['no later than after a day', 429, '9'.repeat(400), 24 * HOUR, '429, asks for Infinity s'],
      ['not when he says nothing that can be read', 429, 'soon', 5 * SECOND, '429'],
      ['not when he says nothing that can be read', 429, '-120', 5 * SECOND, '429'],
      ['not when he is not too busy', 500, '120', 5 * SECOND, '500'],
      ['not when he redirects', 302, '120', 5 * SECOND, '302'],
    ])('comes again when the receiver asks for it: %s (%i, %s)', async (_, status, asked, pause, answer) => {
      const { id } = await subscribe()
      receiver.behave({ answer: (response) => response.writeHead(status, { 'retry-after': asked }).end() })
      await happen('enrolment_created')
      await happen('enrolment_deleted')
      await worker.carryOutDue()
      receiver.behave(204)
      await later(pause - 1)
      expect(receiver.received).toHaveLength(1)
      await later(1)
      expect(bodies().map((body) => body.split('_').at(-1))).toEqual(['CREATED', 'CREATED', 'DELETED'])
      const [, first] = await deliveries(id)
      expect((await attempts(first)).map((attempt) => attempt.answer)).toEqual([answer, '204'])
    })

    it('sends nothing more to a webhook that was switched off after a message was taken for it', async () => {
      const { id } = await subscribe()
      const { store, account } = world
      await happen('enrolment_created')
      await store.write((tx) => tx.webhooks.disable(account.id, id, 'wanted')) // as another node does meanwhile
      await worker.carryOutDue()
      expect(receiver.received).toEqual([])
      expect(await deliveries(id)).toMatchObject([{ state: 'given_up' }])
      expect((await find(id))?.failingSince).toBeNull() // its receiver was never contacted
    })

    it.each<[string, 302 | 404 | 'reset' | 'hang', string]>([
      ['a redirect', 302, '302'],
      ['a refusal', 404, '404'],
      ['a cut connection', 'reset', 'ECONNRESET'],
      ['silence', 'hang', 'timeout'],
    ])('takes %s for a failure', async (_, how, answer) => {
      // Only silence times out: an answer may take long on a busy machine.
      if (how === 'hang') worker = newWorker({ patience: 50 })
      const { id } = await subscribe()
      receiver.behave(how)
      await happen('enrolment_created')
      await worker.carryOutDue()
      worker = newWorker()
      receiver.behave(200)
      await later(5 * SECOND)
      const [delivery] = await deliveries(id)
      expect(delivery).toMatchObject({ state: 'sent' })
      expect((await attempts(delivery)).map((attempt) => attempt.answer)).toEqual([answer, '200'])
    })

    it('keeps the order of one member in one course, and holds up no other', async () => {
      await subscribe()
      receiver.behave(({ body }) => (body.includes('memberId=1&') ? 503 : 204))
      await happen('enrolment_created', 1, 1)
      await happen('enrolment_completed', 1, 1)
      await happen('enrolment_deleted', 1, 1)
      await happen('enrolment_created', 1, 2)
      await happen('enrolment_created', 2, 1)
      await worker.carryOutDue()
      await worker.carryOutDue()
      expect(bodies().toSorted()).toEqual([
        'courseId=1&memberId=1&event=COURSEMEMBER_CREATED',
        'courseId=1&memberId=2&event=COURSEMEMBER_CREATED',
        'courseId=2&memberId=1&event=COURSEMEMBER_CREATED',
      ])
      receiver.received.length = 0
      receiver.behave(204)
      await later(5 * SECOND)
      expect(bodies().filter((body) => body.startsWith('courseId=1&memberId=1&'))).toEqual([
        'courseId=1&memberId=1&event=COURSEMEMBER_CREATED',
        'courseId=1&memberId=1&event=COURSEMEMBER_COMPLETED',
        'courseId=1&memberId=1&event=COURSEMEMBER_DELETED',
      ])
    })

    it('goes on with the next when the first is given up', async () => {
      await subscribe({ singleAttempt: true })
      receiver.behave(({ body }) => (body.endsWith('_CREATED') ? 500 : 204))
      await happen('enrolment_created')
      await happen('enrolment_completed')
      await worker.carryOutDue()
      expect(bodies().map((body) => body.split('_').at(-1))).toEqual(['CREATED', 'COMPLETED'])
    })

    it('lets a webhook that fails hold up no other', async () => {
      await subscribe({ url: 'https://127.0.0.2/' })
      await subscribe()
      await happen('enrolment_created')
      await happen('enrolment_completed')
      await worker.carryOutDue()
      expect(receiver.received).toHaveLength(2)
    })

    it('never connects to an address of this machine that is not allowed', async () => {
      worker = newWorker({ guard: new AddressGuard([]) })
      const { id } = await subscribe()
      await happen('enrolment_created')
      await worker.carryOutDue()
      expect(receiver.received).toEqual([])
      const [delivery] = await deliveries(id)
      expect(delivery).toMatchObject({ state: 'waiting', attempts: 1 })
      expect(await attempts(delivery)).toMatchObject([
        { number: 1, answer: 'refused: an address that is not public: 127.0.0.1' },
      ])
    })
  })

  describe('of events to a webhook that is switched off', () => {
    it('ends at once when the receiver says that it is gone, and tells the managers', async () => {
      await world.person('Max Boss', 'manager')
      await world.person('Lea Learner', 'learner')
      const { id } = await subscribe()
      receiver.behave(410)
      await happen('enrolment_created')
      await happen('enrolment_completed')
      await worker.carryOutDue()
      await later(100 * HOUR)
      expect(receiver.received).toHaveLength(1)
      expect((await find(id))?.off).toEqual({ since: world.clock.now() - 100 * HOUR, reason: 'gone' })
      expect(world.logged).toContainEqual(
        expect.objectContaining({ msg: 'webhook turned off', webhook: id, reason: 'gone' }),
      )
      expect((await deliveries(id)).map(({ state }) => state)).toEqual(['given_up', 'given_up'])
      expect(await mails()).toMatchObject([
        {
          state: 'waiting',
          payload: {
            to: 'max.boss@example.com',
            subject: 'A webhook was switched off',
            body: expect.stringContaining('answered 410'),
          },
        },
      ])
    })

    it.each([
      ['de-AT', null, 'Ein Webhook wurde abgeschaltet', 'hat mit 410 geantwortet'],
      ['pt-BR', null, 'A webhook was switched off', 'answered 410'],
      [null, 'de', 'Ein Webhook wurde abgeschaltet', 'hat mit 410 geantwortet'],
    ])('tells a manager whose language is %s, at an academy of %s', async (own, academy, subject, text) => {
      await world.close()
      world = await openWorld(academy === null ? {} : { language: academy })
      worker = newWorker()
      const max = await world.person('Max Boss', 'manager')
      await world.store.write((tx) => updateMember(tx, world.owner, { id: max.id }, { language: own }))
      await subscribe()
      receiver.behave(410)
      await happen('enrolment_created')
      await worker.carryOutDue()
      expect(await mails()).toMatchObject([
        { payload: { locale: own ?? academy, subject, body: expect.stringContaining(text) } },
      ])
    })

    it('ends after five days without a success', async () => {
      const { id } = await subscribe()
      receiver.behave(500)
      const failAgain = async (course: number) => {
        await happen('enrolment_created', course)
        await worker.carryOutDue()
      }
      await failAgain(0)
      await later(5 * 24 * HOUR - 1)
      await failAgain(1)
      expect((await find(id))?.off).toBeNull()
      await later(1)
      await failAgain(2)
      expect((await find(id))?.off).toEqual({ since: world.clock.now(), reason: 'failing' })
      expect((await deliveries(id)).map(({ state }) => state)).not.toContain('waiting')
    })

    it('begins to count anew with each success', async () => {
      const { id } = await subscribe()
      for (let day = 0; day < 12; day++) {
        receiver.behave(day % 4 === 3 ? 204 : 500)
        await happen('enrolment_created', day)
        await later(24 * HOUR)
      }
      expect((await find(id))?.off).toBeNull()
    })

    it('keeps what happens meanwhile, and sends it when it is replayed', async () => {
      const { id } = await subscribe()
      receiver.behave(410)
      await happen('enrolment_created')
      await worker.carryOutDue()
      await happen('enrolment_completed')
      await worker.carryOutDue()
      receiver.behave(204)
      await expect(
        world.store.write((tx) =>
          replayDeliveries(tx, world.owner, id, { from: 0, to: world.clock.now(), sentToo: false }),
        ),
      ).rejects.toMatchObject({ kind: 'conflict' })
      await world.store.write((tx) => enableWebhook(tx, world.owner, id))
      await later(HOUR)
      expect(receiver.received).toHaveLength(1) // nothing is sent automatically
      const count = await world.store.write((tx) =>
        replayDeliveries(tx, world.owner, id, { from: 0, to: world.clock.now(), sentToo: false }),
      )
      expect(count).toBe(2)
      await worker.carryOutDue()
      expect(bodies()).toEqual([
        'courseId=1042&memberId=20017&event=COURSEMEMBER_CREATED',
        'courseId=1042&memberId=20017&event=COURSEMEMBER_CREATED',
        'courseId=1042&memberId=20017&event=COURSEMEMBER_COMPLETED',
      ])
      expect(ids()[1]).toBe(ids()[0]) // the id lets the receiver detect a possible repetition
    })

    it('replays one message, and what went out where that is wanted', async () => {
      const { id } = await subscribe()
      await happen('enrolment_created', 1)
      await happen('enrolment_created', 2)
      await worker.carryOutDue()
      const wish = { from: 0, to: world.clock.now() }
      const replay = (...[more]: [Parameters<typeof replayDeliveries>[3]]) =>
        world.store.write((tx) => replayDeliveries(tx, world.owner, id, more))
      expect(await replay({ ...wish, sentToo: false })).toBe(0)
      const [delivery] = await deliveries(id)
      if (delivery === undefined) throw new Error('nothing was delivered')
      expect(await replay({ deliveryId: delivery.id })).toBe(1)
      await worker.carryOutDue()
      expect(bodies().slice(2)).toEqual(['courseId=2&memberId=20017&event=COURSEMEMBER_CREATED'])
      expect(await replay({ ...wish, sentToo: true })).toBe(2)
      await worker.carryOutDue()
      expect(receiver.received).toHaveLength(5)
      expect(new Set(ids()).size).toBe(2)
    })
  })

  describe('of mails', () => {
    let sink: SmtpSink
    const mail: Mail = {
      to: 'ann@example.com',
      name: 'Ann',
      locale: 'en',
      subject: 'Welcome',
      body: 'You are invited.',
      link: { url: 'https://academy.example/activate?token=secret', label: 'Join' },
    }

    beforeEach(async () => {
      sink = await openSmtpSink()
    })
    afterEach(() => sink.close())

    const withServer = () => newWorker({ smtp: { url: sink.url } })
    const invite = (more: Partial<Mail> = {}, member = 1) =>
      world.store.write((tx) =>
        tx.outbox.add(world.account.id, outgoingMail(member as MemberId, { ...mail, ...more })),
      )

    it('waits while no mail server is set', async () => {
      await invite()
      await later(100 * HOUR)
      expect(await mails()).toMatchObject([{ state: 'waiting', attempts: 0, payload: mail }])
    })

    it('sends those of one academy alone where it is told to', async () => {
      const { account } = await world.store.write((tx) =>
        createAccount(tx, SYSTEM_ITSELF, { name: 'Branch', language: 'en' }, ['branch.example']),
      )
      await invite()
      await world.store.write((tx) =>
        tx.outbox.add(account.id, outgoingMail(1 as MemberId, { ...mail, to: 'bea@branch.example' })),
      )
      worker = newWorker({ smtp: { url: sink.url }, account: account.id })
      await worker.carryOutDue()
      expect(sink.mails.map(({ to }) => to)).toEqual([['bea@branch.example']])
      expect(await mails()).toMatchObject([{ state: 'waiting', attempts: 0 }])
    })

    it('sends what waited once there is one, and forgets the link', async () => {
      await invite()
      worker = withServer()
      await worker.carryOutDue()
      expect(sink.mails).toMatchObject([{ to: ['ann@example.com'], raw: expect.stringContaining('Welcome') }])
      const [sent] = await mails()
      expect(sent).toMatchObject({ state: 'sent', payload: { ...mail, link: null } })
      expect(await attempts(sent)).toMatchObject([{ number: 1, answer: expect.stringMatching(/^250 /) }])
    })

    it('comes again after greylisting, under the same id', async () => {
      worker = withServer()
      sink.next('recipient', { code: 450, text: 'greylisted' })
      await invite()
      await worker.carryOutDue()
      expect(sink.mails).toEqual([])
      await later(5 * SECOND)
      expect(sink.mails).toHaveLength(1)
      const [sent] = await mails()
      expect(sink.mails[0]?.raw).toContain(`Message-ID: <${sent?.messageId ?? ''}@house.example>`)
      expect((await attempts(sent)).map(({ answer }) => answer.slice(0, 3))).toEqual(['450', '250'])
    })

    it('gives up at once what the server will never take, and says why', async () => {
      worker = withServer()
      sink.next('recipient', { code: 550, text: 'no such mailbox' })
      await invite()
      await worker.carryOutDue()
      await later(100 * HOUR)
      const [refused] = await mails()
      expect(refused).toMatchObject({ state: 'given_up', attempts: 1 })
      expect(world.logged).toContainEqual(
        expect.objectContaining({ msg: 'giving up on a mail', mail: refused?.id }),
      )
      expect(await attempts(refused)).toMatchObject([
        { answer: expect.stringContaining('550 no such mailbox') },
      ])
      expect(sink.mails).toEqual([])
    })

    it('comes again after a dropped connection', async () => {
      worker = withServer()
      sink.next('data', 'drop')
      await invite()
      await worker.carryOutDue()
      await later(5 * SECOND)
      expect(sink.mails).toHaveLength(1)
    })
  })

  describe('in the background', () => {
    const until = async (condition: () => boolean) => {
      while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
    }

    it('begins as soon as something is put in', async () => {
      worker.start()
      await subscribe()
      await happen('enrolment_created')
      await until(() => receiver.received.length === 1)
    })

    it('finishes what a killed process had begun', async () => {
      await subscribe()
      await happen('enrolment_created')
      const { store, clock } = world
      const claim = {
        kind: 'webhook_event',
        limit: 10,
        except: [],
        lease: 'dead',
        until: clock.now() + HOUR,
      } as const
      const { deliveries: taken } = await store.write((tx) => tx.outbox.claim(claim))
      expect(taken).toHaveLength(1)
      await worker.carryOutDue()
      expect(receiver.received).toEqual([])
      worker.start()
      await until(() => receiver.received.length === 1)
    })

    it('leaves what is under way for the next start when it is stopped', async () => {
      worker = newWorker({ grace: 20 })
      worker.start()
      const { id } = await subscribe()
      receiver.behave('hang')
      await happen('enrolment_created')
      await until(() => receiver.received.length === 1)
      await worker.stop()
      expect(await deliveries(id)).toMatchObject([{ state: 'waiting', attempts: 0, due: world.clock.now() }])
      receiver.behave(204)
      worker = newWorker()
      await worker.carryOutDue()
      expect(await deliveries(id)).toMatchObject([{ state: 'sent', attempts: 1 }])
    })
  })
})
