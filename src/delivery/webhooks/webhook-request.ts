import type { WebhookEvent } from '../../domain/delivery/events.ts'
import { standardSignature, vendorSignature } from './sign.ts'

/** A webhook event as it is about to go out. */
export interface OutgoingEvent {
  /** The same for all attempts, and for a replay. */
  readonly id: string
  /** 1, 2, … */
  readonly attempt: number
  /** The instant of this attempt, in milliseconds. */
  readonly at: number
  readonly secret: string
  readonly event: WebhookEvent
}

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

// The vendor's words (docs/contracts/coursepath.md 8.1). Receivers compare them letter by letter.
const VENDOR_NAMES: Readonly<Record<WebhookEvent['event'], string>> = {
  enrolment_created: 'COURSEMEMBER_CREATED',
  enrolment_completed: 'COURSEMEMBER_COMPLETED',
  enrolment_deleted: 'COURSEMEMBER_DELETED',
  program_membership_created: 'PROGRAMMEMBER_CREATED',
  program_membership_completed: 'PROGRAMMEMBER_COMPLETED',
  program_membership_deleted: 'PROGRAMMEMBER_DELETED',
}

/** The request of one attempt: the vendor's body and headers, and the three headers of Standard Webhooks beside them. */
export function webhookRequest({ id, attempt, at, secret, event }: OutgoingEvent): WebhookRequest {
  const body = webhookBody(event)
  const timestamp = Math.floor(at / 1000)
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Quadrivium-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': standardSignature(secret, { id, timestamp, body }),
      'x-webhook-id': id,
      'x-webhook-attempt': String(attempt),
      'x-webhook-timestamp': String(timestamp),
      'x-webhook-signature': vendorSignature(secret, { timestamp, body }),
    },
  }
}

/** Ids only, in this order: the receiver asks for the rest. */
function webhookBody(event: WebhookEvent): string {
  const place = 'courseId' in event ? `courseId=${event.courseId}` : `programId=${event.programId}`
  return `${place}&memberId=${event.memberId}&event=${VENDOR_NAMES[event.event]}`
}
