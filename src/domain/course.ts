import type { CourseId } from './ids.ts'

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

/** Anything that a person can take. */
export interface CourseValues {
  readonly name: string
  readonly type: CourseType
  /** Unique in the account when there is one; case matters. */
  readonly code: string | null
  readonly summary: string | null
  /** Planned study time in seconds. */
  readonly duration: number | null
  readonly isActive: boolean
  readonly inCatalog: boolean
  readonly author: string | null
}

export interface Course extends CourseValues {
  readonly id: CourseId
  readonly created: number
  readonly modified: number
}
