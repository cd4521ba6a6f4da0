import { demandSystem } from '../actor.ts'
import type { System } from '../principal.ts'
import type { Writer } from '../store.ts'
import type { Delivery, DeliveryAttempt, Settlement } from './delivery.ts'
import type { Claim, ClaimOptions } from './delivery-store.ts'
import type { Webhook } from './webhook.ts'

// For whoever carries out deliveries: the worker that sends, and the demo academy, whose past tells of what was sent.

/**
 * Takes what is due, for a while: nobody else has it until then. One indexed read where nothing is.
 * @throws forbidden
 */
export async function claimDeliveries(tx: Writer, by: System, wish: ClaimOptions): Promise<Claim> {
  demandSystem(by)
  const due = await tx.outbox.findNextDue([wish.kind])
  if (due === undefined || due > tx.now) return { deliveries: [], more: false }
  return tx.outbox.claim(wish)
}

/** What came of an attempt. */
export interface AttemptOutcome {
  /** By which the delivery was taken. */
  readonly lease: string
  readonly settlement: Settlement
  readonly attempt: Omit<DeliveryAttempt, 'number'>
  /** The webhook of the event, as it was before; undefined: it has been deleted since. */
  readonly webhook?: Webhook | undefined
  /** Nothing was sent: the failure is on our side, and says nothing about the receiver. */
  readonly ours?: boolean
}

/**
 * Writes down what came of an attempt, and for a webhook since when it fails. The link in a mail opens its recipient's
 * account: it isn't kept longer than it takes to send it.
 * @returns false when the delivery was somebody else's by now: then nothing is written
 * @throws forbidden
 */
export async function settleDelivery(
  tx: Writer,
  by: System,
  delivery: Delivery,
  { lease, settlement, attempt, webhook, ours = false }: AttemptOutcome,
): Promise<boolean> {
  demandSystem(by)
  if (!(await tx.outbox.settle(delivery, lease, settlement, attempt))) return false
  const { accountId } = delivery
  const isSent = settlement.state === 'sent'
  if (delivery.kind === 'mail' && (isSent || ours)) {
    await tx.outbox.updateMail(accountId, delivery.id, { ...delivery.payload, link: null })
  }
  if (webhook !== undefined && !ours) {
    const since = isSent ? null : (webhook.failingSince ?? tx.now)
    if (since !== webhook.failingSince) await tx.webhooks.setFailingSince(accountId, webhook.id, since)
  }
  return true
}
