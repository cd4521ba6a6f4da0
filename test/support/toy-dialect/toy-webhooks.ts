import type { WebhookFormat } from '../../../src/domain/delivery/webhook-format.ts'

export const toyWebhooks: WebhookFormat = {
  render: ({ attempt, event }) => ({
    contentType: 'application/json',
    body: JSON.stringify({ happened: event.event, member: 'memberId' in event ? event.memberId : null }),
    headers: { 'x-toy-try': String(attempt) },
  }),
}
