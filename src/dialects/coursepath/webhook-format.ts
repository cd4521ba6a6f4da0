import type { TestEvent, WebhookEvent } from '../../domain/delivery/events.ts'
import type { WebhookFormat } from '../../domain/delivery/webhook-format.ts'
import { hmacSha256 } from '../../lib/digest.ts'

// Receivers compare them byte by byte (contract 8.1).
const NAMES: Readonly<Record<WebhookEvent['event'], string>> = {
  enrolment_created: 'COURSEMEMBER_CREATED',
  enrolment_completed: 'COURSEMEMBER_COMPLETED',
  enrolment_deleted: 'COURSEMEMBER_DELETED',
  program_membership_created: 'PROGRAMMEMBER_CREATED',
  program_membership_completed: 'PROGRAMMEMBER_COMPLETED',
  program_membership_deleted: 'PROGRAMMEMBER_DELETED',
}

/** Ours: the vendor has no test event for receivers. */
const TEST = 'TEST'

/** The vendor's webhooks (contract 8): a form with ids, and headers that begin with `X-Webhook-`. */
export const coursepathWebhooks: WebhookFormat = {
  render({ id, attempt, at, secret, event }) {
    const body = formOf(event)
    const timestamp = Math.floor(at / 1000)
    return {
      contentType: 'application/x-www-form-urlencoded',
      body,
      headers: {
        'x-webhook-id': id,
        'x-webhook-attempt': String(attempt),
        'x-webhook-timestamp': String(timestamp),
        'x-webhook-signature': signature(secret, timestamp, body),
      },
    }
  },
}

/** `X-Webhook-Signature` (contract 8.2): the key is the secret as written. */
export function signature(secret: string, timestamp: number, body: string): string {
  return `v1=${hmacSha256(secret, `${timestamp}.${body}`).toString('hex')}`
}

/** Only ids, in this order: the receiver fetches the rest. */
function formOf(event: WebhookEvent | TestEvent): string {
  if (event.event === 'test') return `event=${TEST}`
  const place = 'courseId' in event ? `courseId=${event.courseId}` : `programId=${event.programId}`
  return `${place}&memberId=${event.memberId}&event=${NAMES[event.event]}`
}
