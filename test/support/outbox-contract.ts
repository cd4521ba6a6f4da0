import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Delivery } from '../../src/domain/delivery/delivery.ts'
import { outgoingMail, webhookEvent } from '../../src/domain/delivery/events.ts'
import type { AccountId, CourseId, DeliveryId, MemberId, WebhookId } from '../../src/domain/ids.ts'
import { createMember } from '../../src/domain/people/members.ts'
import { ROLES } from '../../src/domain/roles.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { WEBHOOK_EVENTS } from '../../src/domain/delivery/webhook.ts'
import type { OpenedStore } from './store-contract.ts'

const MINUTE = 60_000

/** What the outbox of every store does alike, whatever its engine. */
export function outboxContract(engine: string, open: () => Promise<OpenedStore>): void {
  describe(`the outbox on ${engine}`, () => {
    let opened: OpenedStore
    let account: AccountId
    let webhook: WebhookId

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())
    beforeEach(async () => {
      const { store } = opened
      ;({ account, webhook } = await store.write(async (tx) => {
        const made = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, [])
        const { id } = await tx.webhooks.insert(made.account.id, {
          url: 'https://receiver.example/',
          events: WEBHOOK_EVENTS,
          format: 'coursepath',
          singleAttempt: false,
          sealedSecret: 'sealed',
        })
        return { account: made.account.id, webhook: id }
      }))
    })

    // An academy of its own for each test; but leases are taken for all of them, so nothing is left over.
    afterEach(() => opened.store.write((tx) => tx.outbox.giveUpAll(account, webhook)))

    const put = (member: number) =>
      opened.store.write((tx) =>
        tx.outbox.add(
          account,
          webhookEvent({ event: 'enrolment_created', memberId: member as MemberId, courseId: 1 as CourseId }),
        ),
      )
    const claim = async (lease: string, limit = 100, except: WebhookId[] = []) => {
      const until = opened.clock.now() + 2 * MINUTE
      const { deliveries } = await opened.store.write((tx) =>
        tx.outbox.claim({ kind: 'webhook_event', limit, except, lease, until }),
      )
      return deliveries
    }
    const settle = (delivery: Delivery, lease: string, state: 'sent' | 'given_up' = 'sent') =>
      opened.store.write((tx) =>
        tx.outbox.settle(delivery, lease, { state }, { at: tx.now, milliseconds: 1, answer: '204' }),
      )
    const members = (deliveries: readonly Delivery[]) =>
      deliveries.map(({ payload }) => ('memberId' in payload ? payload.memberId : 0))
    const list = () =>
      opened.store.read(({ outbox }) =>
        outbox.list(account, { kind: 'webhook_event', webhookId: webhook }, 1_000),
      )

    it('hands out the first of each line, and the next when that is settled', async () => {
      for (const member of [1, 1, 2, 1]) await put(member)
      const first = await claim('a')
      expect(members(first)).toEqual([1, 2])
      expect(await claim('b')).toEqual([])
      for (const delivery of first) expect(await settle(delivery, 'a')).toBe(true)
      const [second, ...none] = await claim('c')
      expect(members(none)).toEqual([])
      if (second === undefined) throw new Error('the second of the line did not come')
      await settle(second, 'c', 'given_up')
      expect(members(await claim('d'))).toEqual([1])
    })

    it('hands out what waited behind a delivery that was put off only after that one', async () => {
      await put(1)
      await put(1)
      const [first] = await claim('a')
      if (first === undefined) throw new Error('nothing was handed out')
      const due = opened.clock.now() + 5_000
      const attempt = { at: opened.clock.now(), milliseconds: 1, answer: '500' }
      await opened.store.write((tx) => tx.outbox.settle(first, 'a', { state: 'waiting', due }, attempt))
      expect(await claim('b')).toEqual([])
      opened.clock.advance(5_000)
      const again = await claim('c')
      expect(again.map(({ id, attempts }) => [id, attempts])).toEqual([[first.id, 1]])
      expect(again[0]?.messageId).toBe(first.messageId)
    })

    it('gives a lease that has run out to somebody else, and takes no word of the first holder then', async () => {
      await put(1)
      const [slow] = await claim('slow')
      if (slow === undefined) throw new Error('nothing was handed out')
      opened.clock.advance(2 * MINUTE)
      const [again] = await claim('quick')
      expect(again?.id).toBe(slow.id)
      expect(await settle(slow, 'slow')).toBe(false)
      await opened.store.write((tx) => tx.outbox.release(slow, 'slow'))
      expect(await claim('third')).toEqual([])
      expect(await settle(slow, 'quick')).toBe(true)
      expect(await opened.store.read(({ outbox }) => outbox.listAttempts(account, slow.id))).toHaveLength(1)
    })

    it('leaves out webhooks that have enough to do', async () => {
      await put(1)
      expect(await claim('a', 10, [webhook])).toEqual([])
      expect(await claim('b', 10)).toHaveLength(1)
    })

    it('hands nothing out twice, and nothing out of order, to several at once', async () => {
      const LINES = 12
      const LONG = 8
      const course = (step: number) => step + 1
      const order = new Map<number, number[]>()
      let waiting = LINES * LONG
      const producer = async () => {
        // Steps are told apart by the number of the course, which is no part of the line here.
        for (let step = 0; step < LONG; step++) {
          await Promise.all(
            Array.from({ length: LINES }, (_, line) =>
              opened.store.write((tx) =>
                tx.outbox.add(account, {
                  kind: 'webhook_event',
                  orderingKey: `line:${line}`,
                  payload: {
                    event: 'enrolment_created',
                    memberId: (line + 1) as MemberId,
                    courseId: course(step) as CourseId,
                  },
                }),
              ),
            ),
          )
        }
      }
      const consumer = async (name: string) => {
        for (let turn = 0; waiting > 0; turn++) {
          const lease = `${name}-${turn}`
          for (const delivery of await claim(lease, 5)) {
            const { payload } = delivery
            if (!('courseId' in payload)) continue
            const seen = order.get(payload.memberId) ?? []
            order.set(payload.memberId, [...seen, payload.courseId])
            expect(await settle(delivery, lease)).toBe(true)
            waiting--
          }
        }
      }
      await Promise.all([producer(), ...['a', 'b', 'c', 'd'].map(consumer)])
      expect(order.size).toBe(LINES)
      const inOrder = Array.from({ length: LONG }, (_, step) => course(step))
      for (const seen of order.values()) expect(seen).toEqual(inOrder)
    })

    it('keeps an event that comes while its webhook is removed from failing', async () => {
      const outcomes = await Promise.allSettled([
        ...Array.from({ length: 10 }, (_, member) => put(member + 1)),
        opened.store.write((tx) => tx.webhooks.delete(account, webhook)),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'fulfilled'))
    })

    it('tells when the next is due, of the kinds that are asked for', async () => {
      const { store, clock } = opened
      const nextDue = (...kinds: ('webhook_event' | 'mail')[]) =>
        store.read(({ outbox }) => outbox.findNextDue(kinds))
      expect(await nextDue('webhook_event')).toBeUndefined()
      await put(1)
      expect(await nextDue('webhook_event', 'mail')).toBe(clock.now())
      await claim('a')
      expect(await nextDue('webhook_event')).toBe(clock.now() + 2 * MINUTE)
    })

    it('gives up, replays and resends', async () => {
      const { store, clock } = opened
      await put(1)
      const from = clock.now() + 1
      clock.advance(1)
      await put(2)
      await put(3)
      const [, , third] = await claim('a')
      if (third === undefined) throw new Error('too little was handed out')
      await settle(third, 'a')
      await store.write((tx) => tx.outbox.giveUpAll(account, webhook))
      expect((await list()).map(({ state, due }) => [state, due])).toEqual([
        ['sent', null],
        ['given_up', null],
        ['given_up', null],
      ])
      const range = { webhookId: webhook, from, to: from }
      expect(await store.write((tx) => tx.outbox.replay(account, { ...range, sentToo: false }))).toBe(1)
      expect(members(await claim('b'))).toEqual([2])
      expect(await store.write((tx) => tx.outbox.replay(account, { ...range, sentToo: true }))).toBe(1)
      expect(await store.write((tx) => tx.outbox.resend(account, third.id))).toBe(true)
      expect(members(await claim('c'))).toEqual([3])
      expect(await store.write((tx) => tx.outbox.resend(account, third.id))).toBe(false) // on its way
      expect(await store.write((tx) => tx.outbox.resend(account, 999_999 as DeliveryId))).toBe(false)
    })

    it('forgets what was settled long ago, with its log', async () => {
      const { store, clock } = opened
      await put(1)
      await put(2)
      const [first] = await claim('a', 1)
      if (first === undefined) throw new Error('nothing was handed out')
      await settle(first, 'a')
      const sweep = (before: number) => store.write((tx) => tx.outbox.sweep(account, before, 500))
      expect(await sweep(clock.now())).toBe(0)
      expect(await sweep(clock.now() + 1)).toBe(1)
      expect(await store.read(({ outbox }) => outbox.find(account, first.id))).toBeUndefined()
      expect(await store.read(({ outbox }) => outbox.listAttempts(account, first.id))).toEqual([])
      expect(members(await list())).toEqual([2])
    })

    it('keeps mails apart, and lets the text of one be replaced', async () => {
      const { store } = opened
      const mail = { to: 'a@example.com', name: 'A', locale: 'en', subject: 's', body: 'b', link: null }
      await store.write((tx) => tx.outbox.add(account, outgoingMail(1 as MemberId, mail)))
      const mails = () =>
        store.read(({ outbox }) => outbox.list(account, { kind: 'mail', webhookId: null }, 10))
      const [put] = await mails()
      if (put === undefined) throw new Error('the mail is missing')
      expect(put).toMatchObject({ kind: 'mail', state: 'waiting', payload: mail })
      expect(await list()).toEqual([])
      await store.write((tx) => tx.outbox.updateMail(account, put.id, { ...mail, body: 'c' }))
      expect(await mails()).toMatchObject([{ payload: { ...mail, body: 'c' } }])
    })

    it('finds the managers, those by a group too, who have an address and may come in', async () => {
      const { store } = opened
      const owner = { accountId: account, door: 'cli', credentialId: null, memberId: null } as const
      const person = (username: string, role: 'manager' | 'learner', more: object = {}) =>
        store.write((tx) =>
          createMember(tx, owner, {
            username,
            lastName: username,
            email: `${username}@example.com`,
            status: 'active',
            roles: { among: ROLES, held: [role] },
            ...more,
          }),
        )
      await person('max', 'manager', { language: 'de-AT' })
      await person('lea', 'learner')
      await person('mute', 'manager', { email: null })
      await person('gone', 'manager', { status: 'suspended' })
      const grouped = await person('gil', 'learner')
      await store.write(async (tx) => {
        const { id } = await tx.groups.insert(account, 'Managers')
        await tx.groups.setRoles(account, id, ['manager'])
        await tx.groups.addMember(account, id, grouped.id)
      })
      const told = await store.read(({ webhooks }) => webhooks.listManagersToNotify(account))
      expect(told.map(({ email, language }) => [email, language])).toEqual([
        ['max@example.com', 'de-AT'],
        ['gil@example.com', null],
      ])
    })
  })
}
