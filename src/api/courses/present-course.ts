import type { CountedCourse } from '../../domain/courses/course.ts'
import { instant } from '../table/shapes.ts'

/** A course as the API shows it. */
export function presentCourse({ course, learnerCount }: CountedCourse) {
  return {
    id: course.id,
    code: course.code,
    name: course.name,
    type: course.type,
    summary: course.summary,
    durationSeconds: course.duration,
    active: course.isActive,
    inCatalog: course.inCatalog,
    visibility: course.visibility,
    selfEnrolment: course.selfEnrolment,
    language: course.locale,
    thumbnailUrl: course.thumbnailUrl,
    author: course.author,
    certificateName: course.certificate?.name ?? null,
    certificateDays: course.certificate?.days ?? null,
    dueDays: course.dueDays,
    repeatDays: course.repeatDays,
    learnerCount,
    created: instant(course.created),
    modified: instant(course.modified),
  }
}
