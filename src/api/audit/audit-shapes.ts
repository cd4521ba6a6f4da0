import Type from 'typebox'
import type { AuditAction } from '../../domain/audit.ts'
import { answer, Id, Instant, orNull } from '../table/shapes.ts'
import { SUBJECT_WORDS } from './subject-words.ts'

export const ACTIONS = [
  'create',
  'update',
  'delete',
  'sign_in',
  'sign_in_failed',
  'sign_out',
] as const satisfies readonly AuditAction[]

/** A thing that may have been deleted since; its name is then null. */
const Former = Type.Object({ id: Id, name: orNull(Type.String()) }, { additionalProperties: true })

/** What every entry says of its subject besides the id. */
export const subjectNames = {
  subjectName: orNull(
    Type.String({
      description:
        'Its name now, or as the entry holds it where it is gone; of an enrolment, a membership, a session: the names of whom and what it connects.',
    }),
  ),
  things: Type.Array(
    Type.Object(
      { subject: Type.Enum(SUBJECT_WORDS), id: Id, name: orNull(Type.String()) },
      { additionalProperties: true },
    ),
    {
      description:
        'The things that the subject connects and that `before` and `after` mention by their ids, each once.',
    },
  ),
} as const

const State = orNull(
  Type.Record(Type.String(), Type.Unknown(), { description: 'Only what is different, of an update.' }),
)

export const Change = answer('Change', {
  id: Id,
  at: Instant,
  action: Type.Enum(ACTIONS),
  subject: Type.Enum(SUBJECT_WORDS),
  subjectId: Type.Integer(),
  ...subjectNames,
  door: Type.String({
    description: 'The way by which it was done: `api`, `console`, `cli`, or the name of a door.',
  }),
  credential: orNull(Former),
  person: orNull(Former),
  requestId: orNull(Type.String()),
  before: State,
  after: State,
})

export const Changes = answer('Changes', {
  items: Type.Array(Change),
  next: Type.String({ description: 'Send it as `after` next time, be it right away or tomorrow.' }),
  more: Type.Boolean({ description: 'Whether there are more already.' }),
})

export const EndOfChanges = answer('EndOfChanges', { next: Type.String() })
