import type { Certificate } from './certificate.ts'
import type { CourseId, EnrolmentId, MemberId, ProgramId, ProgramMembershipId } from '../ids.ts'
import type { Lesson, QuizAttempt } from '../courses/lesson.ts'
import type { CourseTitle } from '../courses/course.ts'
import type { ProgramTitle } from '../courses/program.ts'

/** What a person has reached in a course. `success` is known exactly when `completed` is. */
export interface Result {
  /** Finished parts of all parts, 0 to 100. */
  readonly progress: number
  /** 0 to 100, two decimals at most; null while nothing was scored. */
  readonly score: number | null
  readonly success: boolean | null
  /** Whether the quiz was taken since the course was started or retaken. */
  readonly quizTaken: boolean
  readonly started: number | null
  /** When it was finished, passed or not. */
  readonly completed: number | null
}

/** How somebody comes into a course: by staff, by themselves, by the link of an invitation, or with a program. */
export const ENROLMENT_ORIGINS = ['staff', 'self', 'invitation', 'program'] as const
export type EnrolmentOrigin = (typeof ENROLMENT_ORIGINS)[number]

/** A person in a course, with the result. */
export interface Enrolment extends Result {
  readonly id: EnrolmentId
  readonly courseId: CourseId
  readonly memberId: MemberId
  readonly role: 'learner'
  /** The day on which it is to be completed: `2026-11-28`; null: there is none. */
  readonly dueDate: string | null
  /** How the person came into the course; null: that was before it was noted. */
  readonly origin: EnrolmentOrigin | null
  readonly created: number
  readonly modified: number
  readonly certificate: Certificate | null
}

/** A person in a program. It is complete when each of its courses was completed with success. */
export interface ProgramMembership {
  readonly id: ProgramMembershipId
  readonly programId: ProgramId
  readonly memberId: MemberId
  readonly role: 'learner'
  /** Courses passed of all courses, 0 to 100. */
  readonly progress: number
  readonly created: number
  readonly completed: number | null
  readonly modified: number
  readonly certificate: Certificate | null
}

export interface EnrolmentFilter {
  /** Changed at that instant or later. */
  readonly modifiedSince?: number
  readonly completed?: boolean
}

/** A course that somebody takes, and how far. */
export interface TakenCourse {
  readonly course: CourseTitle
  readonly enrolment: Enrolment
  /** The first lesson that hasn't been finished since the course was started or retaken. */
  readonly nextLesson: Pick<Lesson, 'id' | 'title'> | undefined
  readonly hasLessons: boolean
  readonly hasQuiz: boolean
}

export interface CourseInProgram {
  readonly course: CourseTitle
  /** undefined where the member doesn't take it. */
  readonly enrolment: Enrolment | undefined
}

export interface JoinedProgram {
  readonly program: ProgramTitle
  readonly membership: ProgramMembership
}

/** A try at a quiz by the number of its row. */
export interface NumberedAttempt extends QuizAttempt {
  readonly id: number
}

/** A try at a quiz of one of a person's courses. */
export interface PastAttempt extends Pick<QuizAttempt, 'at' | 'score' | 'passed'> {
  readonly id: number
  readonly enrolmentId: EnrolmentId
  readonly course: CourseTitle
}
