import type { DeliverySort } from '../../domain/delivery/delivery-list.ts'
import type { SortKey } from '../../domain/page.ts'
import type { Call } from '../table/call.ts'
import { listRequest } from '../table/lists.ts'
import { SHORT_SORTS } from '../table/short-lists.ts'

/** The request of a list of mails or of messages to a webhook: the newest first, unless sorted or searched. */
export function deliveriesRequest(call: Parameters<typeof listRequest>[0] & Call) {
  const { sort, ...request } = listRequest(call, SHORT_SORTS)
  const isSearched = sort === undefined && request.q !== undefined
  return { ...request, ...(!isSearched && { sort: sort?.map(inDomain) ?? NEWEST }) }
}

const NEWEST: readonly SortKey<DeliverySort>[] = [{ by: 'written', descending: true }]

function inDomain({ by, descending }: SortKey<(typeof SHORT_SORTS)[number]>): SortKey<DeliverySort> {
  return { by: by === 'created' ? 'written' : by, descending }
}
