// Settles what went out in the past as delivery settles it: attempt by attempt, but nothing is sent.
import { claimDeliveries, settleDelivery } from '../domain/delivery/carry-out-deliveries.ts'
import type { Delivery, DeliveryKind, EventDelivery, Settlement } from '../domain/delivery/delivery.ts'
import type { Webhook } from '../domain/delivery/webhook.ts'
import { getWebhook } from '../domain/delivery/webhooks.ts'
import type { Principal, System } from '../domain/principal.ts'
import type { Writer } from '../domain/store.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
// The first pauses of delivery (src/delivery/retries.ts).
const PAUSES = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE]
const CONCURRENCY = 50
/** One in so many messages goes out at the second attempt. */
const STUMBLES = 6

/** The server at its own work in the demo academy. */
type OfTheAcademy = Principal & System

/**
 * Carries out what was put in at that instant.
 * @param refused the mail server knows no such mailbox
 */
export async function carryOut(
  at: (instant: number) => Writer,
  instant: number,
  by: OfTheAcademy,
  kind: DeliveryKind,
  refused = false,
): Promise<void> {
  // At the second look go out those that have stumbled, and those behind them in their line.
  for (const later of [SECOND, 7 * SECOND, 14 * SECOND]) {
    const tx = at(instant + later)
    const claimed = await claim(tx, by, kind)
    if (claimed.length === 0) return
    for (const delivery of claimed) {
      if (delivery.kind === 'mail') await settleMail(tx, by, delivery, refused)
      else await settleEvent(tx, by, delivery)
    }
  }
}

/** Lets the mail of that instant be put off by its mail server, until the next attempt is in two hours. */
export async function delayMail(
  at: (instant: number) => Writer,
  instant: number,
  by: OfTheAcademy,
): Promise<void> {
  let due = instant + SECOND
  for (const pause of PAUSES) {
    const tx = at(due)
    due += pause
    for (const delivery of await claim(tx, by, 'mail')) {
      await settle(
        tx,
        by,
        delivery,
        { state: 'waiting', due },
        '451 4.7.1 Greylisted, please try again later',
      )
    }
  }
}

async function claim(tx: Writer, by: OfTheAcademy, kind: DeliveryKind): Promise<readonly Delivery[]> {
  const until = tx.now + MINUTE
  const wish = { kind, account: by.accountId, limit: CONCURRENCY, except: [], lease: LEASE, until }
  return (await claimDeliveries(tx, by, wish)).deliveries
}

const LEASE = 'past'

async function settleMail(tx: Writer, by: System, delivery: Delivery, refused: boolean): Promise<void> {
  if (refused) await settle(tx, by, delivery, { state: 'given_up' }, '550 5.1.1 No such mailbox')
  else await settle(tx, by, delivery, { state: 'sent' }, '250 2.0.0 Ok: queued')
}

/** A receiver that may be tried once has never answered well; the other one is down now and then. */
async function settleEvent(tx: Writer, by: OfTheAcademy, delivery: EventDelivery): Promise<void> {
  const { webhookId, attempts, id } = delivery
  const webhook = await getWebhook(tx, by, webhookId)
  const stumbles = attempts === 0 && id % STUMBLES === 0
  const [settlement, answer]: [Settlement, string] = webhook.singleAttempt
    ? [{ state: 'given_up' }, '404']
    : stumbles
      ? [{ state: 'waiting', due: tx.now + 5 * SECOND }, '503']
      : [{ state: 'sent' }, '204']
  await settle(tx, by, delivery, settlement, answer, webhook)
}

async function settle(
  tx: Writer,
  by: System,
  delivery: Delivery,
  settlement: Settlement,
  answer: string,
  webhook?: Webhook,
): Promise<void> {
  const milliseconds = 40 + (delivery.id % 7) * 31
  const attempt = { at: tx.now, milliseconds, answer }
  await settleDelivery(tx, by, delivery, { lease: LEASE, settlement, attempt, webhook })
}
