import { isDeepStrictEqual } from 'node:util'
import { sha256 } from '../../lib/digest.ts'
import type { Ids } from '../../lib/ids.ts'
import { getActor } from '../actor.ts'
import type { AuditState } from '../audit.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import { issue, notFound, unfit, type Issue } from '../errors.ts'
import type { DeliveryId, WebhookId } from '../ids.ts'
import { demand, mayManageWebhooks } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import type { Delivery } from './delivery.ts'
import { WEBHOOK_EVENTS, type NewWebhook, type Webhook, type WebhookValues } from './webhook.ts'

const MAX_URL = 2_000
const SECRET_BYTES = 24
/** How long the secret before the present one signs too (Standard Webhooks). */
const OLD_SECRET_MS = 24 * 60 * 60_000

/** A fresh secret as the Standard Webhooks specification writes it. It is shown once, and kept sealed. */
export function newWebhookSecret(ids: Ids): string {
  return `whsec_${Buffer.from(ids.token(SECRET_BYTES), 'base64url').toString('base64')}`
}

/**
 * Adds a webhook.
 * @throws forbidden, invalid (url, events)
 */
export async function createWebhook(tx: Writer, by: Principal, draft: NewWebhook): Promise<Webhook> {
  await demandRight(tx, by)
  refuseIfAny([
    ...checkUrl(draft.url),
    ...checkEvents(draft.events),
    ...checkName('webhook', 'format', draft.format),
  ])
  const { href: url } = new URL(draft.url)
  const webhook = await tx.webhooks.insert(by.accountId, { ...draft, url, events: onceEach(draft.events) })
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'webhook',
    subjectId: webhook.id,
    after: webhookState(webhook),
  })
  return webhook
}

/** @throws forbidden */
export async function listWebhooks(reader: Reader, by: Principal): Promise<readonly Webhook[]> {
  await demandRight(reader, by)
  return reader.webhooks.list(by.accountId)
}

/** @throws not_found, forbidden */
export async function getWebhook(reader: Reader, by: Principal, id: WebhookId): Promise<Webhook> {
  await demandRight(reader, by)
  const webhook = await reader.webhooks.find(by.accountId, id)
  if (webhook === undefined) throw notFound('webhook', id)
  return webhook
}

/** The webhook, and others that change it wait until this transaction ends. @throws not_found, forbidden */
export async function lockWebhook(tx: Writer, by: Principal, id: WebhookId): Promise<Webhook> {
  await getWebhook(tx, by, id)
  await tx.webhooks.lock(by.accountId, id)
  return getWebhook(tx, by, id)
}

/**
 * Changes the address, events or format of a webhook. Pending messages go to the new address.
 * @throws not_found, forbidden, invalid (url, events, format)
 */
export async function updateWebhook(
  tx: Writer,
  by: Principal,
  id: WebhookId,
  edit: Partial<WebhookValues>,
): Promise<Webhook> {
  const before = await lockWebhook(tx, by, id)
  const { url = before.url, events = before.events, format = before.format } = edit
  const { singleAttempt = before.singleAttempt } = edit
  refuseIfAny([...checkUrl(url), ...checkEvents(events), ...checkName('webhook', 'format', format)])
  const values: WebhookValues = { url: new URL(url).href, events: onceEach(events), format, singleAttempt }
  const after = { ...before, ...values }
  if (isDeepStrictEqual(webhookState(before), webhookState(after))) return before
  await tx.webhooks.update(by.accountId, id, values)
  return recordChange(tx, by, before)
}

/**
 * Sends a message of no event to one webhook, so that its receiver can be tried. It is carried out, tried again and
 * listed as every other.
 * @throws not_found, forbidden, conflict (the webhook is off)
 */
export async function addTestDelivery(tx: Writer, by: Principal, id: WebhookId): Promise<Delivery> {
  const webhook = await lockWebhook(tx, by, id)
  if (webhook.off !== null) throw unfit('webhook', 'off', id)
  return tx.outbox.addTest(by.accountId, id)
}

/**
 * Gives a webhook another secret. For 24 hours messages are signed with the one before too, so that its receiver has time
 * to change; one that was before that signs no more.
 * @throws not_found, forbidden
 */
