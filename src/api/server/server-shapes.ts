import Type from 'typebox'
import { answer, Instant, orNull } from '../table/shapes.ts'

const hours = orNull(Type.Integer({ minimum: 0, description: 'null: for ever.' }))

export const Server = answer('Server', {
  version: Type.String(),
  engine: Type.Enum(['sqlite', 'postgres']),
  storeBytes: Type.Integer({ minimum: 0, description: 'What the database takes up on disk.' }),
  lastBackup: orNull(Instant),
  mail: Type.Object(
    {
      server: orNull(
        Type.String({
          description: 'Host and port of the mail server; null: there is none, and mails wait.',
        }),
      ),
      isSecure: Type.Boolean({
        description:
          'Whether TLS begins with the connection; otherwise as soon as the mail server offers it.',
      }),
      sender: Type.String({ description: 'In whose name mails of this academy go out.' }),
    },
    { additionalProperties: true },
  ),
  sessionDays: Type.Integer({ description: 'How long a session lasts however much it is used.' }),
  invitationDays: Type.Integer({ description: 'How long the link of an invitation works.' }),
  corsOrigins: Type.Array(Type.String(), {
    description: 'Sites whose pages may call the API and the doors.',
  }),
  retention: Type.Array(
    Type.Object(
      {
        thing: Type.String({ description: 'Such as `sessions`, `deliveries`, `jobs`, `audit`.' }),
        hours,
        setting: orNull(Type.String({ description: 'What changes it.' })),
      },
      { additionalProperties: true },
    ),
    {
      description:
        'What is kept, and for how long after it has ended (docs/retention.md). Everything else is kept until somebody deletes it.',
    },
  ),
})
