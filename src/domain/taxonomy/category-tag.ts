import type { AuditState } from '../audit.ts'
import type { Category } from './category.ts'
import type { CategoryId, CategoryTagId, CourseId } from '../ids.ts'

/** One link: this course is tagged with this category. */
export interface CategoryTag {
  readonly id: CategoryTagId
  readonly categoryId: CategoryId
  readonly courseId: CourseId
  /** Chosen by a client; unique in the account when there is one; case matters. */
  readonly code: string | null
}

export type NewCategoryTag = Omit<CategoryTag, 'id'>

/** A course's category, as lists of courses name it. */
export interface CourseCategory {
  readonly courseId: CourseId
  readonly category: Pick<Category, 'id' | 'name'>
}

/** A tag as the audit trail writes it down. */
export function categoryTagState(tag: CategoryTag): AuditState {
  return { categoryId: tag.categoryId, courseId: tag.courseId, code: tag.code }
}

export type CategoryTagField = 'id' | 'categoryId' | 'courseId' | 'code'

/** Values that a field may have; several for one field: any of them. An empty list matches nothing. */
export interface CategoryTagFilter {
  readonly id?: readonly number[]
  readonly categoryId?: readonly number[]
  readonly courseId?: readonly number[]
  readonly code?: readonly string[]
}
