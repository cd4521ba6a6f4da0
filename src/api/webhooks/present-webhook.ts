import type { Delivery, DeliveryAttempt } from '../../domain/delivery/delivery.ts'
import type { Webhook } from '../../domain/delivery/webhook.ts'
import { instant, instantOrNull } from '../table/shapes.ts'

/** A webhook as the API shows it, without its secret. */
export function presentWebhook({
  id,
  url,
  events,
  format,
  singleAttempt,
  off,
  failingSince,
  rotatedUntil,
  created,
  modified,
}: Webhook) {
  return {
    id,
    url,
    events,
    format,
    singleAttempt,
    active: off === null,
    inactiveReason: off?.reason ?? null,
    inactiveSince: instantOrNull(off?.since ?? null),
    failingSince: instantOrNull(failingSince),
    oldSecretUntil: instantOrNull(rotatedUntil),
    created: instant(created),
    modified: instant(modified),
  }
}

/** A message to a webhook. */
export function presentWebhookDelivery({ payload, ...delivery }: Delivery) {
  const event = 'event' in payload ? payload : null
  return {
    id: delivery.id,
    messageId: delivery.messageId,
    event: event?.event ?? null,
    courseId: event !== null && 'courseId' in event ? event.courseId : null,
    programId: event !== null && 'programId' in event ? event.programId : null,
    personId: event !== null && 'memberId' in event ? event.memberId : null,
    ...presentStanding(delivery),
  }
}

/** The state of a delivery. */
export function presentStanding({
  state,
  attempts,
  due,
  created,
  modified,
  settled,
}: Pick<Delivery, 'state' | 'attempts' | 'due' | 'created' | 'modified' | 'settled'>) {
  return {
    state,
    attemptCount: attempts,
    due: instantOrNull(due),
    created: instant(created),
    modified: instant(modified),
    settled: instantOrNull(settled),
  }
}

/** One attempt of a delivery. */
export function presentAttempt({ number, at, milliseconds, answer }: DeliveryAttempt) {
  return { number, at: instant(at), milliseconds, answer }
}
