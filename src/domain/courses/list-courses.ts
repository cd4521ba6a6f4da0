import { getActor } from '../actor.ts'
import type { CursorQuery, Page } from '../page.ts'
import { demand, mayReadCourses } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { CourseListFilter, CourseSort, ProgramListFilter, ProgramSort } from './course-list.ts'
import type { Course } from './course.ts'
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
): Promise<Page<Course>> {
  demand(mayReadCourses(await getActor(reader, by)), 'course', 'list')
  return reader.courses.listByKey(by.accountId, query)
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
