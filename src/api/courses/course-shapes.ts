import Type from 'typebox'
import { COURSE_TYPES, SELF_ENROLMENTS, VISIBILITIES } from '../../domain/courses/course.ts'
import { answer, Id, Instant, orNull } from '../table/shapes.ts'

export const Course = answer('Course', {
  id: Id,
  code: orNull(Type.String({ description: 'Chosen by a client. Case matters.' })),
  name: Type.String(),
  type: Type.Enum(COURSE_TYPES),
  summary: orNull(Type.String()),
  durationSeconds: orNull(Type.Integer({ minimum: 0, description: 'Planned study time.' })),
  active: Type.Boolean({ description: 'Whether it is published.' }),
  inCatalog: Type.Boolean({ description: 'Whether others than selected groups see it.' }),
  visibility: Type.Enum(VISIBILITIES),
  selfEnrolment: Type.Enum(SELF_ENROLMENTS),
  language: orNull(Type.String()),
  thumbnailUrl: orNull(Type.String()),
  author: orNull(Type.String()),
  certificateName: orNull(Type.String({ description: 'null: it gives no certificate.' })),
  certificateDays: orNull(Type.Integer({ description: 'How long a certificate holds; null: for good.' })),
  learnerCount: Type.Integer({ minimum: 0 }),
  created: Instant,
  modified: Instant,
})

/** What a request may say of a course, but for its name and code. */
export const courseDetails = {
  type: Type.Enum(COURSE_TYPES),
  summary: orNull(Type.String({ maxLength: 20_000 })),
  durationSeconds: orNull(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  active: Type.Boolean(),
  visibility: Type.Enum(VISIBILITIES),
  inCatalog: Type.Boolean(),
  selfEnrolment: Type.Enum(SELF_ENROLMENTS),
  language: orNull(Type.String({ minLength: 1, maxLength: 255 })),
  thumbnailUrl: orNull(Type.String({ minLength: 1, maxLength: 2_000 })),
  author: orNull(Type.String({ maxLength: 255 })),
  certificateName: orNull(Type.String({ minLength: 1, maxLength: 255 })),
  certificateDays: orNull(Type.Integer({ minimum: 1, maximum: 36_500 })),
}

export const courseName = Type.String({ minLength: 1, maxLength: 255 })
export const courseCode = orNull(Type.String({ minLength: 1, maxLength: 255 }))
