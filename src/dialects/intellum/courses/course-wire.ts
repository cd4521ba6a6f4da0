import type { Course, CourseType } from '../../../domain/courses/course.ts'
import { presentInstant } from '../instants.ts'

/** A Course in an answer: the fields that this server stores (docs/contracts/intellum.md 6.2). */
export interface CourseRecord {
  id: number
  type: string
  name: string
  code: string | null
  summary: string | null
  /** In seconds. */
  duration: number | null
  is_active: boolean
  in_catalog: boolean
  author: string | null
  created_on: string
  updated_on: string
}

const wireTypes: Readonly<Record<CourseType, string>> = {
  path: 'CourseCurriculum',
  link: 'CourseUrl',
  page: 'CoursePage',
  file: 'CourseFile',
  scorm: 'CourseScorm',
  aicc: 'CourseAicc',
  assessment: 'CourseAssessment',
  post: 'CourseSelfPost',
  collection: 'CourseCollection',
}

/** Our types, by the vendor's names. */
export const courseTypes: ReadonlyMap<string, CourseType> = new Map(
  Object.entries(wireTypes).map(([type, name]) => [name, type as CourseType]), // keys of a record of CourseType
)

export function presentCourse(course: Course): CourseRecord {
  return {
    id: course.id,
    type: wireTypes[course.type],
    name: course.name,
    code: course.code,
    summary: course.summary,
    duration: course.duration,
    is_active: course.isActive,
    in_catalog: course.inCatalog,
    author: course.author,
    created_on: presentInstant(course.created),
    updated_on: presentInstant(course.modified),
  }
}
