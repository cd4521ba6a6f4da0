import type { Certificate } from './certificate.ts'
import type { CourseId, EnrolmentId, MemberId, ProgramId, ProgramMembershipId } from '../ids.ts'
import type { Lesson, QuizAttempt } from '../courses/lesson.ts'
import type { CourseTitle } from '../courses/course.ts'
import type { ProgramTitle } from '../courses/program.ts'

/** A person's result in a course. `success` is set exactly when `completed` is. */
export interface Result {
  /** Finished parts as a percentage of all parts, 0 to 100. */
  readonly progress: number
  /** 0 to 100, at most two decimals; null while nothing is scored. */
  readonly score: number | null
  readonly success: boolean | null
  /** Whether the quiz was taken since the course was started or retaken. */
  readonly quizTaken: boolean
  readonly started: number | null
  /** When it was completed, passed or not. */
  readonly completed: number | null
}

/** How a person entered a course: through staff, by themselves, through an invitation link, or with a program. */
export const ENROLMENT_ORIGINS = ['staff', 'self', 'invitation', 'program'] as const
export type EnrolmentOrigin = (typeof ENROLMENT_ORIGINS)[number]

/** A person in a course, with the result. */
export interface Enrolment extends Result {
  readonly id: EnrolmentId
  readonly courseId: CourseId
  readonly memberId: MemberId
  readonly role: 'learner'
  /** The due date: `2026-11-28`; null: none. */
  readonly dueDate: string | null
  /** How the person entered the course; null: that was before this was recorded. */
  readonly origin: EnrolmentOrigin | null
  readonly created: number
  readonly modified: number
  readonly certificate: Certificate | null
}

/** What an enrolment came to in an earlier period: a new one begins when the completion has counted long enough. */
export interface PastResult extends Omit<Result, 'quizTaken'>, Pick<Enrolment, 'dueDate' | 'certificate'> {
  readonly id: number
  /** When the next period began. */
  readonly ended: number
}

export interface PastResultOfCourse extends PastResult {
  readonly enrolmentId: EnrolmentId
  readonly course: CourseTitle
}

/** A person in a program. It is complete when each of its courses was passed. */
export interface ProgramMembership {
  readonly id: ProgramMembershipId
  readonly programId: ProgramId
  readonly memberId: MemberId
  readonly role: 'learner'
  /** Courses passed of all courses, 0 to 100. */
  readonly progress: number
  /** The due date: `2026-11-28`; null: none. */
  readonly dueDate: string | null
  readonly created: number
  readonly completed: number | null
  readonly modified: number
  readonly certificate: Certificate | null
}

export interface EnrolmentFilter {
  /** Changed at or after that time. */
  readonly modifiedSince?: number
  readonly completed?: boolean
}

/** A person's course, with their progress. */
export interface TakenCourse {
  readonly course: CourseTitle
  readonly enrolment: Enrolment
  /** The first unfinished lesson since the course was started or retaken. */
  readonly nextLesson: Pick<Lesson, 'id' | 'title'> | undefined
  readonly hasLessons: boolean
  readonly hasQuiz: boolean
}

export interface CourseInProgram {
  readonly course: CourseTitle
  /** undefined if the member isn't enrolled. */
  readonly enrolment: Enrolment | undefined
}

export interface JoinedProgram {
  readonly program: ProgramTitle
  readonly membership: ProgramMembership
}

/** An attempt at a quiz, with its row number. */
export interface NumberedAttempt extends QuizAttempt {
  readonly id: number
}

/** An attempt at a quiz in one of a person's courses. */
export interface PastAttempt extends Pick<QuizAttempt, 'at' | 'score' | 'passed'> {
  readonly id: number
  readonly enrolmentId: EnrolmentId
  readonly course: CourseTitle
}
