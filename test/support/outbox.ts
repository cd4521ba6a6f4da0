import type { Mail, WebhookEvent } from '../../src/domain/delivery/events.ts'
import type { WebhookId } from '../../src/domain/ids.ts'
import { WEBHOOK_EVENTS } from '../../src/domain/delivery/webhook.ts'
import type { World } from './world.ts'

/** Subscribes to every event. */
export async function subscribe(world: World): Promise<WebhookId> {
  const { id } = await world.store.write((tx) =>
    tx.webhooks.insert(world.account.id, {
      url: 'https://receiver.example.com',
      events: WEBHOOK_EVENTS,
      format: 'coursepath',
      singleAttempt: false,
      sealedSecret: '',
    }),
  )
  return id
}

/** The events that wait for the only subscription, in the order in which they happened. */
export async function eventsOf({ store, account }: World): Promise<WebhookEvent[]> {
  return store.read(async (reader) => {
    const [webhook] = await reader.webhooks.list(account.id)
    if (webhook === undefined) throw new Error('nobody has subscribed')
    const filter = { kind: 'webhook_event', webhookId: webhook.id } as const
    const deliveries = await reader.outbox.list(account.id, filter, 1000)
    return deliveries
      .toReversed()
      .flatMap((delivery) =>
        delivery.kind === 'webhook_event' && 'memberId' in delivery.payload ? [delivery.payload] : [],
      )
  })
}

/** The mails that wait, in the order in which they were written. */
export async function mailsOf({ store, account }: World): Promise<Mail[]> {
  return store.read(async (reader) => {
    const deliveries = await reader.outbox.list(account.id, { kind: 'mail', webhookId: null }, 1000)
    return deliveries.toReversed().flatMap((delivery) => (delivery.kind === 'mail' ? [delivery.payload] : []))
  })
}
