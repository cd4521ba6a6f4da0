import { actorOf } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import type { Late } from '../checks.ts'
import type { Course } from '../courses/course.ts'
import { getCourse } from '../courses/courses.ts'
import { endEnrolment } from './end-enrolments.ts'
import { enrolmentState } from './enrolment-state.ts'
import type { Enrolment } from './enrolment.ts'
import { notFound } from '../errors.ts'
import { webhookEvent } from '../delivery/events.ts'
import type { AccountId, CourseId, MemberId } from '../ids.ts'
import type { EnrolmentFilter } from './learning-store.ts'
import type { CourseContent } from '../courses/lesson.ts'
import { getMember } from '../people/people.ts'
import {
  demand,
  isForEverybody,
  mayEnrolOthers,
  mayEnrolSelf,
  mayReadPeople,
  maySeeCourse,
  type Actor,
  type SeenCourse,
} from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Paging } from '../page.ts'
import type { Reader, Writer } from '../store.ts'

/** A list's page, and of how many when that needs no counting. */
export interface Listed<T> {
  readonly items: readonly T[]
  readonly total?: number
}

/** A course that the one who acts may see. @throws forbidden, not_found (for those who may see all) */
export async function getVisibleCourse(reader: Reader, by: Principal, id: CourseId): Promise<Course> {
  const actor = await actorOf(reader, by)
  if (mayReadPeople(actor)) return getCourse(reader, by, id)
  const course = await reader.courses.find(by.accountId, id)
  // To others a hidden course and none at all look alike.
  demand(
    course !== undefined && maySeeCourse(actor, await seenBy(reader, by, actor, course)),
    'course',
    'see',
  )
  return getCourse(reader, by, id)
}

/** A course as it stands to the person who looks at it. */
export interface SeenByPerson {
  readonly course: Course
  readonly enrolled: boolean
  /** Whether he may enrol himself. */
  readonly mayEnrol: boolean
}

/** A course that is for everybody on the web, with what it consists of; for who isn't signed in. */
export async function findPublicCourse(
  reader: Reader,
  account: AccountId,
  id: CourseId,
): Promise<{ readonly course: Course; readonly content: CourseContent } | undefined> {
  const course = await reader.courses.find(account, id)
  if (course === undefined) return undefined
  if (!isForEverybody({ published: course.isActive, visibility: course.visibility })) return undefined
  return { course, content: await reader.content.find(account, id) }
}

/** The course as it stands to the one who acts; undefined when there is none that he may see. */
export async function findVisibleCourse(
  reader: Reader,
  by: Principal,
  id: CourseId,
): Promise<SeenByPerson | undefined> {
  const course = await reader.courses.find(by.accountId, id)
  if (course === undefined) return undefined
  const actor = await actorOf(reader, by)
  const seen = await seenBy(reader, by, actor, course)
  if (!maySeeCourse(actor, seen)) return undefined
  return { course, enrolled: seen.enrolled, mayEnrol: !seen.enrolled && mayEnrolSelf(actor, seen) }
}

/** The courses that the one who acts may see. */
export async function listCourses(
  reader: Reader,
  by: Principal,
  late: Late<Paging>,
): Promise<Listed<Course>> {
  const actor = await actorOf(reader, by)
  const paging = late()
  if (actor.kind === 'member' && !mayReadPeople(actor)) {
    return { items: await reader.courses.listVisible(by.accountId, actor.id, paging) }
  }
  return {
    items: await reader.courses.page(by.accountId, {}, paging),
    total: await reader.tallies.count(by.accountId, { of: 'courses' }),
  }
}

/** The courses that a person takes. @throws forbidden, not_found (member) */
export async function listCoursesOfMember(
  reader: Reader,
  by: Principal,
  member: MemberId,
  paging: Late<Paging>,
): Promise<readonly Course[]> {
  await demandReadMember(reader, by, member)
  await getMember(reader, by, { id: member })
  return reader.courses.listOfMember(by.accountId, member, paging())
}

/** @throws forbidden, not_found (course, member, enrolment) */
export async function getEnrolment(
  reader: Reader,
  by: Principal,
  course: CourseId,
  member: MemberId,
): Promise<Enrolment> {
  await demandReadMember(reader, by, member)
  await getCourse(reader, by, course)
  await getMember(reader, by, { id: member })
  return found(await reader.enrolments.find(by.accountId, course, member))
}

