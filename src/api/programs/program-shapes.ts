import Type from 'typebox'
import { answer, Day, Id, Instant, Named, orNull, PlaceInBody } from '../table/shapes.ts'

export const Program = answer('Program', {
  id: Id,
  code: orNull(Type.String({ description: 'Chosen by a client. Case matters.' })),
  name: Type.String(),
  description: orNull(Type.String()),
  active: Type.Boolean({ description: 'Whether it is published.' }),
  language: orNull(Type.String()),
  thumbnailUrl: orNull(Type.String()),
  certificateName: orNull(Type.String({ description: 'null: it gives no certificate.' })),
  certificateDays: orNull(Type.Integer({ description: 'How long a certificate holds; null: for good.' })),
  courseCount: Type.Integer({ minimum: 0 }),
  memberCount: Type.Integer({ minimum: 0 }),
  created: Instant,
  modified: Instant,
})

export const ProgramCourses = answer('ProgramCourses', { items: Type.Array(Named) })

/** A person in a program. */
export const ProgramMember = answer('ProgramMember', {
  id: Id,
  program: Named,
  person: Named,
  role: Type.Enum(['learner']),
  progress: Type.Number({ minimum: 0, maximum: 100, description: 'Courses passed of all courses.' }),
  dueDate: orNull(Day),
  completed: orNull(Instant),
  certificate: orNull(
    Type.Object({ code: Type.String(), url: Type.String() }, { additionalProperties: true }),
  ),
  created: Instant,
  modified: Instant,
})

export const programName = Type.String({ minLength: 1, maxLength: 255 })
export const programCode = orNull(Type.String({ minLength: 1, maxLength: 255 }))

/** The values of a program in a request, except its name and code. */
export const programDetails = {
  description: orNull(Type.String({ maxLength: 20_000 })),
  active: Type.Boolean(),
  language: orNull(Type.String({ minLength: 1, maxLength: 255 })),
  thumbnailUrl: orNull(Type.String({ minLength: 1, maxLength: 2_000 })),
  certificateName: orNull(Type.String({ minLength: 1, maxLength: 255 })),
  certificateDays: orNull(Type.Integer({ minimum: 1, maximum: 36_500 })),
}

export const coursesInOrder = {
  items: Type.Array(PlaceInBody, { maxItems: 500, description: 'In the order in which they are taken.' }),
}
