import type { CertificateTerms } from './certificate-terms.ts'
import type { CourseId } from '../ids.ts'
import type { InstantRange } from '../page.ts'

export const COURSE_TYPES = [
  'path',
  'link',
  'page',
  'file',
  'scorm',
  'aicc',
  'assessment',
  'post',
  'collection',
] as const
export type CourseType = (typeof COURSE_TYPES)[number]

/** Who sees a course: everybody on the web, the people in the academy, or those in selected groups. */
export const VISIBILITIES = ['everyone', 'members', 'groups'] as const
export type Visibility = (typeof VISIBILITIES)[number]

/** Whether people may enrol themselves, and if not, how they get in. */
export const SELF_ENROLMENTS = ['allowed', 'approval', 'payment', 'invitation'] as const
export type SelfEnrolment = (typeof SELF_ENROLMENTS)[number]

/** The common fields of courses and programs. */
export interface CourseValues {
  readonly name: string
  readonly type: CourseType
  /** Optional, unique in the account, case-sensitive. */
  readonly code: string | null
  readonly summary: string | null
  /** Planned study time in seconds. */
  readonly duration: number | null
  readonly isActive: boolean
  /**
   * Whether the course is visible to more than selected groups: `visibility` other than `groups` (docs/design.md 4).
   */
  readonly inCatalog: boolean
  readonly visibility: Visibility
  readonly selfEnrolment: SelfEnrolment
  /** BCP 47 */
  readonly locale: string | null
  readonly thumbnailUrl: string | null
  /** null: passing the course gives no certificate. */
  readonly certificate: CertificateTerms | null
  /** Who is enrolled without a due date has as many days; null: no due date. */
  readonly dueDays: number | null
  /** A completion counts for as many days: then a new period begins; null: for good. */
  readonly repeatDays: number | null
  readonly author: string | null
}

export interface Course extends CourseValues {
  readonly id: CourseId
  readonly created: number
  readonly modified: number
}

/** Conditions that must all hold. Several values for one field: any of them; an empty list matches nothing. */
export interface CourseFilter {
  readonly id?: readonly number[]
  readonly code?: readonly string[]
  readonly name?: readonly string[]
  readonly type?: readonly string[]
  readonly summary?: readonly string[]
  readonly duration?: readonly number[]
  readonly author?: readonly string[]
  readonly isActive?: boolean
  readonly inCatalog?: boolean
  readonly created?: InstantRange
  readonly modified?: InstantRange
}

/** The fields needed for a link to a course. */
export type CourseTitle = Pick<Course, 'id' | 'name' | 'locale'>

/** Identifies a course by its id or its code. */
export type CourseRef = { readonly id: number } | { readonly code: string }

/** A course with its number of enrolled people. */
export interface CountedCourse {
  readonly course: Course
  readonly learnerCount: number
}
