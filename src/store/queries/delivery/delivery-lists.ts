import { sql, type SqlBool } from 'kysely'
import type { DeliveryListFilter, DeliverySort } from '../../../domain/delivery/delivery-list.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { CursorQuery } from '../../../domain/page.ts'
import { holdsOneOf, liesWithin, type Scope } from '../../conditions.ts'
import type { Executor } from '../../engine.ts'
import type { Listing, ListRequest } from '../../keyset.ts'
import { searchOf } from '../../word-search.ts'

export const DELIVERIES: Listing<DeliverySort> = {
  table: 'outbox',
  id: 'id',
  index: 'outbox_id',
  texts: ['payload'],
  sorts: {
    written: { column: 'id', type: 'number', index: 'outbox_id' },
    // Of one place: mails, or one webhook.
    modified: { column: 'modified', type: 'number', index: 'outbox_modified' },
  },
}

const RECIPIENT = { name: 'outbox_recipient', walks: ['written'] }

export function deliveriesRequest(
  { engine }: Executor,
  accountId: AccountId,
  { filter, q, sort = [], page, total = false }: CursorQuery<DeliveryListFilter, DeliverySort>,
): ListRequest<DeliverySort> {
  const scope: Scope = { table: 'outbox', accountId }
  const { kind, state, to, webhook, createdFrom, createdBefore, modifiedFrom, modifiedBefore } = filter
  // Those of one place stand in the order in which they were written.
  const place = sql<SqlBool>`t.kind = ${kind}`
  const [only] = webhook ?? []
  const one = kind === 'mail' || (webhook?.length === 1 && only !== undefined)
  const own = kind === 'mail' ? sql<SqlBool>`t.webhook_id is null` : sql<SqlBool>`t.webhook_id = ${only ?? 0}`
  // Mails alone have a recipient, and those to one address stand in that order too.
  const isByChange = sort.some(({ by }) => by === 'modified')
  const isToOne = kind === 'mail' && to?.length === 1 && !isByChange
  return {
    scope: sql`t.account_id = ${accountId}`,
    sort: sort.length === 0 && q === undefined ? [{ by: 'written', descending: false }] : sort,
    search: searchOf('outbox', accountId, q),
    conditions: [
      ...(isToOne
        ? []
        : [
            one
              ? {
                  holds: sql<SqlBool>`${place} and ${own}`,
                  walks: { written: 'outbox_log', modified: 'outbox_modified' },
                }
              : { holds: place },
          ]),
      ...(webhook && !one ? [holdsOneOf(engine, scope, 'webhook_id', webhook)] : []),
      ...(state ? [holdsOneOf(engine, scope, 'state', state)] : []),
      ...(to ? [holdsOneOf(engine, scope, 'recipient', to, RECIPIENT)] : []),
      ...liesWithin(engine, scope, 'created', { from: createdFrom, before: createdBefore }),
      ...liesWithin(engine, scope, 'modified', { from: modifiedFrom, before: modifiedBefore }),
    ],
    ...page,
    counted: total,
  }
}
