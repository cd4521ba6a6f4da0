// A person's view of their own learning: courses and programs, the next step, and what they could start.
import { demandPresent } from '../actor.ts'
import type { Course, CourseTitle } from '../courses/course.ts'
import type {
  CourseInProgram,
  Enrolment,
  JoinedProgram,
  ProgramMembership,
  TakenCourse,
} from './enrolment.ts'
import { forbidden } from '../errors.ts'
import type { MemberId, ProgramId } from '../ids.ts'
import type { Learning } from './learning.ts'
import type { Lesson } from '../courses/lesson.ts'
import type { Principal } from '../principal.ts'
import type { Program } from '../courses/program.ts'
import { getProgram } from '../courses/read-programs.ts'
import type { NoFilter, OffsetQuery, Page } from '../page.ts'
import type { Reader } from '../store.ts'
import { once } from '../../lib/once.ts'

/** A learner's next step in a course. */
export type Step =
  | { readonly kind: 'lesson'; readonly lesson: Pick<Lesson, 'id' | 'title'> }
  | { readonly kind: 'quiz' }
  /** The course has no parts: the learner marks it as completed. */
  | { readonly kind: 'finish' }

/** A person's state in a course. A course that is being retaken is in progress, whatever its earlier result. */
export type Standing = 'not_started' | 'under_way' | 'failed' | 'completed'

export function standingOf({ progress, completed, success, started }: Enrolment): Standing {
  if (completed !== null && progress === 100) return success === true ? 'completed' : 'failed'
  return started === null ? 'not_started' : 'under_way'
}

/**
 * The first unfinished part since the course was started or retaken; after a failed quiz, the quiz. undefined when
 * nothing is left to do.
 */
export function nextStep({
  enrolment,
  content,
  finished,
}: Pick<Learning, 'enrolment' | 'content' | 'finished'>): Step | undefined {
  const { lessons, quiz } = content
  return stepIn({
    enrolment,
    nextLesson: lessons.find(({ id }) => !finished.includes(id)),
    hasLessons: lessons.length > 0,
    hasQuiz: quiz !== null,
  })
}

function stepIn({
  enrolment,
  nextLesson,
  hasLessons,
  hasQuiz,
}: Omit<TakenCourse, 'course'>): Step | undefined {
  if (standingOf(enrolment) === 'completed') return undefined
  if (nextLesson !== undefined) return { kind: 'lesson', lesson: nextLesson }
  if (hasQuiz) {
    return enrolment.quizTaken && standingOf(enrolment) !== 'failed' ? undefined : { kind: 'quiz' }
  }
  return hasLessons || enrolment.progress === 100 ? undefined : { kind: 'finish' }
}

export interface OwnCourse {
  readonly course: CourseTitle
  readonly enrolment: Enrolment
  readonly standing: Standing
  /** undefined when it is completed. */
  readonly next: Step | undefined
}

export interface OwnCourses {
  /**
   * Courses in progress, the most recently started first, then those not started, by name. Includes courses that
   * weren't passed.
   */
  readonly toDo: readonly OwnCourse[]
  /** The most recently completed first. */
  readonly completed: readonly OwnCourse[]
}

/** The person's courses. @throws forbidden (nobody is signed in) */
export async function listOwnCourses(reader: Reader, by: Principal): Promise<OwnCourses> {
  const taken = await reader.enrolments.listOwn(by.accountId, await personOf(reader, by))
  const own = taken
    .map((one) => ({
      course: one.course,
      enrolment: one.enrolment,
      standing: standingOf(one.enrolment),
      next: stepIn(one),
    }))
    .toSorted((a, b) => recency(b) - recency(a) || byName(a, b))
  return {
    toDo: own.filter(({ standing }) => standing !== 'completed'),
    completed: own.filter(({ standing }) => standing === 'completed'),
  }
}

const names = once(() => new Intl.Collator('und', { numeric: true }))

function byName(a: OwnCourse, b: OwnCourse): number {
  return names().compare(a.course.name, b.course.name) || a.course.id - b.course.id
}

/** The time to sort by; none for a course that wasn't started. */
function recency({ enrolment, standing }: OwnCourse): number {
  if (standing === 'not_started') return 0
  return (standing === 'under_way' ? enrolment.started : enrolment.completed) ?? 0
}

/** The person's published programs, by name. @throws forbidden (nobody is signed in) */
export async function listOwnPrograms(reader: Reader, by: Principal): Promise<readonly JoinedProgram[]> {
  const joined = await reader.programMemberships.listOwn(by.accountId, await personOf(reader, by))
  return joined.toSorted((a, b) => names().compare(a.program.name, b.program.name))
}

/** Courses that the person could enrol in. @throws forbidden (nobody is signed in) */
export async function listEnrollableCourses(
  reader: Reader,
  by: Principal,
  query: OffsetQuery<NoFilter>,
): Promise<Page<Course>> {
  const items = await reader.courses.listEnrollable(by.accountId, await personOf(reader, by), query)
  return { items, next: null }
}

/** A program with its courses and the person's state in each. */
export interface ProgramView {
  readonly program: Program
  /** undefined for staff who aren't members. */
  readonly membership: ProgramMembership | undefined
  /** In order; without an enrolment if the person was removed from the course. */
  readonly courses: readonly CourseInProgram[]
}

/** @throws forbidden, not_found */
export async function getProgramView(reader: Reader, by: Principal, id: ProgramId): Promise<ProgramView> {
  const { accountId } = by
  const member = await personOf(reader, by)
  const program = await getProgram(reader, by, id)
  return {
    program,
    courses: await reader.enrolments.listInProgram(accountId, id, member),
    membership: await reader.programMemberships.find(accountId, id, member),
  }
}

async function personOf(reader: Reader, by: Principal): Promise<MemberId> {
  if (by.memberId === null) throw forbidden('enrolment', 'learn')
  await demandPresent(reader, by)
  return by.memberId
}
