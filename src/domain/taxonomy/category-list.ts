import type { ChangedWithin } from '../page.ts'

/** The sort keys for lists of categories. `path` compares the first 400 characters of paths, then the id. */
export const CATEGORY_SORTS = ['name', 'path', 'created', 'modified'] as const
export type CategorySort = (typeof CATEGORY_SORTS)[number]

/** Conditions on categories that must all hold. Several values for one field: any of them. */
export interface CategoryListFilter extends ChangedWithin {
  readonly id?: readonly number[]
  /** null: at the top. */
  readonly parent?: readonly (number | null)[]
  readonly code?: readonly string[]
  readonly restricted?: boolean
  readonly active?: boolean
  readonly visible?: boolean
  /** Courses tagged with them. */
  readonly course?: readonly number[]
}
