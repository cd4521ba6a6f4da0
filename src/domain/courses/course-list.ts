import type { ChangedWithin } from '../page.ts'
import type { Category } from '../taxonomy/category.ts'
import type { CourseType, SelfEnrolment, Visibility } from './course.ts'

/** The sort keys for lists of courses. */
export const COURSE_SORTS = ['name', 'code', 'created', 'modified'] as const
export type CourseSort = (typeof COURSE_SORTS)[number]

/** Conditions on courses that must all hold. Several values for one field: any of them; null: the course has none. */
export interface CourseListFilter extends ChangedWithin {
  readonly id?: readonly number[]
  readonly code?: readonly string[]
  readonly type?: readonly CourseType[]
  readonly visibility?: readonly Visibility[]
  readonly selfEnrolment?: readonly SelfEnrolment[]
  readonly active?: boolean
  readonly language?: readonly (string | null)[]
  readonly author?: readonly (string | null)[]
  /** Categories, groups and programs that they are in. */
  readonly category?: readonly number[]
  /** In that category, or in one below it. */
  readonly underCategory?: Category
  readonly group?: readonly number[]
  readonly program?: readonly number[]
}

/** The sort keys for lists of programs. */
export const PROGRAM_SORTS = ['name', 'code', 'created', 'modified'] as const
export type ProgramSort = (typeof PROGRAM_SORTS)[number]

export interface ProgramListFilter extends ChangedWithin {
  readonly id?: readonly number[]
  readonly code?: readonly string[]
  readonly active?: boolean
  readonly language?: readonly (string | null)[]
  /** Courses they contain. */
  readonly course?: readonly number[]
}
