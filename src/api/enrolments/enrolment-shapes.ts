import Type from 'typebox'
import { ENROLMENT_STATES } from '../../domain/learning/enrolment-list.ts'
import { ENROLMENT_ORIGINS } from '../../domain/learning/enrolment.ts'
import { answer, Day, Id, Instant, Named, orNull } from '../table/shapes.ts'

const Score = orNull(Type.Number({ minimum: 0, maximum: 100 }))

export const Enrolment = answer('Enrolment', {
  id: Id,
  course: Named,
  person: Named,
  role: Type.String(),
  state: Type.Enum(ENROLMENT_STATES),
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  score: Score,
  success: orNull(Type.Boolean()),
  dueDate: orNull(Day),
  started: orNull(Instant),
  completed: orNull(Instant),
  expires: orNull(Instant),
  certificate: orNull(
    Type.Object({ code: Type.String(), url: Type.String() }, { additionalProperties: true }),
  ),
  origin: orNull(Type.Enum(ENROLMENT_ORIGINS, { description: 'How the person came into the course.' })),
  created: Instant,
  modified: Instant,
})

export const Attempt = answer('Attempt', {
  id: Id,
  at: Instant,
  score: Type.Number(),
  passed: Type.Boolean(),
  answers: Type.Array(Type.Array(Type.Integer()), {
    description: 'Of each question, the places of the choices that were ticked, from 0.',
  }),
})

/** What an enrolment came to in an earlier period. */
export const EarlierResult = answer('EarlierResult', {
  id: Id,
  state: Type.Enum(ENROLMENT_STATES),
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  score: Score,
  success: orNull(Type.Boolean()),
  dueDate: orNull(Day),
  started: orNull(Instant),
  completed: orNull(Instant),
  expires: orNull(Instant),
  certificate: orNull(
    Type.Object({ code: Type.String(), url: Type.String() }, { additionalProperties: true }),
  ),
  ended: Type.String({ format: 'date-time', description: 'When the next period began.' }),
})

export const Certificate = answer('Certificate', {
  id: Id,
  code: Type.String(),
  name: Type.String(),
  holder: Type.String(),
  score: Score,
  url: Type.String(),
  created: Instant,
  expires: orNull(Instant),
})
