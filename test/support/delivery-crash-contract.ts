import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { fork, type ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { webhookEvent } from '../../src/domain/delivery/events.ts'
import type { AccountId, CourseId, MemberId } from '../../src/domain/ids.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { WEBHOOK_EVENTS } from '../../src/domain/delivery/webhook.ts'
import { createWebhook, newWebhookSecret } from '../../src/domain/delivery/webhooks.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { SqliteStore } from '../../src/store/engines/sqlite/sqlite-store.ts'
import type { DeliveryReport } from './delivery-process.ts'
import { HeldClock, openFreshStore } from './fresh-store.ts'
import { randomFrom } from './random.ts'
import { openWebhookReceiver, type ReceivedRequest, type WebhookReceiver } from './webhook-receiver.ts'

const MOST_FAULTS = 8
const PATIENCE = 150
const HOUR = 60 * 60_000

// The three events of a member in a course, in the order in which they happen.
const STEPS = ['enrolment_created', 'enrolment_completed', 'enrolment_deleted'] as const
const WIRE = ['COURSEMEMBER_CREATED', 'COURSEMEMBER_COMPLETED', 'COURSEMEMBER_DELETED']

interface Plan {
  readonly events: number
  readonly kills: number
}

/** Tests that deliveries survive a worker that is killed again and again. */
export function deliveryCrashContract({ events, kills }: Plan): void {
  describe('deliveries under a worker that is killed', () => {
    const serverKey = Buffer.alloc(32, 'the key of the test server')
    const secret = newWebhookSecret(randomIds)
    const clock = new HeldClock()
    let receiver: WebhookReceiver
    let place: Awaited<ReturnType<typeof openFreshStore>>
    let account: AccountId

    beforeEach(async () => {
      receiver = await openWebhookReceiver()
      place = await openFreshStore(clock)
      account = await putEvents(place.store)
      await place.store.close()
    })
    afterEach(async () => {
      await receiver.close()
      place.remove()
    })

    async function putEvents(store: SqliteStore): Promise<AccountId> {
      const { account, owner } = await store.write((tx) =>
        createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
      )
      const sealedSecret = new SealedBox(serverKey).seal(secret)
      await store.write((tx) =>
        createWebhook(tx, owner, {
          url: receiver.url,
          events: WEBHOOK_EVENTS,
          format: 'coursepath',
          singleAttempt: false,
          sealedSecret,
        }),
      )
      // Three rounds over all members, so that what follows in a line doesn't stand beside it.
      const members = Math.ceil(events / STEPS.length)
      await store.write(async (tx) => {
        for (let n = 0; n < events; n++) {
          const event = STEPS[Math.floor(n / members)] ?? 'enrolment_created'
          const memberId = (1 + (n % members)) as MemberId
          const courseId = (1 + (memberId % 7)) as CourseId
          await tx.outbox.add(account.id, webhookEvent({ event, courseId, memberId }))
        }
      })
      return account.id
    }

    it('all arrive, in order and under one id each', async () => {
      const seen = new Lines(secret)
      receiver.behave((request) => {
        receiver.received.length = 0 // it keeps a list, which nobody reads here
        return seen.take(request)
      })

      let child: ChildProcess | undefined
      let killed = 0
      let rounds = 0
      // One that ends in good order leaves compiled code behind, with which the others start four times as fast.
      const first = await startWorker(place.path, serverKey)
      const primed = new Promise((resolve) => first.once('exit', resolve))
      first.disconnect()
      await primed
      let spare = startWorker(place.path, serverKey)
      let finish: () => void = () => undefined
      const finished = new Promise<void>((resolve) => (finish = resolve))
      const onReport = ({ nextDue }: DeliveryReport) => {
        rounds++
        if (nextDue === undefined) {
          finish()
          return
        }
        // On to when something is due; a little further, so that what is due soon after goes with it.
        clock.advance(Math.max(nextDue - clock.now(), rounds < 20 ? 0 : 2 * HOUR))
        child?.send({ now: clock.now() })
      }
      const employ = async () => {
        child = await spare
        child.on('message', onReport)
        child.send({ now: clock.now() })
        spare = startWorker(place.path, serverKey) // stands by: a start takes longer than all the rest
      }
      const kill = async () => {
        const dead = child
        if (dead === undefined) return
        killed++
        child = undefined
        dead.removeAllListeners('message')
        const gone = new Promise((resolve) => dead.once('exit', resolve))
        dead.kill('SIGKILL')
        await gone
        await employ()
      }
      // Each kill comes while requests are under way: it is their number that calls for it.
      seen.onRequest = (count) => {
        if (killed < kills && count >= (killed + 1) * ((1.5 * events) / kills)) void kill()
      }
      await employ()
      await finished
      for (const one of [child, await spare]) one?.disconnect()

      expect(killed).toBe(kills)
      expect(seen.problems).toEqual([])
      expect(seen.accepted()).toBe(events)
      expect(seen.distinctIds()).toBe(events)
      // A slow machine may let an attempt time out that was accepted; nothing is left waiting in any case.
      expect(await states(place.path, account, 2 * events)).not.toHaveProperty('waiting')
    }, 600_000)
  })
}

async function startWorker(path: string, serverKey: Buffer): Promise<ChildProcess> {
  const entry = new URL('./delivery-process.ts', import.meta.url)
  const child = fork(entry, [path, serverKey.toString('base64'), String(PATIENCE)], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(path), 'compiled') },
  })
  await new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`The worker ended with ${code}.`)))
  })
  child.removeAllListeners('exit')
  return child
}

