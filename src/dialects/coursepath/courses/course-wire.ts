import type { Certificate } from '../../../domain/learning/certificate.ts'
import type { Course } from '../../../domain/courses/course.ts'
import type { Enrolment } from '../../../domain/learning/enrolment.ts'
import { presentInstant, presentInstantOrNull } from '../instants.ts'
import type { Pages } from '../links.ts'

/** A course in an answer (docs/contracts/coursepath.md 6.1). */
export function presentCourse(course: Course, pages: Pages) {
  return {
    id: course.id,
    name: course.name,
    description: orNull(course.summary),
    locale: orNull(course.locale),
    url: pages.course(course.id),
    thumbnailUrl: orNull(course.thumbnailUrl),
    duration: course.duration === null ? null : course.duration * 1000,
    visibility: course.visibility,
    selfEnrollment: course.selfEnrolment,
    published: course.isActive,
    created: presentInstant(course.created),
    modified: presentInstant(course.modified),
  }
}

/** The enrolment of a member in a course, with the result (6.3). */
export function presentCoursemember(enrolment: Enrolment, pages: Pages) {
  return {
    id: enrolment.id,
    courseId: enrolment.courseId,
    memberId: enrolment.memberId,
    role: enrolment.role,
    progress: enrolment.progress,
    score: enrolment.score,
    success: enrolment.success,
    created: presentInstant(enrolment.created),
    started: presentInstantOrNull(enrolment.started),
    completed: presentInstantOrNull(enrolment.completed),
    modified: presentInstant(enrolment.modified),
    certificate: presentCertificate(enrolment.certificate, pages),
  }
}

export function presentCertificate(certificate: Certificate | null, pages: Pages) {
  return (
    certificate && {
      id: certificate.id,
      name: certificate.name,
      url: pages.certificate(certificate.id, certificate.code),
      created: presentInstant(certificate.created),
      expires: presentInstantOrNull(certificate.expires),
    }
  )
}

/** A blank value counts as absent: no property is ever an empty text (4.1). Other doors may have stored one. */
export function orNull(text: string | null): string | null {
  return text?.trim() === '' ? null : text
}