export async function setWebhookSecret(
  tx: Writer,
  by: Principal,
  id: WebhookId,
  sealedSecret: string,
): Promise<Webhook> {
  const before = await lockWebhook(tx, by, id)
  await tx.webhooks.setSecret(by.accountId, id, { sealedSecret, oldUntil: tx.now + OLD_SECRET_MS })
  const after = await getWebhook(tx, by, id)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'webhook',
    subjectId: id,
    before: webhookState(before),
    // Two secrets of the same moment are two changes.
    after: { ...webhookState(after), fingerprint: sha256(sealedSecret).slice(0, 12) },
  })
  return after
}

/** Removes a webhook with all that was or is on its way to it. @throws not_found, forbidden */
export async function deleteWebhook(tx: Writer, by: Principal, id: WebhookId): Promise<void> {
  const webhook = await lockWebhook(tx, by, id)
  await tx.webhooks.delete(by.accountId, id)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'webhook',
    subjectId: id,
    before: webhookState(webhook),
  })
}

/** Lets messages go out again. Those that were missed don't by themselves: replay them. @throws not_found, forbidden */
export async function enableWebhook(tx: Writer, by: Principal, id: WebhookId): Promise<Webhook> {
  const before = await lockWebhook(tx, by, id)
  if (!(await tx.webhooks.enable(by.accountId, id))) return before
  return recordChange(tx, by, before)
}

/** Sends nothing any more, and gives up what waits. Events are kept for a replay. @throws not_found, forbidden */
export async function disableWebhook(tx: Writer, by: Principal, id: WebhookId): Promise<Webhook> {
  const before = await lockWebhook(tx, by, id)
  if (!(await tx.webhooks.disable(by.accountId, id, 'wanted'))) return before
  await tx.outbox.giveUpAll(by.accountId, id)
  return recordChange(tx, by, before)
}

/** What is sent again: one message, or those of a time; only those that were given up, or those that went out as well. */
export type ReplayRequest =
  | { readonly deliveryId: DeliveryId }
  | { readonly from: number; readonly to: number; readonly sentToo: boolean }

/**
 * Sends messages again, under the ids that they had. Returns how many.
 * @throws not_found (webhook, delivery), forbidden, conflict (the webhook is off, or the message is on its way)
 */
export async function replayDeliveries(
  tx: Writer,
  by: Principal,
  id: WebhookId,
  wish: ReplayRequest,
): Promise<number> {
  const webhook = await getWebhook(tx, by, id)
  if (webhook.off !== null) throw unfit('webhook', 'off', id)
  if ('from' in wish) return tx.outbox.replay(by.accountId, { webhookId: id, ...wish })
  const delivery = await tx.outbox.find(by.accountId, wish.deliveryId)
  if (delivery?.webhookId !== id) throw notFound('delivery', wish.deliveryId)
  if (!(await tx.outbox.resend(by.accountId, delivery.id))) throw unfit('delivery', 'state', delivery.id)
  return 1
}

async function demandRight(reader: Reader, by: Principal): Promise<void> {
  demand(mayManageWebhooks(await getActor(reader, by)), 'webhook', 'manage')
}

async function recordChange(tx: Writer, by: Principal, before: Webhook): Promise<Webhook> {
  const after = await getWebhook(tx, by, before.id)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'webhook',
    subjectId: before.id,
    before: webhookState(before),
    after: webhookState(after),
  })
  return after
}

// Whether the address may be connected to is found out at each attempt: what a name leads to changes.
function checkUrl(text: string): Issue[] {
  if (text.length > MAX_URL) return [{ ...issue('webhook', 'url', 'too_long'), limit: MAX_URL }]
  if (!URL.canParse(text)) return [issue('webhook', 'url', 'malformed', text)]
  const { protocol, username, password } = new URL(text)
  const good = (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
  return good ? [] : [issue('webhook', 'url', 'not_allowed', text)]
}

function onceEach<Event>(events: readonly Event[]): readonly Event[] {
  return [...new Set(events)]
}

function checkEvents(events: readonly string[]): Issue[] {
  if (events.length === 0) return [issue('webhook', 'events', 'missing')]
  const unknown = events.filter((event) => !WEBHOOK_EVENTS.some((known) => known === event))
  return unknown.map((event) => issue('webhook', 'events', 'unknown', event))
}

function webhookState(webhook: Webhook): AuditState {
  const { url, events, format, singleAttempt, off, rotatedUntil } = webhook
  return { url, events, format, singleAttempt, off: off?.reason ?? null, rotatedUntil }
}
