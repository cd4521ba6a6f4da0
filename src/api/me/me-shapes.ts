import Type from 'typebox'
import { ROLES } from '../../domain/roles.ts'
import { SCOPES } from '../scopes.ts'
import { answer, Guid, Id, Instant, orNull } from '../table/shapes.ts'

export const Me = answer('Me', {
  id: Id,
  guid: Guid,
  username: Type.String(),
  email: orNull(Type.String()),
  firstName: orNull(Type.String()),
  lastName: Type.String(),
  name: Type.String({ description: 'First and last name.' }),
  language: orNull(Type.String()),
  roles: Type.Array(Type.Enum(ROLES), { description: 'Own roles and those that groups give.' }),
  rights: Type.Record(Type.String(), Type.Boolean(), {
    description: 'What the person may do, so that a program can leave out what it would be refused.',
  }),
  academy: Type.Object(
    {
      name: Type.String(),
      language: Type.String({ description: 'BCP 47: of people who have no other.' }),
      accent: orNull(Type.String({ description: 'The colour of buttons; null: the built-in one.' })),
      logoUrl: orNull(Type.String()),
      timeZone: orNull(
        Type.String({ description: 'Of the IANA database: where its days begin; null: UTC.' }),
      ),
      mailWaits: Type.Boolean({ description: 'Whether mails wait because no mail server is set up.' }),
    },
    { additionalProperties: true, description: 'The academy that the person is in.' },
  ),
  token: orNull(
    Type.String({
      description: 'To be sent as X-Quadrivium-Token by a page. null for those who come by a token.',
    }),
  ),
  confirmedUntil: orNull(Instant),
})

export const Token = answer('Token', {
  id: Id,
  label: Type.String(),
  scopes: Type.Array(Type.Enum(SCOPES)),
  networks: Type.Array(Type.String()),
  expires: orNull(Instant),
  created: Instant,
  lastUsed: orNull(Instant),
})

/** A newly created token: the only answer that contains its secret. */
export const NewToken = answer('NewToken', {
  ...Token.properties,
  token: Type.String({ description: 'The secret. It is shown this once.' }),
})

export const Session = answer('Session', {
  id: Id,
  door: Type.String(),
  agent: orNull(Type.String({ description: 'What the program calls itself.' })),
  isThis: Type.Boolean({ description: 'Whether it is the one that asks.' }),
  created: Instant,
  expires: Instant,
})