async function states(path: string, account: AccountId, most: number): Promise<Record<string, number>> {
  const surroundings = { clock: new HeldClock(), ids: randomIds, report: () => undefined }
  const store = await SqliteStore.open({ path, durability: 'off' }, surroundings)
  const [webhook] = await store.read((reader) => reader.webhooks.list(account))
  if (webhook === undefined) throw new Error('the webhook is gone')
  const filter = { kind: 'webhook_event', webhookId: webhook.id } as const
  const deliveries = await store.read((reader) => reader.outbox.list(account, filter, most))
  await store.close()
  const counts: Record<string, number> = {}
  for (const { state } of deliveries) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

/** What the receiver knows of each event: how far its line has come, under which id, and how often it was treated ill. */
class Lines {
  readonly problems: string[] = []
  /** Told how many requests have come. */
  onRequest: (count: number) => void = () => undefined
  readonly #random = randomFrom(20_260_115)
  readonly #verifier: StandardWebhook
  readonly #ids = new Map<string, string>()
  readonly #faults = new Map<string, number>()
  readonly #accepted = new Set<string>()
  readonly #furthest = new Map<string, number>()
  #count = 0

  constructor(secret: string) {
    this.#verifier = new StandardWebhook(secret)
  }

  /** Looks at a request, and says how to treat it. */
  take(request: ReceivedRequest): 204 | 302 | 503 | 'hang' | 'reset' {
    const { body } = request
    const [, line = '', event = ''] = /^(courseId=\d+&memberId=\d+)&event=(\w+)$/.exec(body) ?? []
    this.#checkHeaders(request)
    this.#checkOrder(line, WIRE.indexOf(event), body)
    this.onRequest(++this.#count)
    const fault = this.#fault(body)
    if (fault === undefined) {
      this.#accepted.add(body)
      return 204
    }
    return fault
  }

  accepted(): number {
    return this.#accepted.size
  }

  distinctIds(): number {
    return new Set(this.#ids.values()).size
  }

  #checkHeaders({ headers, body }: ReceivedRequest): void {
    const id = String(headers['webhook-id'])
    const before = this.#ids.get(body)
    if (before === undefined) this.#ids.set(body, id)
    else if (before !== id) this.problems.push(`${body}: came under ${before}, then under ${id}`)
    const at = new Date(Number(headers['webhook-timestamp']) * 1000)
    if (headers['webhook-signature'] !== this.#verifier.sign(id, at, body)) {
      this.problems.push(`${body}: the signature is wrong`)
    }
    if (headers['x-webhook-id'] !== id) this.problems.push(`${body}: the two ids differ`)
  }

  #checkOrder(line: string, step: number, body: string): void {
    const furthest = this.#furthest.get(line) ?? -1
    if (step < furthest) this.problems.push(`${body}: came after a later one`)
    this.#furthest.set(line, Math.max(step, furthest))
    for (let earlier = 0; earlier < step; earlier++) {
      const before = `${line}&event=${WIRE[earlier] ?? ''}`
      if (!this.#accepted.has(before)) this.problems.push(`${body}: came before ${before} was accepted`)
    }
  }

  /** 30 % errors, 10 % silence, 5 % cut connections, 5 % redirects; for one event not more than eight in all. */
  #fault(body: string): 302 | 503 | 'hang' | 'reset' | undefined {
    const dice = this.#random.below(100)
    const before = this.#faults.get(body) ?? 0
    if (dice >= 50 || before === MOST_FAULTS) return undefined
    this.#faults.set(body, before + 1)
    if (dice < 30) return 503
    if (dice < 40) return 'hang'
    return dice < 45 ? 'reset' : 302
  }
}
