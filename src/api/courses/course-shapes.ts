import Type from 'typebox'
import { COURSE_TYPES, SELF_ENROLMENTS, VISIBILITIES } from '../../domain/courses/course.ts'
import { LESSON_KINDS } from '../../domain/courses/lesson.ts'
import { answer, Id, Instant, orNull, PlaceInBody } from '../table/shapes.ts'

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
  dueDays: orNull(
    Type.Integer({ description: 'Who is enrolled without a due date has as many days; null: no due date.' }),
  ),
  repeatDays: orNull(
    Type.Integer({
      description: 'A completion counts for as many days, then a new period begins; null: for good.',
    }),
  ),
  learnerCount: Type.Integer({ minimum: 0 }),
  created: Instant,
  modified: Instant,
})

/** The values of a course in a request, except its name and code. */
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
  dueDays: orNull(Type.Integer({ minimum: 1, maximum: 36_500 })),
  repeatDays: orNull(Type.Integer({ minimum: 1, maximum: 36_500 })),
}

export const courseName = Type.String({ minLength: 1, maxLength: 255 })
export const courseCode = orNull(Type.String({ minLength: 1, maxLength: 255 }))

const LESSON = {
  title: Type.String({ minLength: 1, maxLength: 255 }),
  kind: Type.Enum(LESSON_KINDS),
  content: Type.String({ maxLength: 200_000, description: 'Markdown; of a link and a video, the address.' }),
}

const QUESTION_KINDS = ['single', 'multiple'] as const
const CHOICE = { text: Type.String({ minLength: 1, maxLength: 2_000 }), correct: Type.Boolean() }

function quizOf(closed: boolean) {
  const additionalProperties = !closed
  return orNull(
    Type.Object(
      {
        passMark: Type.Integer({ minimum: 0, maximum: 100, description: 'The least score that passes.' }),
        questions: Type.Array(
          Type.Object(
            {
              text: Type.String({ minLength: 1, maxLength: 2_000 }),
              kind: Type.Enum(QUESTION_KINDS, { description: 'How many choices are right: one, or any.' }),
              choices: Type.Array(Type.Object(CHOICE, { additionalProperties }), {
                minItems: 2,
                maxItems: 50,
              }),
            },
            { additionalProperties },
          ),
          { minItems: 1, maxItems: 500 },
        ),
      },
      { additionalProperties },
    ),
  )
}

/** The content of a course. */
export const Content = answer('Content', {
  lessons: Type.Array(Type.Object({ id: Id, ...LESSON }, { additionalProperties: true })),
  quiz: quizOf(false),
})

export const QuizResults = answer('QuizResults', {
  attempts: Type.Integer({ minimum: 0, description: 'How many attempts were counted.' }),
  isCapped: Type.Boolean({
    description: 'Whether there are more. Those of the people who were enrolled last are counted.',
  }),
  outdated: Type.Integer({
    minimum: 0,
    description: 'How many of them answered an earlier form of the quiz. They count for no question.',
  }),
  questions: Type.Array(
    Type.Object(
      {
        text: Type.String(),
        kind: Type.Enum(QUESTION_KINDS),
        right: Type.Integer({ minimum: 0, description: 'How many attempts answered it right.' }),
        choices: Type.Array(
          Type.Object(
            {
              ...CHOICE,
              ticked: Type.Integer({ minimum: 0, description: 'In how many attempts it was ticked.' }),
            },
            { additionalProperties: true },
          ),
        ),
      },
      { additionalProperties: true },
    ),
  ),
})

export const contentValues = {
  lessons: Type.Array(Type.Object(LESSON, { additionalProperties: false }), { maxItems: 500 }),
  quiz: quizOf(true),
}

/** A complete list of places that replaces the previous one. */
export const placesInBody = { items: Type.Array(PlaceInBody, { maxItems: 1000 }) }
