import { listCoursesInOrder, listProgramsInOrder } from '../../courses/list-courses.ts'
import type {
  CourseListFilter,
  CourseSort,
  ProgramListFilter,
  ProgramSort,
} from '../../courses/course-list.ts'
import type { CursorQuery, Page } from '../../page.ts'
import type { Principal } from '../../principal.ts'
import type { Reader } from '../../store.ts'
import type { CourseRecord } from '../columns/courses-columns.ts'
import type { ProgramRecord } from '../columns/programs-columns.ts'
import { compareTexts, listCourseReferences, listTopicReferences } from './listed-references.ts'

/** Courses as files show them, page by page. @throws forbidden */
export async function listCourseRecords(
  reader: Reader,
  by: Principal,
  query: CursorQuery<CourseListFilter, CourseSort>,
): Promise<Page<CourseRecord>> {
  const { items, next } = await listCoursesInOrder(reader, by, query)
  const ids = items.map(({ course }) => course.id)
  const tags = ids.length === 0 ? [] : await reader.categoryTags.listOfCourses(by.accountId, ids)
  const topics = await listTopicReferences(reader, by, [...new Set(tags.map(({ category }) => category.id))])
  const groups = ids.length === 0 ? [] : await reader.courseGroups.listOfCourses(by.accountId, ids)
  const topicsOf = Map.groupBy(tags, ({ courseId }) => courseId)
  const groupsOf = Map.groupBy(groups, ({ courseId }) => courseId)
  return {
    items: items.map(({ course }) => ({
      course,
      topics: (topicsOf.get(course.id) ?? [])
        .map(({ category }) => topics.get(category.id) ?? '')
        .toSorted(compareTexts),
      groups: (groupsOf.get(course.id) ?? []).map(({ group }) => group.name),
    })),
    next,
  }
}

/** Programs as files show them, page by page. @throws forbidden */
export async function listProgramRecords(
  reader: Reader,
  by: Principal,
  query: CursorQuery<ProgramListFilter, ProgramSort>,
): Promise<Page<ProgramRecord>> {
  const { items, next } = await listProgramsInOrder(reader, by, query)
  const courses = await listCourseReferences(reader, by, [
    ...new Set(items.flatMap(({ program }) => program.courseIds)),
  ])
  return {
    items: items.map(({ program }) => ({
      program,
      courses: program.courseIds.flatMap((id) => courses.get(id) ?? []),
    })),
    next,
  }
}
