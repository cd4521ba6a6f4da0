import Type from 'typebox'
import { subjectNames } from '../audit/audit-shapes.ts'
import { INVITATION_STAGES } from '../../domain/people/member.ts'
import { ROLES } from '../../domain/roles.ts'
import { answer, change, Guid, Id, Instant, Named, orNull, PlaceInBody, request } from '../table/shapes.ts'

export const STATUSES = [
  'active',
  'suspended',
  'unlicensed',
  'awaiting_confirmation',
  'awaiting_password_reset',
  'locked_out',
] as const

const Invitation = Type.Object(
  {
    state: Type.Enum(INVITATION_STAGES),
    at: orNull(Instant),
    reason: orNull(Type.String({ description: 'Why the mail failed.' })),
  },
  { additionalProperties: true, description: 'How the way into the academy stands.' },
)

const text = orNull(Type.String())

export const Person = answer('Person', {
  id: Id,
  guid: Guid,
  externalId: text,
  username: Type.String(),
  email: text,
  firstName: text,
  lastName: Type.String(),
  name: Type.String({ description: 'First and last name.' }),
  title: text,
  phone: text,
  language: text,
  timeZone: text,
  country: text,
  company: text,
  department: text,
  association: text,
  identification: text,
  registration: text,
  manager: orNull(Named),
  roles: Type.Array(Type.Enum(ROLES), { description: 'Those that they hold directly.' }),
  status: Type.Enum(STATUSES),
  invitation: Invitation,
  lastSeen: orNull(Instant),
  created: Instant,
  modified: Instant,
})

const line = Type.Optional(orNull(Type.String({ maxLength: 255 })))

/** The values of a person in a request, except their names. */
const said = {
  externalId: line,
  email: Type.Optional(orNull(Type.String({ maxLength: 320 }))),
  title: line,
  phone: line,
  language: Type.Optional(orNull(Type.String({ maxLength: 50, examples: ['de-AT'] }))),
  timeZone: Type.Optional(orNull(Type.String({ maxLength: 64, examples: ['Europe/Berlin'] }))),
  country: Type.Optional(orNull(Type.String({ maxLength: 2, examples: ['AT'] }))),
  company: line,
  department: line,
  association: line,
  identification: line,
  registration: line,
  manager: Type.Optional(orNull(PlaceInBody)),
  roles: Type.Optional(Type.Array(Type.Enum(ROLES), { maxItems: ROLES.length })),
  status: Type.Optional(Type.Enum(STATUSES)),
}

export const NewPerson = request({
  username: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'Left out: the e-mail address.' }),
  ),
  firstName: line,
  lastName: Type.String({ minLength: 1, maxLength: 255 }),
  ...said,
})

export const PersonChange = change({
  username: Type.String({ minLength: 1, maxLength: 255 }),
  firstName: orNull(Type.String({ maxLength: 255 })),
  lastName: Type.String({ minLength: 1, maxLength: 255 }),
  ...said,
})

/** A complete person, addressed by their external id in the path. */
const { externalId: _, ...underKey } = NewPerson.properties
export const PersonUnderKey = request(underKey)

export const Session = answer('SessionOfPerson', {
  id: Id,
  door: Type.String(),
  agent: orNull(Type.String({ description: 'What the program calls itself.' })),
  created: Instant,
  expires: Instant,
})

export const SentInvitation = answer('SentInvitation', {
  to: Type.String(),
  subject: Type.String(),
  at: Instant,
})

export const SentReset = answer('SentPasswordReset', { to: Type.String(), at: Instant, expires: Instant })

export const TimelineEntry = answer('TimelineEntry', {
  id: Type.String({ description: 'Of the kind and the number within it: `mail:12`.' }),
  kind: Type.Enum(['change', 'mail', 'attempt', 'completion']),
  at: Instant,
  change: orNull(
    Type.Object(
      {
        id: Id,
        action: Type.String(),
        subject: Type.String(),
        subjectId: Type.Integer(),
        ...subjectNames,
        door: Type.String(),
        person: orNull(Type.Object({ id: Id, name: text }, { additionalProperties: true })),
        requestId: text,
        before: orNull(Type.Record(Type.String(), Type.Unknown())),
        after: orNull(Type.Record(Type.String(), Type.Unknown())),
      },
      { additionalProperties: true },
    ),
  ),
  mail: orNull(
    Type.Object(
      {
        id: Id,
        to: Type.String(),
        subject: Type.String(),
        state: Type.Enum(['waiting', 'sent', 'failed']),
        reason: text,
      },
      { additionalProperties: true },
    ),
  ),
  result: orNull(
    Type.Object(
      {
        enrolment: Id,
        course: Named,
        score: orNull(Type.Number()),
        success: Type.Boolean(),
      },
      { additionalProperties: true, description: 'Of a try at a quiz, or of a course that is completed.' },
    ),
  ),
})
