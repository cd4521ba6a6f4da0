import type { DeliveryAttempt, Page, Webhook } from '../lib/api-types.ts'
import { bodyQuery, thingQuery } from '../lib/queries.ts'

export function webhookQuery(id: number | string) {
  return thingQuery<Webhook>(`/webhooks/${id}`)
}

export function attemptsQuery(webhook: number, delivery: number) {
  return bodyQuery<Page<DeliveryAttempt>>(`/webhooks/${webhook}/deliveries/${delivery}/attempts`, {
    limit: 500,
  })
}
