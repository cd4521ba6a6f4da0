import { getActor } from '../actor.ts'
import type { Lazy } from '../checks.ts'
import type { CertificateTerms } from './certificate-terms.ts'
import type { Course, CourseFilter } from './course.ts'
import { requireCourse } from './courses.ts'
import type { CourseContent } from './lesson.ts'
import type { AccountId, CourseId, MemberId } from '../ids.ts'
import type { Page, NoFilter, OffsetQuery } from '../page.ts'
import { demandReadMember, requireMember } from '../people/members.ts'
import {
  type Actor,
  type SeenCourse,
  demand,
  isForEverybody,
  mayEnrolSelf,
  mayReadCourses,
  mayReadPeople,
  maySeeCourse,
} from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'

/** A course that the actor may see. @throws forbidden, not_found (for those who may see all) */
export async function getCourse(reader: Reader, by: Principal, id: CourseId): Promise<Course> {
  const actor = await getActor(reader, by)
  if (mayReadPeople(actor)) return requireCourse(reader, by, id)
  const course = await reader.courses.find(by.accountId, id)
  // To others a hidden course looks like one that doesn't exist.
  demand(
    course !== undefined && maySeeCourse(actor, await getSeenCourse(reader, by, actor, course)),
    'course',
    'see',
  )
  return requireCourse(reader, by, id)
}

/**
 * What a course's certificate says, for those who may see every course; undefined: it gives none.
 * @throws forbidden, not_found (course)
 */
export async function findCertificateTerms(
  reader: Reader,
  by: Principal,
  id: CourseId,
): Promise<CertificateTerms | undefined> {
  demand(mayReadCourses(await getActor(reader, by)), 'course', 'see')
  return (await requireCourse(reader, by, id)).certificate ?? undefined
}

/** A course with the caller's own state in it. */
export interface SeenByPerson {
  readonly course: Course
  readonly enrolled: boolean
  /** Whether they may enrol themselves. */
  readonly mayEnrol: boolean
}

/** A course that is visible to everybody on the web, with its content; for visitors who aren't signed in. */
export async function findPublicCourse(
  reader: Reader,
  account: AccountId,
  id: CourseId,
): Promise<{ readonly course: Course; readonly content: CourseContent } | undefined> {
  const course = await reader.courses.find(account, id)
  if (course === undefined) return undefined
  if (!isForEverybody({ published: course.isActive, visibility: course.visibility })) return undefined
  return { course, content: await reader.content.get(account, id) }
}

/** The course with the actor's state in it; undefined when they may not see such a course. */
export async function findVisibleCourse(
  reader: Reader,
  by: Principal,
  id: CourseId,
): Promise<SeenByPerson | undefined> {
  const course = await reader.courses.find(by.accountId, id)
  if (course === undefined) return undefined
  const actor = await getActor(reader, by)
  const seen = await getSeenCourse(reader, by, actor, course)
  if (!maySeeCourse(actor, seen)) return undefined
  return { course, enrolled: seen.enrolled, mayEnrol: !seen.enrolled && mayEnrolSelf(actor, seen) }
}

/** The courses that the actor may see. */
export async function listCourses(
  reader: Reader,
  by: Principal,
  readQuery: Lazy<OffsetQuery<NoFilter>>,
): Promise<Page<Course>> {
  const actor = await getActor(reader, by)
  const wanted = readQuery()
  if (actor.kind === 'member' && !mayReadPeople(actor)) {
    const seen = { of: 'visible', member: actor.id } as const
    return { ...(await reader.courses.listPart(by.accountId, { ...wanted, filter: seen })), next: null }
  }
  return {
    ...(await reader.courses.listPart(by.accountId, { ...wanted, filter: { of: 'all' } })),
    next: null,
    total: await reader.tallies.count(by.accountId, { of: 'courses' }),
  }
}

/** A course by its id or its code; undefined when there is none. @throws forbidden */
export async function findCourse(
  reader: Reader,
  by: Principal,
  named: { readonly id: CourseId } | { readonly code: string },
): Promise<Course | undefined> {
  demand(mayReadPeople(await getActor(reader, by)), 'course', 'see')
  return 'id' in named
    ? reader.courses.find(by.accountId, named.id)
    : reader.courses.findByCode(by.accountId, named.code)
}

/** The matching courses, regardless of who may see them. @throws forbidden */
export async function listAllCourses(
  reader: Reader,
  by: Principal,
  query: OffsetQuery<CourseFilter>,
): Promise<Page<Course>> {
  demand(mayReadPeople(await getActor(reader, by)), 'course', 'list')
  return { items: await reader.courses.list(by.accountId, query), next: null }
}

/** The courses that a person takes. @throws forbidden, not_found (member) */
export async function listCoursesOfMember(
  reader: Reader,
  by: Principal,
  member: MemberId,
  readQuery: Lazy<OffsetQuery<NoFilter>>,
): Promise<Page<Course>> {
  await demandReadMember(reader, by, member)
  await requireMember(reader, by, { id: member })
  const { page } = readQuery()
  return {
    ...(await reader.courses.listPart(by.accountId, { filter: { of: 'member', member }, page })),
    next: null,
  }
}

export async function getSeenCourse(
  reader: Reader,
  by: Principal,
  actor: Actor,
  course: Course,
): Promise<SeenCourse> {
  const own = actor.kind === 'member' ? await reader.enrolments.find(by.accountId, course.id, actor.id) : null
  const selected =
    actor.kind === 'member' && course.visibility === 'groups'
      ? await reader.courseGroups.list(by.accountId, course.id)
      : []
  return {
    published: course.isActive,
    visibility: course.visibility,
    selfEnrolment: course.selfEnrolment,
    enrolled: own != null,
    inSelectedGroup: actor.kind === 'member' && selected.some((group) => actor.groups.has(group)),
  }
}
