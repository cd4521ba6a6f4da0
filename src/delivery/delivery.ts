import type { Logger } from 'pino'
import { claimDeliveries, settleDelivery } from '../domain/delivery/carry-out-deliveries.ts'
import { getLetterhead, type Installation } from '../domain/academy/address.ts'
import type {
  Delivery,
  DeliveryKind,
  DeliveryState,
  EventDelivery,
  MailDelivery,
} from '../domain/delivery/delivery.ts'
import type { OffReason } from '../domain/delivery/webhook.ts'
import type { AccountId, WebhookId } from '../domain/ids.ts'
import { isWorthSending } from '../domain/people/mailed-links.ts'
import { SYSTEM_ITSELF } from '../domain/principal.ts'
import type { WebhookFormat } from '../domain/delivery/webhook-format.ts'
import type { Store } from '../domain/store.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import type { Meter, Tracer } from '../lib/telemetry.ts'
import { Smtp, type SmtpSettings } from './mail/smtp.ts'
import { parseRetryAfter, settlementOf, type AttemptResult } from './retries.ts'
import { judgeWebhook } from './switch-off.ts'
import type { AddressGuard } from './webhooks/address-guard.ts'
import { post, type PostResult } from './webhooks/post.ts'
import { webhookRequest } from './webhooks/webhook-request.ts'

export interface DeliveryServices {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  /** Counts attempts; omitted: nobody does. */
  readonly meter?: Pick<Meter, 'delivery'> | undefined
  /** Traces attempts, as part of the trace that caused them; omitted: nobody does. */
  readonly tracer?: Pick<Tracer, 'continued' | 'traceparent'> | undefined
  readonly sealedBox: SealedBox
  readonly guard: AddressGuard
  /** The format with that name; undefined if no door has it. */
  readonly webhookFormat: (name: string) => Promise<WebhookFormat | undefined>
  /** Undefined: mails wait in the outbox. */
  readonly smtp: SmtpSettings | undefined
  /** The server's address for links in mails, and the sender if an account doesn't set one. */
  readonly installation: Installation
  /** Limits the worker to this kind of delivery; undefined: all. */
  readonly only?: DeliveryKind
  /** Limits the worker to this account; undefined: all. */
  readonly account?: AccountId
  /** Whether this is the only process that delivers from this store: then nobody else holds a lease. */
  readonly alone: boolean
  /** The timeout for a webhook's receiver, in milliseconds. */
  readonly patience?: number
  /** How long stopping waits for running deliveries, in milliseconds. */
  readonly grace?: number
}

const SEALED_OTHERWISE =
  'the secret of a webhook was sealed with another server key: nothing can be sent to it'
const WEBHOOK_TIMEOUT_MS = 10_000
const MAIL_TIMEOUT_MS = 60_000
const LEASE = 2 * 60_000
const CONCURRENCY: Readonly<Record<DeliveryKind, number>> = { webhook_event: 64, mail: 4 }
const TAKEN_AT_ONCE = 16
// A webhook with this many running deliveries gets no more for the moment: a slow receiver must leave room for others.
const BATCH_PER_WEBHOOK = 16
// How often the outbox is polled for entries of other processes. Beside a SQLite file that is only the command line.
const LOOK_EVERY = { alone: 5_000, among: 1_000 }
const SHUTDOWN_GRACE_MS = 2_000

/**
 * Delivers what the outbox holds: a few deliveries at a time, the first of each queue, until nothing is due. It wakes
 * when this process adds an entry, when the next delivery is due, and periodically.
 */
export class DeliveryWorker {
  readonly #services: DeliveryServices
  readonly #smtp: Smtp | undefined
  readonly #kinds: readonly DeliveryKind[]
  readonly #stopping = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  readonly #busy = { webhook_event: 0, mail: 0 }
  readonly #busyWebhooks = new Map<WebhookId, number>()
  #timer: NodeJS.Timeout | undefined
  #unsubscribe: (() => void) | undefined
  #looking: Promise<void> | undefined
  #lookAgain = false
  /** The number of deliveries started so far. */
  #begun = 0
  #state: 'idle' | 'working' | 'stopped' = 'idle'

