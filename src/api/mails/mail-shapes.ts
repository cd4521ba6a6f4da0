import Type from 'typebox'
import { answer, Guid, Id, Instant, orNull, word } from '../table/shapes.ts'
import { DELIVERY_STATES, DeliveryAttempt } from '../webhooks/webhook-shapes.ts'

const mailKeys = {
  id: Id,
  messageId: Guid,
  to: Type.String(),
  name: Type.String({ description: 'Of the one it goes to.' }),
  subject: Type.String(),
  language: Type.String(),
  purpose: orNull(word('invitation', 'password_reset')),
  state: Type.Enum(DELIVERY_STATES),
  attemptCount: Type.Integer({ minimum: 0 }),
  due: orNull(Instant),
  created: Instant,
  settled: orNull(Instant),
}

export const Mail = answer('Mail', mailKeys)

export const WholeMail = answer('WholeMail', {
  ...mailKeys,
  text: Type.String(),
  html: Type.String(),
  attempts: Type.Array(DeliveryAttempt),
})
