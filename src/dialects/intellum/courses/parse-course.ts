import type { CourseChange, NewCourse } from '../../../domain/courses/courses.ts'
import { readAttributes, said } from '../attributes.ts'
import {
  combineFilters,
  flagFilter,
  instantFilter,
  integerFilter,
  textFilter,
  wordFilter,
} from '../filters.ts'
import { attributesIn, type Parameters } from '../read-request.ts'
import { courseTypes } from './course-wire.ts'
import type { CourseFilter } from '../../../domain/courses/course.ts'

/** The record of a create (docs/contracts/intellum.md 6.2). */
export function parseNewCourse(parameters: Parameters): NewCourse {
  return { name: '', ...parseCourseEdit(parameters) }
}

/** The record of an update: omitted attributes stay unchanged. */
export function parseCourseEdit(parameters: Parameters): CourseChange {
  const reading = readAttributes(parameters, 'course')
  return {
    ...said<CourseChange>({
      name: reading.name('name', 'name'),
      type: reading.word('type', 'type', courseTypes),
      code: reading.code('code', 'code'),
      summary: reading.text('summary', 'summary'),
      duration: reading.integer('duration', 'duration', 'malformed'),
      isActive: reading.flag('is_active', 'isActive'),
      inCatalog: reading.flag('in_catalog', 'inCatalog'),
      author: reading.text('author', 'author'),
    }),
    unreadable: reading.issues,
  }
}

/** The filters of a list; null: nothing can match. A filter on an attribute that isn't stored is ignored. */
export function parseCourseFilter(parameters: Parameters): CourseFilter | null {
  const wanted = attributesIn(parameters, 'course')
  return combineFilters<CourseFilter>({
    id: integerFilter(wanted.id),
    code: textFilter(wanted.code),
    name: textFilter(wanted.name),
    type: wordFilter(wanted.type, courseTypes),
    summary: textFilter(wanted.summary),
    duration: integerFilter(wanted.duration),
    author: textFilter(wanted.author),
    isActive: flagFilter(wanted.is_active),
    inCatalog: flagFilter(wanted.in_catalog),
    created: instantFilter(wanted.created_on),
    modified: instantFilter(wanted.updated_on),
  })
}