/** Everybody's results in a course. @throws forbidden, not_found (course) */
export async function listEnrolments(
  reader: Reader,
  by: Principal,
  course: CourseId,
  wanted: Late<{ readonly filter: EnrolmentFilter; readonly paging: Paging }>,
): Promise<Listed<Enrolment>> {
  demand(mayReadPeople(await actorOf(reader, by)), 'enrolment', 'list')
  await getCourse(reader, by, course)
  const { filter, paging } = wanted()
  const items = await reader.enrolments.page(by.accountId, course, filter, paging)
  if (filter.completed !== undefined || filter.modifiedSince !== undefined) return { items }
  return { items, total: await reader.tallies.count(by.accountId, { of: 'members', course }) }
}

/**
 * Enrols a person in a course as a learner. Who is enrolled already stays so, with the results.
 * @throws forbidden, not_found (course, member)
 */
export async function enrolMember(
  tx: Writer,
  by: Principal,
  course: CourseId,
  member: MemberId,
): Promise<Enrolment> {
  const actor = await actorOf(tx, by)
  if (!mayEnrolOthers(actor)) {
    const known = await tx.courses.find(by.accountId, course)
    const own = actor.kind === 'member' && actor.id === member
    demand(
      own && known !== undefined && mayEnrolSelf(actor, await seenBy(tx, by, actor, known)),
      'enrolment',
      'create',
    )
  }
  await getCourse(tx, by, course)
  await getMember(tx, by, { id: member })
  return putEnrolment(tx, by, course, member)
}

/**
 * Removes a person from a course, with all results in it. No link that was sent before brings them back.
 * @throws forbidden, not_found (course, member, enrolment)
 */
export async function unenrolMember(
  tx: Writer,
  by: Principal,
  course: CourseId,
  member: MemberId,
): Promise<void> {
  demand(mayEnrolOthers(await actorOf(tx, by)), 'enrolment', 'delete')
  await getCourse(tx, by, course)
  await getMember(tx, by, { id: member })
  const { id } = found(await tx.enrolments.find(by.accountId, course, member))
  await tx.enrolments.lock(by.accountId, id)
  await endEnrolment(tx, by, found(await tx.enrolments.find(by.accountId, course, member)))
  await tx.invitations.endIntoCourse(by.accountId, member, course)
}

/** The enrolment of a person in a course, made when there is none: permission and existence were checked before. */
export async function putEnrolment(
  tx: Writer,
  by: Principal,
  courseId: CourseId,
  memberId: MemberId,
): Promise<Enrolment> {
  const insert = () => tx.enrolments.insert(by.accountId, courseId, memberId)
  let enrolment = await insert()
  if (enrolment === undefined) {
    const known = await tx.enrolments.find(by.accountId, courseId, memberId)
    if (known !== undefined) return known
    enrolment = found(await insert()) // it was removed between the two statements: now the place is free
  }
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'enrolment',
    subjectId: enrolment.id,
    after: enrolmentState(enrolment),
  })
  await tx.outbox.put(by.accountId, webhookEvent({ event: 'enrolment_created', courseId, memberId }))
  return enrolment
}

/** Throws `forbidden` unless the one who acts may read what belongs to that person. */
export async function demandReadMember(reader: Reader, by: Principal, member: MemberId): Promise<void> {
  if (by.memberId === member) return
  demand(mayReadPeople(await actorOf(reader, by)), 'member', 'read')
}

async function seenBy(reader: Reader, by: Principal, actor: Actor, course: Course): Promise<SeenCourse> {
  const own = actor.kind === 'member' ? await reader.enrolments.find(by.accountId, course.id, actor.id) : null
  const selected =
    actor.kind === 'member' && course.visibility === 'groups'
      ? await reader.courseGroups.groupsOf(by.accountId, course.id)
      : []
  return {
    published: course.isActive,
    visibility: course.visibility,
    selfEnrolment: course.selfEnrolment,
    enrolled: own != null,
    inSelectedGroup: actor.kind === 'member' && selected.some((group) => actor.groups.has(group)),
  }
}

function found(enrolment: Enrolment | undefined): Enrolment {
  if (enrolment === undefined) throw notFound('enrolment')
  return enrolment
}
