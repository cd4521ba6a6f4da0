import type { AuditState } from '../audit.ts'
import type { Category } from './category.ts'
import type { CategoryId, CategoryTagId, CourseId } from '../ids.ts'

/** One link: this course is tagged with this category. */
export interface CategoryTag {
  readonly id: CategoryTagId
  readonly categoryId: CategoryId
  readonly courseId: CourseId
  /** Chosen by a client; optional, unique in the account, case-sensitive. */
  readonly code: string | null
}

export type NewCategoryTag = Omit<CategoryTag, 'id'>

/** A course's category, as shown in lists of courses. */
export interface CourseCategory {
  readonly courseId: CourseId
  readonly category: Pick<Category, 'id' | 'name'>
}

/** A tag as recorded in the audit trail. */
export function categoryTagState(tag: CategoryTag): AuditState {
  return { categoryId: tag.categoryId, courseId: tag.courseId, code: tag.code }
}

export type CategoryTagField = 'id' | 'categoryId' | 'courseId' | 'code'

/** Accepted values per field; several for one field: any of them. An empty list matches nothing. */
export interface CategoryTagFilter {
  readonly id?: readonly number[]
  readonly categoryId?: readonly number[]
  readonly courseId?: readonly number[]
  readonly code?: readonly string[]
}

/** Conditions on links that must all hold. Several values for one field: any of them. */
export type CategoryTagListFilter = Pick<CategoryTagFilter, 'categoryId' | 'courseId'>
