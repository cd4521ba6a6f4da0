import { getActor } from '../actor.ts'
import type { CursorQuery, Page } from '../page.ts'
import { isStorable } from '../../lib/text.ts'
import { forbidden, notFound } from '../errors.ts'
import type { CourseId } from '../ids.ts'
import { demand, mayReadCourses, maySeeCourse } from '../permissions.ts'
import { requireCourse } from './courses.ts'
import { getSeenCourse } from './read-courses.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import type { CourseListFilter, CourseSort, ProgramListFilter, ProgramSort } from './course-list.ts'
import type { Course, CountedCourse, CourseRef } from './course.ts'
import type { Program } from './program.ts'

/**
 * The courses that fit, in the order asked for, page by page, for those who see every course. A page may hold fewer than
 * asked for and still have a next one.
 * @throws forbidden
 */
export async function listCoursesInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<CourseListFilter, CourseSort>,
): Promise<Page<CountedCourse>> {
  demand(mayReadCourses(await getActor(reader, by)), 'course', 'list')
  const page = await reader.courses.listByKey(by.accountId, query)
  return { ...page, items: await counted(reader, by, page.items) }
}

/**
 * A course with how many people take it, for whoever sees every course; for others those that they take or might.
 * @throws not_found, forbidden
 */
export async function getCountedCourse(
  reader: Reader,
  by: Principal,
  ref: CourseRef,
): Promise<CountedCourse> {
  const [one] = await counted(reader, by, [await seenCourse(reader, by, ref)])
  return one
}

/** The course, which nobody else changes until the operation's end. @throws not_found, forbidden */
export async function lockCourse(tx: Writer, by: Principal, ref: CourseRef): Promise<Course> {
  const { id } = await seenCourse(tx, by, ref)
  await tx.courses.lock(by.accountId, id)
  return requireCourse(tx, by, id)
}

async function seenCourse(reader: Reader, by: Principal, ref: CourseRef): Promise<Course> {
  const actor = await getActor(reader, by)
  const course =
    'id' in ref
      ? await reader.courses.find(by.accountId, ref.id as CourseId)
      : isStorable(ref.code)
        ? await reader.courses.findByCode(by.accountId, ref.code)
        : undefined
  if (mayReadCourses(actor)) {
    if (course === undefined) throw notFound('course', 'id' in ref ? ref.id : ref.code)
    return course
  }
  // To others a hidden course and none at all look alike.
  if (course !== undefined && maySeeCourse(actor, await getSeenCourse(reader, by, actor, course))) {
    return course
  }
  throw forbidden('course', 'see')
}

async function counted<const C extends readonly Course[]>(
  reader: Reader,
  by: Principal,
  courses: C,
): Promise<{ readonly [K in keyof C]: CountedCourse }> {
  const counts = await reader.tallies.countInCourses(
    by.accountId,
    courses.map(({ id }) => id),
  )
  const all = courses.map((course) => ({ course, learnerCount: counts.get(course.id) ?? 0 }))
  return all as { readonly [K in keyof C]: CountedCourse } // one for each, in the same order
}

/** The programs that fit; as `listCoursesInOrder`. @throws forbidden */
export async function listProgramsInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<ProgramListFilter, ProgramSort>,
): Promise<Page<Program>> {
  demand(mayReadCourses(await getActor(reader, by)), 'program', 'list')
  return reader.programs.listByKey(by.accountId, query)
}
