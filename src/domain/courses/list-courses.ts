import { getActor } from '../actor.ts'
import type { CursorQuery, Page } from '../page.ts'
import { isStorable } from '../../lib/text.ts'
import { forbidden, notFound } from '../errors.ts'
import type { CourseId, ProgramId } from '../ids.ts'
import { demand, mayReadCourses, maySeeCourse } from '../permissions.ts'
import { requireCourse } from './courses.ts'
import { getSeenCourse } from './read-courses.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import { together } from '../together.ts'
import type { CourseListFilter, CourseSort, ProgramListFilter, ProgramSort } from './course-list.ts'
import type { Course, CountedCourse, CourseRef, CourseTitle } from './course.ts'
import type { CountedProgram, Program, ProgramRef } from './program.ts'
import { getProgram, requireProgram } from './read-programs.ts'

/**
 * The matching courses in the requested order, page by page, for callers who see every course. A page may be shorter
 * than requested and still have a next one.
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
 * A course with its number of enrolled people, for callers who see every course; others get the courses that they take
 * or could take.
 * @throws not_found, forbidden
 */
export async function getCountedCourse(
  reader: Reader,
  by: Principal,
  ref: CourseRef,
): Promise<CountedCourse> {
  if (!('id' in ref)) {
    const [one] = await counted(reader, by, [await seenCourse(reader, by, ref)])
    return one
  }
  const id = ref.id as CourseId
  const [course, counts] = await together(
    seenCourse(reader, by, ref),
    reader.tallies.countInCourses(by.accountId, [id]),
  )
  return { course, learnerCount: counts.get(id) ?? 0 }
}

/**
 * Several courses, each as `getCountedCourse` shows it: any course for callers who see every course; for others those
 * that they take. Courses that don't exist or aren't visible to the caller are left out.
 */
export async function listCountedCourses(
  reader: Reader,
  by: Principal,
  ids: readonly CourseId[],
): Promise<ReadonlyMap<CourseId, CountedCourse>> {
  const actor = await getActor(reader, by)
  let seen = ids
  if (actor.kind === 'member' && !mayReadCourses(actor)) {
    const taken = await reader.enrolments.listOfMember(by.accountId, actor.id)
    seen = ids.filter((id) => taken.some(({ courseId }) => courseId === id))
  }
  if (seen.length === 0) return new Map()
  const { items } = await reader.courses.listByKey(by.accountId, {
    filter: { id: seen },
    page: { after: null, limit: seen.length },
  })
  return new Map((await counted(reader, by, items)).map((one) => [one.course.id, one]))
}

/** The id of a course, for callers who may see it. @throws not_found, forbidden */
export async function getCourseId(reader: Reader, by: Principal, ref: CourseRef): Promise<CourseId> {
  return (await seenCourse(reader, by, ref)).id
}

/**
 * The ids of several courses, in the order of the references, undefined for those that don't exist: two statements,
 * however many. For callers who see every course. @throws forbidden
 */
export async function listCourseIds(
  reader: Reader,
  by: Principal,
  refs: readonly CourseRef[],
): Promise<readonly (CourseId | undefined)[]> {
  demand(mayReadCourses(await getActor(reader, by)), 'course', 'list')
  const keys = await reader.courses.listKeys(by.accountId, {
    ids: refs.flatMap((ref) => ('id' in ref ? [ref.id as CourseId] : [])),
    codes: refs.flatMap((ref) => ('code' in ref && isStorable(ref.code) ? [ref.code] : [])),
  })
  const ids = new Set(keys.map(({ id }) => id))
  const byCode = new Map(keys.map(({ id, code }) => [code, id]))
  return refs.map((ref) => {
    if ('code' in ref) return byCode.get(ref.code)
    const id = ref.id as CourseId
    return ids.has(id) ? id : undefined
  })
}

