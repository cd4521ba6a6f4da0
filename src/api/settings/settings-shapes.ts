import Type from 'typebox'
import { answer, Guid, Id, Instant, orNull } from '../table/shapes.ts'

const words = {
  subject: orNull(Type.String({ maxLength: 10_000 })),
  body: orNull(Type.String({ maxLength: 100_000, description: 'Stands above the link.' })),
  action: orNull(Type.String({ maxLength: 10_000, description: 'The label of the link.' })),
}

export const Settings = answer('Settings', {
  id: Id,
  guid: Guid,
  name: Type.String(),
  language: Type.String({ description: 'BCP 47: of people who have no other.' }),
  address: orNull(Type.String({ description: 'Where the pages stand; null: where the server stands.' })),
  sender: orNull(Type.String({ description: 'In whose name mails go out; null: the server’s.' })),
  accent: orNull(Type.String({ description: 'The colour of buttons; null: the built-in one.' })),
  logoUrl: orNull(Type.String()),
  timeZone: orNull(Type.String({ description: 'Of the IANA database: where its days begin; null: UTC.' })),
  retention: Type.Object(
    {
      auditDays: orNull(
        Type.Integer({
          description: 'For how many days the audit trail is kept; null: as long as the server keeps it.',
        }),
      ),
    },
    { additionalProperties: true },
  ),
  signIn: Type.Object(
    {
      password: Type.Boolean(),
      signedLink: Type.Boolean({
        description: 'Whether another system may sign people in by a signed link.',
      }),
      sessionMinutes: Type.Number({ description: 'How long a session lasts that is not used.' }),
      passwordLength: Type.Integer({ description: 'How many characters a password has at least.' }),
      wrongPasswordsWait: Type.Boolean({
        description: 'Whether wrong passwords slow down the network that they come from.',
      }),
    },
    { additionalProperties: true, description: 'How people come in. It can’t be changed here.' },
  ),
  hosts: Type.Array(Type.String()),
  invitationText: Type.Object(words, {
    additionalProperties: true,
    description:
      'The words of invitations to the academy; null: the built-in ones. In them `{name}`, `{firstName}`, `{academy}` and `{invitedTo}` stand for what they say.',
  }),
  created: Instant,
})

export const MailPreview = answer('MailPreview', {
  subject: Type.String(),
  text: Type.String(),
  html: Type.String(),
})

export const settingsValues = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  language: Type.String({ minLength: 1, maxLength: 50 }),
  address: orNull(Type.String({ maxLength: 300 })),
  sender: orNull(Type.String({ maxLength: 300 })),
  accent: orNull(Type.String({ maxLength: 50 })),
  timeZone: orNull(Type.String({ minLength: 1, maxLength: 64 })),
  retention: Type.Partial(Type.Object({ auditDays: orNull(Type.Integer({ minimum: 1, maximum: 36_500 })) }), {
    additionalProperties: false,
  }),
  hosts: Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 100 }),
  invitationText: orNull(Type.Partial(Type.Object(words), { additionalProperties: false })),
}
