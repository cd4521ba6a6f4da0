import type { WebhookFormat } from '../../../src/domain/delivery/webhook-format.ts'

export const toyWebhooks: WebhookFormat = {
  render: ({ attempt, event }) => ({
    contentType: 'application/json',
    body: JSON.stringify({ happened: event.event, member: event.memberId }),
    headers: { 'x-toy-try': String(attempt) },
  }),
}
