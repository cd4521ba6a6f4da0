import { presentAttempt, presentWebhook, presentWebhookDelivery } from '../../api/webhooks/present-webhook.ts'
import type { DeliveryId, WebhookId } from '../../domain/ids.ts'
import { getWebhookDelivery } from '../../domain/delivery/deliveries.ts'
import { listDeliveriesInOrder } from '../../domain/delivery/list-deliveries.ts'
import { WEBHOOK_EVENTS, type WebhookEventName } from '../../domain/delivery/webhook.ts'
import {
  createWebhook,
  getWebhook,
  listWebhooks,
  newWebhookSecret,
  deleteWebhook,
  replayDeliveries,
  disableWebhook,
  enableWebhook,
} from '../../domain/delivery/webhooks.ts'
import { randomIds } from '../../lib/ids.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { openServerKey } from '../shell/open-server-key.ts'
import { instantNamed } from '../shell/arguments.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { firstOf } from '../shell/first-of.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { instant, print, table } from '../shell/print.ts'
import { counted } from '../../lib/counted.ts'

// A hint, not an error: the server that delivers may run with other settings than this command.
const PLAIN_HTTP =
  "Plain http works only for receivers in the server's QUADRIVIUM_WEBHOOK_ALLOW. Use https for all others."

export interface NewWebhookOptions extends Shared {
  readonly event: readonly string[]
  readonly format: string
  readonly singleAttempt?: true
}

export interface ReplayOptions extends Shared {
  readonly message?: string
  readonly from?: string
  readonly to?: string
  readonly all?: true
}

export interface LogOptions extends Shared {
  readonly limit: string
}

/** Creates a webhook and prints its secret, which is shown only once. */
export async function addWebhookCommand(url: string, options: NewWebhookOptions): Promise<void> {
  const events = options.event.length === 0 ? WEBHOOK_EVENTS : options.event.map(eventNamed)
  const secret = newWebhookSecret(randomIds)
  const { webhook, twins } = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const box = new SealedBox(await openServerKey(config, store))
    const singleAttempt = options.singleAttempt === true
    const draft = { url, events, format: options.format, singleAttempt, sealedSecret: box.seal(secret) }
    return store.write(async (tx) => {
      const added = await createWebhook(tx, by, draft)
      const same = (await listWebhooks(tx, by)).filter((one) => one.url === added.url && one.id !== added.id)
      return { webhook: added, twins: same.map((one) => one.id) }
    })
  })
  if (twins.length > 0) console.error(twinsLine(twins))
  print(options.json === true, { ...presentWebhook(webhook), secret }, () =>
    [
      `Created webhook ${webhook.id} for ${webhook.url}. Its secret is shown only once:`,
      `  ${secret}`,
      ...(webhook.url.startsWith('http:') ? [PLAIN_HTTP] : []),
    ].join('\n'),
  )
}

/** A hint, not an error: two webhooks may send different events or formats to the same address. */
function twinsLine(ids: readonly number[]): string {
  return ids.length === 1
    ? `Webhook ${ids[0]} has the same address. Events of both are sent there twice.`
    : `Webhooks ${ids.join(', ')} have the same address. Events of several of them are sent there several times.`
}

export async function listWebhooksCommand(options: Shared): Promise<void> {
  const webhooks = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read((reader) => listWebhooks(reader, by))
  })
  print(options.json === true, webhooks.map(presentWebhook), () =>
    table(
      ['id', 'url', 'events', 'state', 'failing since'],
      webhooks.map((webhook) => [
        webhook.id,
        webhook.url,
        webhook.events.length === WEBHOOK_EVENTS.length ? 'all' : webhook.events.join(' '),
        webhook.off === null ? 'on' : `off (${webhook.off.reason})`,
        instant(webhook.failingSince),
      ]),
    ),
  )
}

/** Deletes a webhook with all its past and waiting deliveries. */
export async function removeWebhookCommand(id: string, options: Shared): Promise<void> {
  await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    await store.write((tx) => deleteWebhook(tx, by, webhookId(id)))
  })
  print(options.json === true, { id: Number(id), removed: true }, () => `Removed webhook ${id}.`)
}

/** Resumes or stops the deliveries of a webhook. */
export async function switchWebhookCommand(id: string, to: 'on' | 'off', options: Shared): Promise<void> {
  const webhook = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const change = to === 'on' ? enableWebhook : disableWebhook
    return store.write((tx) => change(tx, by, webhookId(id)))
  })
  print(options.json === true, presentWebhook(webhook), () => `Webhook ${id} is now ${to}.`)
}

/** Queues messages again; a running server sends them within seconds. */
export async function replayCommand(id: string, options: ReplayOptions): Promise<void> {
  const { message } = options
  const wish =
    message === undefined
      ? {
          from: instantNamed(options.from) ?? 0,
          to: instantNamed(options.to) ?? Date.now(),
          sentToo: options.all === true,
        }
      : { deliveryId: idOf(message, 'message') as DeliveryId }
  const replayed = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const { off } = await store.read((reader) => getWebhook(reader, by, webhookId(id)))
    if (off !== null) {
      throw new CommandError(`Webhook ${id} is off. Turn it on first: quadrivium webhook on ${id}`)
    }
    return store.write((tx) => replayDeliveries(tx, by, webhookId(id), wish))
  })
  print(options.json === true, { replayed }, () => `Queued ${counted(replayed, 'message')}.`)
}

/** Lists the deliveries to a webhook with each attempt, newest first. */
export async function webhookLogCommand(id: string, options: LogOptions): Promise<void> {
  const entries = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read(async (reader) => {
      const { id: webhook } = await getWebhook(reader, by, webhookId(id))
      const listed = await firstOf(idOf(options.limit, 'number'), (page) =>
        listDeliveriesInOrder(reader, by, {
          filter: { webhook: [webhook] },
          sort: [{ by: 'written', descending: true }],
          page,
        }),
      )
      const tried = []
      for (const delivery of listed) tried.push(await getWebhookDelivery(reader, by, webhook, delivery.id))
      return tried.map(({ delivery, attempts }) => ({
        ...presentWebhookDelivery(delivery),
        attempts: attempts.map(presentAttempt),
      }))
    })
  })
  print(options.json === true, entries, () =>
    table(
      ['id', 'event', 'about', 'created', 'state', 'attempts'],
      entries.map((entry) => [
        entry.id,
        entry.event,
        about(entry),
        entry.created,
        entry.state,
        entry.attempts.map(({ answer }) => answer).join(', '),
      ]),
    ),
  )
}

function about({ courseId, programId, personId }: ReturnType<typeof presentWebhookDelivery>): string {
  return Object.entries({ course: courseId, program: programId, person: personId })
    .flatMap(([name, id]) => (id === null ? [] : [`${name} ${id}`]))
    .join(', ')
}

function eventNamed(name: string): WebhookEventName {
  const event = WEBHOOK_EVENTS.find((known) => known === name.toLowerCase())
  if (event === undefined) {
    throw new CommandError(`There is no event "${name}"; use one of ${WEBHOOK_EVENTS.join(', ')}.`, 2)
  }
  return event
}

function webhookId(text: string): WebhookId {
  return idOf(text, 'webhook') as WebhookId
}

function idOf(text: string, what: 'webhook' | 'message' | 'number'): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  const where = what === 'webhook' ? '. `quadrivium webhook list` shows all webhooks' : ''
  throw new CommandError(
    `"${text}" is not ${what === 'number' ? 'a number' : `the id of a ${what}${where}`}.`,
    2,
  )
}
