import type { CourseId, ProgramId } from '../ids.ts'
import type { RunJob } from './job.ts'

/** Takes everybody out of a course that nobody sees any more, and then deletes it. */
export interface DeleteCourse {
  readonly kind: 'delete_course'
  readonly courseId: CourseId
}

/** Takes everybody out of a program that nobody sees any more, and then deletes it. */
export interface DeleteProgram {
  readonly kind: 'delete_program'
  readonly programId: ProgramId
}

/** Lets those who are in a program follow a change of its courses. */
export interface SettleProgram {
  readonly kind: 'settle_program'
  readonly programId: ProgramId
  /** The courses that came in. */
  readonly added: readonly CourseId[]
  /** The person up to whom everybody was visited, in the order of ids. */
  readonly after: number
}

/** Recalculates the progress in a course whose content was replaced. */
export interface SettleCourse {
  readonly kind: 'settle_course'
  readonly courseId: CourseId
  /** The enrolment up to which all were visited, in the order of ids. */
  readonly after: number
}

export type LargeWork = DeleteCourse | DeleteProgram | SettleProgram | SettleCourse | RunJob