  constructor(services: DeliveryServices) {
    this.#services = services
    this.#smtp = services.smtp && new Smtp(services.smtp)
    const kinds: readonly DeliveryKind[] =
      services.smtp === undefined ? ['webhook_event'] : ['webhook_event', 'mail']
    this.#kinds = kinds.filter((kind) => kind === (services.only ?? kind))
  }

  /** Starts working in the background. */
  start(): void {
    this.#state = 'working'
    this.#unsubscribe = this.#services.store.onOutbox(() => this.#wake())
    void this.#begin()
  }

  /** Starts nothing new, and waits for running deliveries; those that take longer are left for the next start. */
  async stop(): Promise<void> {
    this.#unsubscribe?.()
    this.#state = 'stopped'
    clearTimeout(this.#timer)
    const patience = setTimeout(() => this.#stopping.abort(), this.#services.grace ?? SHUTDOWN_GRACE_MS)
    await this.#looking
    await Promise.all(this.#underWay)
    clearTimeout(patience)
    await this.#smtp?.close()
  }

  /** Delivers everything that is due, and resolves when nothing is due any more. */
  async carryOutDue(): Promise<void> {
    for (;;) {
      const begun = this.#begun
      await this.#look()
      // Started deliveries may have finished already.
      if (this.#underWay.size === 0 && this.#begun === begun) return
      await Promise.all(this.#underWay)
    }
  }

  async #begin(): Promise<void> {
    // A killed process leaves its leases behind; if there can be no other process, they are free.
    if (this.#services.alone)
      await this.#attempt(() => this.#services.store.write((tx) => tx.outbox.releaseAll()))
    this.#wake()
  }

  #wake(): void {
    if (this.#state !== 'working') return
    if (this.#looking !== undefined) {
      this.#lookAgain = true
      return
    }
    clearTimeout(this.#timer)
    this.#looking = this.#attempt(() => this.#look()).then((due) => {
      this.#looking = undefined
      if (this.#lookAgain) {
        this.#lookAgain = false
        this.#wake()
      } else if (this.#state === 'working') this.#sleepUntil(due)
    })
  }

  /** Sleeps until the next delivery is due, up to a limit. */
  #sleepUntil(due: number | undefined): void {
    const { clock, alone } = this.#services
    const longest = alone ? LOOK_EVERY.alone : LOOK_EVERY.among
    const ahead = due === undefined ? longest : due - clock.now()
    // Due deliveries have to wait for a free slot: whoever frees one wakes us.
    const pause = ahead <= 0 ? longest : Math.min(longest, ahead)
    this.#timer = setTimeout(() => this.#wake(), pause).unref()
  }

  /** Starts as many deliveries as there are free slots. Returns when the next one is due. */
  async #look(): Promise<number | undefined> {
    const { store, clock } = this.#services
    for (;;) {
      // One indexed read, so that nothing is written while nothing is due.
      const due = await store.read((reader) => reader.outbox.findNextDue(this.#kinds))
      if (due === undefined || due > clock.now() || this.#isStopped()) return due
      let more = false
      for (const kind of this.#kinds) more = (await this.#take(kind)) || more
      if (!more) return due
    }
  }

  #isStopped(): boolean {
    return this.#state === 'stopped'
  }

  /** Claims deliveries of that kind. Returns whether more can be claimed at once. */
  async #take(kind: DeliveryKind): Promise<boolean> {
    const { store, clock, ids, account } = this.#services
    const room = Math.min(CONCURRENCY[kind] - this.#busy[kind], TAKEN_AT_ONCE)
    if (room <= 0) return false
    const except = [...this.#busyWebhooks].filter(([, busy]) => busy >= BATCH_PER_WEBHOOK).map(([id]) => id)
    const lease = ids.guid()
    const wish = { kind, limit: room, except, lease, until: clock.now() + LEASE, ...(account && { account }) }
    const { deliveries, more } = await store.write((tx) => claimDeliveries(tx, SYSTEM_ITSELF, wish))
    for (const delivery of deliveries) this.#launch(delivery, lease)
    return more
  }

  #launch(delivery: Delivery, lease: string): void {
    const { kind, webhookId } = delivery
    const count = (by: 1 | -1) => {
      this.#busy[kind] += by
      if (webhookId === null) return
      const busy = (this.#busyWebhooks.get(webhookId) ?? 0) + by
      if (busy === 0) this.#busyWebhooks.delete(webhookId)
      else this.#busyWebhooks.set(webhookId, busy)
    }
    count(1)
    this.#begun++
    const work = this.#attempt(() => this.#carryOut(delivery, lease)).then(() => {
      count(-1)
      this.#underWay.delete(work)
      this.#wake()
    })
    this.#underWay.add(work)
  }

  async #carryOut(delivery: Delivery, lease: string): Promise<void> {
    const { store, clock } = this.#services
    const at = clock.now()
    const started = performance.now()
    let result: AttemptResult
    try {
      result = await this.#traced(delivery, () =>
        delivery.kind === 'mail' ? this.#mail(delivery) : this.#report(delivery),
      )
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      await store.write((tx) => tx.outbox.release(delivery, lease))
      return
    }
    const milliseconds = Math.round(performance.now() - started)
    const told = await store.write(async (tx) => {
      const webhook =
        delivery.kind === 'mail' ? undefined : await tx.webhooks.find(delivery.accountId, delivery.webhookId)
      const single = webhook?.singleAttempt ?? false
      const settlement = settlementOf(result, delivery.attempts, single, tx.now)
      const { answer, ours = false } = result
      const attempt = { at, milliseconds, answer }
      const outcome = { lease, settlement, attempt, webhook, ours }
      if (!(await settleDelivery(tx, SYSTEM_ITSELF, delivery, outcome))) return {}
      const off = webhook && (await judgeWebhook(tx, delivery.accountId, webhook, result))
      return { off, state: settlement.state }
    })
    this.#tell(delivery, result, told)
  }

  #traced<T>({ kind, trace, attempts }: Delivery, attempt: () => Promise<T>): Promise<T> {
    const { tracer } = this.#services
    if (tracer === undefined) return attempt()
    const name = kind === 'mail' ? 'deliver mail' : 'deliver webhook'
    const attributes = { 'quadrivium.delivery.attempt': attempts + 1 }
    return tracer.continued(trace, { name, kind: 'client', attributes }, attempt)
  }

  /** Failures that nobody would notice otherwise are logged. */
  #tell(
    { kind, id, accountId, webhookId }: Delivery,
    { answer, ours }: AttemptResult,
    { off, state }: { readonly off?: OffReason | undefined; readonly state?: DeliveryState },
  ): void {
    const { log, meter } = this.#services
    if (state !== undefined) {
      meter?.delivery(kind === 'mail' ? 'mail' : 'webhook', state === 'waiting' ? 'retried' : state)
    }
    const account = Number(accountId)
    if (off !== undefined) {
      log.warn({ account, webhook: webhookId, reason: off, answer }, 'webhook turned off')
    }
    if (state !== 'given_up' || ours === true) return
    if (kind === 'mail') log.warn({ account, mail: id, answer }, 'giving up on a mail')
    else log.warn({ account, webhook: webhookId, delivery: id, answer }, 'giving up on a webhook message')
  }

  async #report(delivery: EventDelivery): Promise<AttemptResult> {
    const { store, clock, sealedBox, guard, patience = WEBHOOK_TIMEOUT_MS } = this.#services
    const { accountId, webhookId, messageId, attempts, payload } = delivery
    const found = await store.read(async ({ webhooks }) => ({
      webhook: await webhooks.find(accountId, webhookId),
      sealed: await webhooks.listSealedSecrets(accountId, webhookId),
    }))
    const [sealed, oldSealed] = found.sealed
    if (found.webhook === undefined || sealed === undefined) {
      return { outcome: 'refused', answer: 'the webhook was removed', ours: true }
    }
    // It was switched off after the delivery was added by another node, or claimed: nothing is sent any more.
    if (found.webhook.off !== null)
      return { outcome: 'refused', answer: 'the webhook is switched off', ours: true }
    const secret = sealedBox.open(sealed)
    if (secret === undefined) {
      this.#services.log.error({ account: accountId, webhook: webhookId }, SEALED_OTHERWISE)
      return { outcome: 'failed', answer: 'the secret is encrypted with another server key', ours: true }
    }
    const format = await this.#services.webhookFormat(found.webhook.format)
    if (format === undefined)
      return { outcome: 'failed', answer: "no door has the webhook's format", ours: true }
    const oldSecret = oldSealed === undefined ? undefined : sealedBox.open(oldSealed)
    const outgoing = {
      id: messageId,
      attempt: attempts + 1,
      at: clock.now(),
      secret,
      oldSecret,
      event: payload,
    }
    const url = new URL(found.webhook.url)
    const request = webhookRequest(format, outgoing)
    const traceparent = this.#services.tracer?.traceparent()
    const headers = traceparent === undefined ? request.headers : { ...request.headers, traceparent }
    const result = await this.#within(patience, (signal) => post(guard, url, { ...request, headers }, signal))
    if ('failure' in result) return { outcome: 'failed', answer: result.failure }
    return judge(result, clock.now())
  }

