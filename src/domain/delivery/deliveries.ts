import { getActor } from '../actor.ts'
import { notFound } from '../errors.ts'
import type { DeliveryId, WebhookId } from '../ids.ts'
import { demand, mayHandleMails } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import { asSeenBy, type Delivery, type DeliveryAttempt, type MailDelivery } from './delivery.ts'
import { getWebhook } from './webhooks.ts'

/** A delivery with its log, in order. */
export interface TriedDelivery<D extends Delivery> {
  readonly delivery: D
  readonly attempts: readonly DeliveryAttempt[]
}

/** A delivery to a webhook, with its log. @throws forbidden, not_found (webhook, delivery) */
export async function getWebhookDelivery(
  reader: Reader,
  by: Principal,
  webhookId: WebhookId,
  id: DeliveryId,
): Promise<TriedDelivery<Delivery>> {
  await getWebhook(reader, by, webhookId)
  const delivery = await reader.outbox.find(by.accountId, id)
  if (delivery?.webhookId !== webhookId) throw notFound('delivery', id)
  return { delivery, attempts: await reader.outbox.listAttempts(by.accountId, id) }
}

/** A mail with its log, as `listMailsInOrder` has it; undefined when there is none of that id. @throws forbidden */
export async function findMail(
  reader: Reader,
  by: Principal,
  id: DeliveryId,
): Promise<TriedDelivery<MailDelivery> | undefined> {
  const actor = await getActor(reader, by)
  demand(mayHandleMails(actor), 'delivery', 'read')
  const delivery = await reader.outbox.find(by.accountId, id)
  if (delivery?.kind !== 'mail') return undefined
  return {
    delivery: asSeenBy(actor, delivery),
    attempts: await reader.outbox.listAttempts(by.accountId, id),
  }
}

/** Whether somebody may send and read mails. @throws forbidden */
export async function demandMails(reader: Reader, by: Principal): Promise<void> {
  demand(mayHandleMails(await getActor(reader, by)), 'delivery', 'send')
}

/** Makes a mail due at once, again where it was given up. Whether there was one that isn't being sent. @throws forbidden */
export async function resendMail(tx: Writer, by: Principal, id: DeliveryId): Promise<boolean> {
  demand(mayHandleMails(await getActor(tx, by)), 'delivery', 'send')
  return tx.outbox.resend(by.accountId, id)
}
