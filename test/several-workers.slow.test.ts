import { SYSTEM_ITSELF } from '../src/domain/principal.ts'
import { webhookFormat } from '../src/server/delivery-worker.ts'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { pino } from 'pino'
import { DeliveryWorker } from '../src/delivery/delivery.ts'
import { AddressGuard } from '../src/delivery/webhooks/address-guard.ts'
import { parseRange } from '../src/delivery/webhooks/ip-address.ts'
import { createAccount } from '../src/domain/academy/tenancy.ts'
import type { Delivery } from '../src/domain/delivery/delivery.ts'
import { webhookEvent } from '../src/domain/delivery/events.ts'
import { WEBHOOK_EVENTS } from '../src/domain/delivery/webhook.ts'
import type { AccountId, CourseId, MemberId, WebhookId } from '../src/domain/ids.ts'
import type { Store, Writer } from '../src/domain/store.ts'
import { systemClock } from '../src/lib/clock.ts'
import { randomIds } from '../src/lib/ids.ts'
import { SealedBox } from '../src/lib/sealed-box.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from './support/postgres.ts'
import { openWebhookReceiver, type WebhookReceiver } from './support/webhook-receiver.ts'

// The workers of several nodes carry out what one outbox holds.

const LEASE = 120_000
const box = new SealedBox(Buffer.alloc(32, 'the key of the nodes'))

let server: TestPostgres
let receiver: WebhookReceiver
let nodes: Store[]
let account: AccountId
let webhook: WebhookId

beforeAll(async () => {
  server = await startPostgres()
  receiver = await openWebhookReceiver()
  const url = await server.database()
  nodes = await Promise.all([1, 2, 3].map(() => openPostgresAt(url, systemClock)))
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await receiver.close()
  await server.stop()
})
beforeEach(async () => {
  ;({ account, webhook } = await at(0).write(async (tx) => {
    const made = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, [])
    const { id } = await tx.webhooks.insert(made.account.id, {
      url: receiver.url,
      events: WEBHOOK_EVENTS,
      format: 'coursepath',
      singleAttempt: false,
      sealedSecret: box.seal(`whsec_${Buffer.alloc(24, 's').toString('base64')}`),
    })
    return { account: made.account.id, webhook: id }
  }))
})

function at(index: number): Store {
  const node = nodes[index % nodes.length]
  if (node === undefined) throw new Error('there is no such node')
  return node
}

const put = (tx: Writer, member: number) =>
  tx.outbox.add(
    account,
    webhookEvent({ event: 'enrolment_created', memberId: member as MemberId, courseId: 1 as CourseId }),
  )
const claim = async (node: Store, lease: string) => {
  const until = systemClock.now() + LEASE
  const wish = { kind: 'webhook_event', limit: 100, except: [], lease, until } as const
  return (await node.write((tx) => tx.outbox.claim(wish))).deliveries
}
const settle = (tx: Writer, delivery: Delivery, lease: string) =>
  tx.outbox.settle(delivery, lease, { state: 'sent' }, { at: tx.now, milliseconds: 1, answer: '204' })

it('lets nothing wait behind a delivery that is settled at that moment', async () => {
  await at(0).write((tx) => put(tx, 1))
  const [first] = await claim(at(0), 'a')
  if (first === undefined) throw new Error('nothing was handed out')
  const { promise: settled, resolve: tellSettled } = Promise.withResolvers<undefined>()
  const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<undefined>()
  let runs = 0
  const settling = at(0).write(async (tx) => {
    await settle(tx, first, 'a') // calls the next in the line: there is none yet
    tellSettled(undefined)
    if (runs++ === 0) await goOn
  })
  await settled
  await at(1).write((tx) => put(tx, 1))
  expect(await claim(at(2), 'b')).toEqual([])
  letGoOn(undefined)
  await settling
  const [second] = await claim(at(2), 'c')
  expect(second?.id).toBeGreaterThan(first.id)
  await at(0).write((tx) => tx.outbox.giveUpAll(account, webhook))
})

it('carries 300 events out at three nodes, each line in order, none long after its time', async () => {
  const log = pino({ level: 'silent' })
  const loopback = parseRange('127.0.0.1')
  const workers = nodes.map(
    (store) =>
      new DeliveryWorker({
        store,
        clock: systemClock,
        ids: randomIds,
        log,
        sealedBox: box,
        guard: new AddressGuard(loopback === undefined ? [] : [loopback]),
        webhookFormat,
        smtp: undefined,
        installation: { publicUrl: 'https://academy.example.com' },
        alone: false,
      }),
  )
  for (const worker of workers) worker.start()
  // Few lines, so that what comes in often stands behind what is being settled.
  for (let i = 0; i < 300; i += 3) {
    await Promise.all([0, 1, 2].map((node) => at(node).write((tx) => put(tx, (i + node) % 5))))
  }
  const all = () =>
    at(0).read((reader) => reader.outbox.list(account, { kind: 'webhook_event', webhookId: webhook }, 1_000))
  // A lease that nobody ends is over after two minutes: none is waited for.
  await expect
    .poll(async () => (await all()).filter(({ state }) => state === 'sent').length, { timeout: 100_000 })
    .toBe(300)
  await Promise.all(workers.map((worker) => worker.stop()))
  expect(receiver.received).toHaveLength(300)
})