  async #mail({ accountId, messageId, payload }: MailDelivery): Promise<AttemptResult> {
    const { store, clock, installation } = this.#services
    const smtp = this.#smtp
    if (smtp === undefined) throw new Error('A mail was taken without a mail server.')
    const { isWanted, letterhead } = await store.read(async (reader) => ({
      isWanted: payload.opens === undefined || (await isWorthSending(reader, SYSTEM_ITSELF, payload.opens)),
      letterhead: await getLetterhead(reader, accountId, installation),
    }))
    if (!isWanted) {
      return { outcome: 'refused', answer: 'not sent: its link has been used or has ended', ours: true }
    }
    const outgoing = { id: messageId, at: clock.now(), mail: payload, letterhead }
    const { state, answer } = await this.#within(MAIL_TIMEOUT_MS, (signal) => smtp.send(outgoing, signal))
    if (state === 'sent') return { outcome: 'delivered', answer }
    if (state === 'delayed' && this.#stopping.signal.aborted) throw new Stopped()
    return { outcome: state === 'refused' ? 'refused' : 'failed', answer }
  }

  /** Runs an attempt with a signal that aborts it after that time, or when the worker is stopped. */
  async #within<T>(milliseconds: number, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const ending = new AbortController()
    const stop = () => ending.abort(new Stopped())
    const timer = setTimeout(() => ending.abort(new DOMException('too late', 'TimeoutError')), milliseconds)
    this.#stopping.signal.addEventListener('abort', stop)
    if (this.#stopping.signal.aborted) stop()
    try {
      return await attempt(ending.signal)
    } finally {
      clearTimeout(timer)
      this.#stopping.signal.removeEventListener('abort', stop)
    }
  }

  /** Runs the work; an error is logged, and the work is retried when its lease or pause has ended. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      this.#services.log.error({ err: error }, 'failed to process a delivery')
      return undefined
    }
  }
}

/** The result that a receiver's answer stands for. Only a busy receiver (429, 503) can postpone the next attempt. */
function judge({ status, retryAfter }: Extract<PostResult, { status: number }>, now: number): AttemptResult {
  if (status >= 200 && status < 300) return { outcome: 'delivered', answer: String(status) }
  if (status === 410) return { outcome: 'refused', answer: '410', gone: true }
  const wanted = (status === 429 || status === 503) && retryAfter !== undefined
  const notBefore = wanted ? parseRetryAfter(retryAfter, now) : undefined
  if (notBefore === undefined) return { outcome: 'failed', answer: String(status) }
  const seconds = Math.max(0, Math.ceil((notBefore - now) / 1000))
  return { outcome: 'failed', answer: `${status}, asks for ${seconds} s`, notBefore }
}

/** The server is shutting down; running deliveries are aborted. */
class Stopped extends Error {
  override readonly name = 'Stopped'
}
