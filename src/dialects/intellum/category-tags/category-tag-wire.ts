import type { CategoryTag, CategoryTagField } from '../../../domain/taxonomy/category-tag.ts'
import type { Projection } from '../../../domain/projection.ts'

/** The only type that can be tagged (docs/contracts/intellum.md 4.1). */
export const CATEGORIZABLE_TYPE = 'Course'

/** A CategoryTag in an answer. */
export interface CategoryTagRecord {
  id: number
  category_id: number
  categorizable_id: number
  categorizable_type: typeof CATEGORIZABLE_TYPE
  code: string | null
}

/** A record of the list: built by the database engine, as a page holds 500. */
export const categoryTagItem: Projection<CategoryTagField> = [
  ['id', 'id'],
  ['category_id', 'categoryId'],
  ['categorizable_id', 'courseId'],
  ['categorizable_type', { word: CATEGORIZABLE_TYPE }],
  ['code', 'code'],
]

export function presentCategoryTag({ id, categoryId, courseId, code }: CategoryTag): CategoryTagRecord {
  return {
    id,
    category_id: categoryId,
    categorizable_id: courseId,
    categorizable_type: CATEGORIZABLE_TYPE,
    code,
  }
}