/** The course, locked against other changes until the operation ends. @throws not_found, forbidden */
export async function lockCourse(tx: Writer, by: Principal, ref: CourseRef): Promise<Course> {
  const { id } = await seenCourse(tx, by, ref)
  await tx.courses.lock(by.accountId, id)
  return requireCourse(tx, by, id)
}

async function seenCourse(reader: Reader, by: Principal, ref: CourseRef): Promise<Course> {
  const [actor, course] = await Promise.all([
    getActor(reader, by),
    'id' in ref
      ? reader.courses.find(by.accountId, ref.id as CourseId)
      : isStorable(ref.code)
        ? reader.courses.findByCode(by.accountId, ref.code)
        : undefined,
  ])
  if (mayReadCourses(actor)) {
    if (course === undefined) throw notFound('course', 'id' in ref ? ref.id : ref.code)
    return course
  }
  // To others a hidden course looks like one that doesn't exist.
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
  return all as { readonly [K in keyof C]: CountedCourse } // one per course, in the same order
}

/** The matching programs; like `listCoursesInOrder`. @throws forbidden */
export async function listProgramsInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<ProgramListFilter, ProgramSort>,
): Promise<Page<CountedProgram>> {
  demand(mayReadCourses(await getActor(reader, by)), 'program', 'list')
  const page = await reader.programs.listByKey(by.accountId, query)
  return { ...page, items: await countedPrograms(reader, by, page.items) }
}

/** A program with its number of members; like `getCountedCourse`. @throws not_found, forbidden */
export async function getCountedProgram(
  reader: Reader,
  by: Principal,
  ref: ProgramRef,
): Promise<CountedProgram> {
  const [one] = await countedPrograms(reader, by, [await seenProgram(reader, by, ref)])
  return one
}

/** The program, locked against other changes until the operation ends. @throws not_found, forbidden */
export async function lockProgram(tx: Writer, by: Principal, ref: ProgramRef): Promise<Program> {
  const { id } = await seenProgram(tx, by, ref)
  await tx.programs.lock(by.accountId, id)
  return requireProgram(tx, by, id)
}

/** The id of a program, for callers who may see it. @throws not_found, forbidden */
export async function getProgramId(reader: Reader, by: Principal, ref: ProgramRef): Promise<ProgramId> {
  return (await seenProgram(reader, by, ref)).id
}

async function seenProgram(reader: Reader, by: Principal, ref: ProgramRef): Promise<Program> {
  const [readsAll, program] = await Promise.all([
    getActor(reader, by).then(mayReadCourses),
    'id' in ref
      ? reader.programs.find(by.accountId, ref.id as ProgramId)
      : reader.programs.findByCode(by.accountId, ref.code),
  ])
  if (readsAll) {
    if (program === undefined) throw notFound('program', 'id' in ref ? ref.id : ref.code)
    return program
  }
  // To others a hidden program looks like one that doesn't exist.
  return getProgram(reader, by, 'id' in ref ? (ref.id as ProgramId) : (program?.id ?? (0 as ProgramId)))
}

/**
 * The courses with these ids, each once, in no particular order, for callers who see every course. @throws forbidden
 */
export async function listCourseTitles(
  reader: Reader,
  by: Principal,
  ids: readonly CourseId[],
): Promise<ReadonlyMap<CourseId, CourseTitle>> {
  demand(mayReadCourses(await getActor(reader, by)), 'course', 'list')
  const filter = { id: ids }
  const courses = await reader.courses.list(by.accountId, { filter, page: { offset: 0, limit: ids.length } })
  return new Map(courses.map((course) => [course.id, course]))
}

async function countedPrograms<const P extends readonly Program[]>(
  reader: Reader,
  by: Principal,
  programs: P,
): Promise<{ readonly [K in keyof P]: CountedProgram }> {
  const counts = await reader.tallies.countInPrograms(
    by.accountId,
    programs.map(({ id }) => id),
  )
  const all = programs.map((program) => ({ program, memberCount: counts.get(program.id) ?? 0 }))
  return all as { readonly [K in keyof P]: CountedProgram } // one per program, in the same order
}
