import { getActor } from '../actor.ts'
import type { CursorQuery, Page } from '../page.ts'
import { demand, mayHandleMails, mayManageWebhooks } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import { asSeenBy, type EventDelivery, type MailDelivery } from './delivery.ts'
import type { DeliveryListFilter, DeliverySort, EventListFilter, MailListFilter } from './delivery-list.ts'

/**
 * Mails that wait, were sent or given up, in the order in which they were written, page by page. A page may hold fewer than
 * asked for and still have a next one. Their links are there for whoever may see those.
 * @throws forbidden
 */
export async function listMailsInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<MailListFilter, DeliverySort>,
): Promise<Page<MailDelivery>> {
  const actor = await getActor(reader, by)
  demand(mayHandleMails(actor), 'delivery', 'list')
  const filter: DeliveryListFilter = { ...query.filter, kind: 'mail' }
  const page = await reader.outbox.listByKey(by.accountId, { ...query, filter })
  const mails = page.items.filter((delivery) => delivery.kind === 'mail')
  return { ...page, items: mails.map((mail) => asSeenBy(actor, mail)) }
}

/** Events on their way to webhooks; as `listMailsInOrder`. @throws forbidden */
export async function listDeliveriesInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<EventListFilter, DeliverySort>,
): Promise<Page<EventDelivery>> {
  demand(mayManageWebhooks(await getActor(reader, by)), 'webhook', 'read')
  const filter: DeliveryListFilter = { ...query.filter, kind: 'webhook_event' }
  const page = await reader.outbox.listByKey(by.accountId, { ...query, filter })
  return { ...page, items: page.items.filter((delivery) => delivery.kind === 'webhook_event') }
}
