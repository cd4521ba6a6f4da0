// Operations that visit everybody in a course or a program. They change what everybody sees in one transaction, visit the
// first few people in it, and leave the rest to be carried on in portions (docs/decisions: work in portions).
import type { Principal } from '../principal.ts'
import type { CourseId, LessonId, ProgramId } from '../ids.ts'
import type { Writer } from '../store.ts'

/** How many rows one portion visits. */
export const PORTION = 200

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

/** Counts anew for those who take a course whose content was replaced. */
export interface SettleCourse {
  readonly kind: 'settle_course'
  readonly courseId: CourseId
  /** The lessons that went out. */
  readonly removed: readonly LessonId[]
  /** The enrolment up to which all were visited, in the order of ids. */
  readonly after: number
}

export type LargeWork = DeleteCourse | DeleteProgram | SettleProgram | SettleCourse

/** What one portion came to. */
export interface Portion<Work> {
  /** How many rows it visited. */
  readonly visited: number
  /** What is left; undefined: nothing. */
  readonly rest: Work | undefined
}

/** Does at most so much of the work. */
export type Step<Work> = (tx: Writer, by: Principal, work: Work, limit: number) => Promise<Portion<Work>>

/**
 * Does the first portion of the work and puts the rest down for later. What a portion holds is done when it returns.
 * @param room how many rows this transaction may still visit; none: all of it is put down
 * @returns how many it visited
 */
export async function beginWork<Work extends LargeWork>(
  tx: Writer,
  by: Principal,
  work: Work,
  step: Step<Work>,
  room = PORTION,
): Promise<number> {
  const { visited, rest } = room > 0 ? await step(tx, by, work, room) : { visited: 0, rest: work }
  if (rest !== undefined) await tx.pendingWork.insert(by, rest)
  return visited
}
