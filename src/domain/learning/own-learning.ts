// What a person is shown of his own learning: his courses and programs, what comes next, and what he might begin.
import type { Course } from '../courses/course.ts'
import type { Enrolment, ProgramMembership } from './enrolment.ts'
import { forbidden } from '../errors.ts'
import type { AccountId, CourseId, MemberId } from '../ids.ts'
import type { Learning } from './learning.ts'
import type { Lesson } from '../courses/lesson.ts'
import type { Principal } from '../principal.ts'
import type { Program } from '../courses/program.ts'
import { getVisibleProgram } from './program-memberships.ts'
import type { Paging } from '../page.ts'
import type { Reader } from '../store.ts'
import type { ProgramId } from '../ids.ts'

/** Nobody takes more. */
const ALL: Paging = { offset: 0, limit: 10_000 }

/** What a learner does next in a course. */
export type Step =
  | { readonly kind: 'lesson'; readonly lesson: Lesson }
  | { readonly kind: 'quiz' }
  /** There are no parts: he says himself that he is through. */
  | { readonly kind: 'finish' }

/** The first part that isn't finished since the course was begun (anew); undefined when all are. */
export function nextStep({ enrolment, content, finished }: Omit<Learning, 'attempts'>): Step | undefined {
  const { lessons, quiz } = content
  const lesson = lessons.find(({ id }) => !finished.includes(id))
  if (lesson !== undefined) return { kind: 'lesson', lesson }
  if (quiz !== null) return enrolment.quizTaken ? undefined : { kind: 'quiz' }
  return lessons.length === 0 && enrolment.progress < 100 ? { kind: 'finish' } : undefined
}

export interface OwnCourse {
  readonly course: Course
  readonly enrolment: Enrolment
  /** undefined when it is completed. */
  readonly next: Step | undefined
}

/** The courses that the person takes: those that were begun last come first. @throws forbidden (nobody is signed in) */
export async function listOwnCourses(reader: Reader, by: Principal): Promise<readonly OwnCourse[]> {
  const { accountId } = by
  const member = personOf(by)
  const courses = new Map<CourseId, Course>()
  for (const course of await reader.courses.listOfMember(accountId, member, ALL))
    courses.set(course.id, course)
  const own: OwnCourse[] = []
  for (const enrolment of await reader.enrolments.listOfMember(accountId, member)) {
    const course = courses.get(enrolment.courseId)
    if (course !== undefined)
      own.push({ course, enrolment, next: await nextIn(reader, accountId, enrolment) })
  }
  return own.toSorted((a, b) => recency(b.enrolment) - recency(a.enrolment))
}

async function nextIn(reader: Reader, account: AccountId, enrolment: Enrolment): Promise<Step | undefined> {
  if (enrolment.progress === 100) return undefined
  const content = await reader.content.find(account, enrolment.courseId)
  return nextStep({
    enrolment,
    content,
    finished: await reader.enrolments.finishedLessons(account, enrolment.id),
  })
}

function recency({ completed, started, created }: Enrolment): number {
  return completed ?? started ?? created
}

export interface OwnProgram {
  readonly program: Program
  readonly membership: ProgramMembership
}

/** The programs that the person is in. @throws forbidden (nobody is signed in) */
export async function listOwnPrograms(reader: Reader, by: Principal): Promise<readonly OwnProgram[]> {
  const member = personOf(by)
  const programs = await reader.programs.listOfMember(by.accountId, member, ALL)
  const memberships = await reader.programMemberships.listOfMember(by.accountId, member)
  return programs.flatMap((program) => {
    const membership = memberships.find(({ programId }) => programId === program.id)
    return membership === undefined ? [] : [{ program, membership }]
  })
}

/** Courses that the person might enrol himself in. @throws forbidden (nobody is signed in) */
export async function listEnrollableCourses(
  reader: Reader,
  by: Principal,
  paging: Paging,
): Promise<readonly Course[]> {
  return reader.courses.listEnrollable(by.accountId, personOf(by), paging)
}

/** A program with its courses, as the person stands in them. */
export interface ViewedProgram {
  readonly program: Program
  /** undefined for staff who only look. */
  readonly membership: ProgramMembership | undefined
  /** In order; without an enrolment where he was taken out of one. */
  readonly courses: readonly { readonly course: Course; readonly enrolment: Enrolment | undefined }[]
}

/** @throws forbidden, not_found */
export async function viewProgram(reader: Reader, by: Principal, id: ProgramId): Promise<ViewedProgram> {
  const { accountId } = by
  const member = personOf(by)
  const program = await getVisibleProgram(reader, by, id)
  const enrolments = await reader.enrolments.listOfMember(accountId, member)
  const courses: { course: Course; enrolment: Enrolment | undefined }[] = []
  for (const courseId of program.courseIds) {
    const course = await reader.courses.find(accountId, courseId)
    const enrolment = enrolments.find((one) => one.courseId === courseId)
    if (course !== undefined) courses.push({ course, enrolment })
  }
  return { program, courses, membership: await reader.programMemberships.find(accountId, id, member) }
}

function personOf({ memberId }: Principal): MemberId {
  if (memberId === null) throw forbidden('enrolment', 'learn')
  return memberId
}
