// Settles what went out in the past as delivery settles it: attempt by attempt, but nothing is sent.
import type { Delivery, DeliveryKind, Settlement } from '../domain/delivery/delivery.ts'
import type { AccountId } from '../domain/ids.ts'
import type { Writer } from '../domain/store.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
// The first pauses of delivery (src/delivery/retries.ts).
const PAUSES = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE]
const CONCURRENCY = 50
/** One in so many messages goes out at the second attempt. */
const STUMBLES = 6

/**
 * Carries out what was put in at that instant.
 * @param refused the mail server knows no such mailbox
 */
export async function carryOut(
  at: (instant: number) => Writer,
  instant: number,
  account: AccountId,
  kind: DeliveryKind,
  refused = false,
): Promise<void> {
  // At the second look go out those that have stumbled, and those behind them in their line.
  for (const later of [SECOND, 7 * SECOND, 14 * SECOND]) {
    const tx = at(instant + later)
    for (const delivery of await claim(tx, account, kind)) {
      if (delivery.kind === 'mail') await settleMail(tx, delivery, refused)
      else await settleEvent(tx, delivery)
    }
  }
}

/** Lets the mail of that instant be put off by its mail server, until the next attempt is in two hours. */
export async function delayMail(
  at: (instant: number) => Writer,
  instant: number,
  account: AccountId,
): Promise<void> {
  let due = instant + SECOND
  for (const pause of PAUSES) {
    const tx = at(due)
    due += pause
    for (const delivery of await claim(tx, account, 'mail')) {
      await settle(tx, delivery, { state: 'waiting', due }, '451 4.7.1 Greylisted, please try again later')
    }
  }
}

async function claim(tx: Writer, account: AccountId, kind: DeliveryKind): Promise<readonly Delivery[]> {
  if (((await tx.outbox.findNextDue([kind])) ?? Infinity) > tx.now) return []
  const until = tx.now + MINUTE
  return (await tx.outbox.claim({ kind, account, limit: CONCURRENCY, except: [], lease: LEASE, until }))
    .deliveries
}

const LEASE = 'past'

async function settleMail(
  tx: Writer,
  delivery: Extract<Delivery, { kind: 'mail' }>,
  refused: boolean,
): Promise<void> {
  if (refused) {
    await settle(tx, delivery, { state: 'given_up' }, '550 5.1.1 No such mailbox')
    return
  }
  await settle(tx, delivery, { state: 'sent' }, '250 2.0.0 Ok: queued')
  await tx.outbox.updateMail(delivery.accountId, delivery.id, { ...delivery.payload, link: null })
}

/** A receiver that may be tried once has never answered well; the other one is down now and then. */
async function settleEvent(
  tx: Writer,
  delivery: Extract<Delivery, { kind: 'webhook_event' }>,
): Promise<void> {
  const { accountId, webhookId, attempts, id } = delivery
  const webhook = await tx.webhooks.find(accountId, webhookId)
  if (webhook?.singleAttempt === true) {
    await settle(tx, delivery, { state: 'given_up' }, '404')
    if (webhook.failingSince === null) await tx.webhooks.setFailingSince(accountId, webhookId, tx.now)
    return
  }
  const stumbles = attempts === 0 && id % STUMBLES === 0
  if (stumbles) await settle(tx, delivery, { state: 'waiting', due: tx.now + 5 * SECOND }, '503')
  else await settle(tx, delivery, { state: 'sent' }, '204')
}

async function settle(tx: Writer, delivery: Delivery, settlement: Settlement, answer: string): Promise<void> {
  const milliseconds = 40 + (delivery.id % 7) * 31
  await tx.outbox.settle(delivery, LEASE, settlement, { at: tx.now, milliseconds, answer })
}
