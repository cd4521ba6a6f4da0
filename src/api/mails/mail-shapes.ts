import Type from 'typebox'
import { answer, Guid, Id, Instant, orNull, word } from '../table/shapes.ts'
import { DELIVERY_STATES, DeliveryAttempt } from '../webhooks/webhook-shapes.ts'

const MAIL_HINTS = [
  'unreachable',
  'unknown_host',
  'wrong_security',
  'timeout',
  'certificate',
  'credentials',
  'sender',
] as const

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
  modified: Type.String({ format: 'date-time', description: 'When its state last changed.' }),
  settled: orNull(Instant),
}

export const Mail = answer('Mail', mailKeys)

export const WholeMail = answer('WholeMail', {
  ...mailKeys,
  text: Type.String(),
  html: Type.String(),
  attempts: Type.Array(DeliveryAttempt),
})

/** How a test mail went. */
export const TestedMail = answer('TestedMail', {
  state: Type.Enum(['sent', 'delayed', 'refused'], {
    description: '`delayed`: the same mail might be taken later. `refused`: it would be refused again.',
  }),
  answer: Type.String({ description: 'The mail server’s, or why there was none.' }),
  mail: orNull(
    Type.Integer({ minimum: 1, description: 'As `/mails/{mail}` shows it; null: it wasn’t sent.' }),
  ),
  server: Type.String({ description: 'Host and port of the mail server.' }),
  sender: Type.String(),
  hint: orNull(
    Type.Enum(MAIL_HINTS, { description: 'What to look at; null: nothing is known that would help.' }),
  ),
  dialogue: Type.Array(
    Type.Object(
      {
        by: Type.Enum(['client', 'server', 'network'], {
          description: '`network`: what happened in between.',
        }),
        text: Type.String(),
      },
      { additionalProperties: true },
    ),
    { description: 'What was said, in order, without the password.' },
  ),
})
