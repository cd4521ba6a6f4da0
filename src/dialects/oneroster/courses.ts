import type { Course, CountedCourse } from '../../domain/courses/course.ts'
import type { CourseListFilter, CourseSort } from '../../domain/courses/course-list.ts'
import { getCountedCourse, listCoursesInOrder } from '../../domain/courses/list-courses.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { type Collection, type FilterReader, presentTime } from './collection.ts'
import { academyReference, reference, sessionReference } from './context.ts'
import { unknownObject } from './errors.ts'
import { changedWithin, chosen, equalTo } from './filter-values.ts'
import { numberedId, numberOf } from './record-id.ts'

const STATUSES = ['active', 'tobedeleted'] as const

/** Which kind of record a course is shown as: each course has one class. */
type Kind = 'course' | 'class'

function filtersOf(kind: Kind): Readonly<Record<string, FilterReader<CourseListFilter>>> {
  return {
    sourcedId: (condition) => ({
      id: equalTo(condition).flatMap((text) => numberOf(kind, text) ?? []),
    }),
    status(condition) {
      const [status, ...more] = chosen(condition, STATUSES)
      if (status === undefined) return { id: [] }
      return more.length > 0 ? {} : { active: status === 'active' }
    },
    [`${kind}Code`]: (condition) => ({ code: equalTo(condition) }),
    dateLastModified: changedWithin,
  }
}

export const courses: Collection<CountedCourse, CourseListFilter, CourseSort> = {
  plural: 'courses',
  single: 'course',
  fields: ['sourcedId', 'status', 'dateLastModified', 'title', 'courseCode', 'org'],
  sorts: { title: 'name', courseCode: 'code', dateLastModified: 'modified' },
  filters: filtersOf('course'),
  list: listCoursesInOrder,
  present: (context, { course }) => ({
    ...common('course', course),
    ...(course.code !== null && { courseCode: course.code }),
    org: academyReference(context),
  }),
}

export const classes: Collection<CountedCourse, CourseListFilter, CourseSort> = {
  plural: 'classes',
  single: 'class',
  fields: [
    'sourcedId',
    'status',
    'dateLastModified',
    'title',
    'classCode',
    'classType',
    'course',
    'school',
    'terms',
  ],
  sorts: { title: 'name', classCode: 'code', dateLastModified: 'modified' },
  filters: filtersOf('class'),
  list: listCoursesInOrder,
  present: (context, { course }) => ({
    ...common('class', course),
    ...(course.code !== null && { classCode: course.code }),
    classType: 'scheduled',
    course: reference(context, 'courses', 'course', numberedId('course', course.id)),
    school: academyReference(context),
    terms: [sessionReference(context)],
  }),
}

/** @throws OneRosterError, not_found */
export async function getCourseOf(
  reader: Reader,
  by: Principal,
  kind: Kind,
  sourcedId: string,
): Promise<CountedCourse> {
  const id = numberOf(kind, sourcedId)
  if (id === undefined) throw unknownObject()
  return getCountedCourse(reader, by, { id })
}

function common(kind: Kind, { id, name, isActive, modified }: Course): Readonly<Record<string, string>> {
  return {
    sourcedId: numberedId(kind, id),
    status: isActive ? 'active' : 'tobedeleted',
    dateLastModified: presentTime(modified),
    title: name,
  }
}
