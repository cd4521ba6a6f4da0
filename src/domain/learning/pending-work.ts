import type { CourseId, ImportId, MemberId, ProgramId } from '../ids.ts'
import type { RunJob } from './job.ts'

/** Removes everybody from a course that is already hidden, and then deletes it. */
export interface DeleteCourse {
  readonly kind: 'delete_course'
  readonly courseId: CourseId
}

/** Removes everybody from a program that is already hidden, and then deletes it. */
export interface DeleteProgram {
  readonly kind: 'delete_program'
  readonly programId: ProgramId
}

/** Applies a change of a program's courses to its members. */
export interface SettleProgram {
  readonly kind: 'settle_program'
  readonly programId: ProgramId
  /** The added courses. */
  readonly added: readonly CourseId[]
  /** The last person who was visited, in id order. */
  readonly after: number
}

/** Recalculates the progress in a course whose content was replaced. */
export interface SettleCourse {
  readonly kind: 'settle_course'
  readonly courseId: CourseId
  /** The last enrolment that was visited, in id order. */
  readonly after: number
}

/** Deletes an import that nobody sees any more, with all its records. */
export interface DeleteImport {
  readonly kind: 'delete_import'
  readonly importId: ImportId
}

/** Notes in people that a group was changed which shows in them. */
export interface TouchMembers {
  readonly kind: 'touch_members'
  readonly members: readonly MemberId[]
}

export type LargeWork =
  DeleteCourse | DeleteProgram | DeleteImport | SettleProgram | SettleCourse | TouchMembers | RunJob
