import Type from 'typebox'
import { WEBHOOK_EVENTS } from '../../domain/delivery/webhook.ts'
import { answer, Guid, Id, Instant, orNull, word } from '../table/shapes.ts'

const webhookKeys = {
  id: Id,
  url: Type.String(),
  events: Type.Array(Type.Enum(WEBHOOK_EVENTS)),
  format: Type.String({ description: 'The door whose vendor sends webhooks so.' }),
  singleAttempt: Type.Boolean({ description: 'Whether a message that fails is never tried again.' }),
  active: Type.Boolean(),
  inactiveReason: orNull(word('gone', 'failing', 'wanted')),
  inactiveSince: orNull(Instant),
  failingSince: orNull(Instant),
  oldSecretUntil: orNull(
    Type.String({ format: 'date-time', description: 'Until then the secret before signs too.' }),
  ),
  created: Instant,
  modified: Instant,
}

export const Webhook = answer('Webhook', webhookKeys)

export const NewWebhook = answer('NewWebhook', {
  ...webhookKeys,
  secret: Type.String({ description: 'Signs the messages. It stands in this answer and never again.' }),
})

/** The values of a webhook in a request. */
export const webhookValues = {
  url: Type.String({ minLength: 1, maxLength: 2000 }),
  events: Type.Array(Type.Enum(WEBHOOK_EVENTS), { minItems: 1, maxItems: WEBHOOK_EVENTS.length }),
  format: Type.String({ minLength: 1, maxLength: 50 }),
  singleAttempt: Type.Boolean(),
  active: Type.Boolean(),
}

export const DELIVERY_STATES = ['waiting', 'sent', 'given_up'] as const

export const WebhookDelivery = answer('WebhookDelivery', {
  id: Id,
  messageId: Guid,
  event: Type.Enum([...WEBHOOK_EVENTS, 'test']),
  courseId: orNull(Id),
  programId: orNull(Id),
  personId: orNull(Id),
  state: Type.Enum(DELIVERY_STATES),
  attemptCount: Type.Integer({ minimum: 0 }),
  due: orNull(Instant),
  created: Instant,
  modified: Type.String({ format: 'date-time', description: 'When its state last changed.' }),
  settled: orNull(Instant),
})

export const DeliveryAttempt = answer('DeliveryAttempt', {
  number: Type.Integer({ minimum: 1 }),
  at: Instant,
  milliseconds: Type.Integer({ minimum: 0 }),
  answer: Type.String({ description: 'A status, the mail server’s answer, or why there was none.' }),
})

export const Replay = answer('Replay', { replayed: Type.Integer({ minimum: 0 }) })
