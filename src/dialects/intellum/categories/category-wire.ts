import type { Category } from '../../../domain/taxonomy/category.ts'

/** A Category in an answer (docs/contracts/intellum.md 6.1). */
export interface CategoryRecord {
  id: number
  name: string
  is_active: boolean
  description: string | null
  picture_file_name: string | null
  parent_category_id: number | null
  locale: string
  /** The direct children; their own list is always empty. */
  subcategories: CategoryRecord[]
  code: string | null
}

export function presentCategory(category: Category, children: readonly Category[]): CategoryRecord {
  return {
    id: category.id,
    name: category.name,
    is_active: category.isActive,
    description: category.description,
    picture_file_name: category.pictureFileName,
    parent_category_id: category.parentId,
    locale: category.locale,
    subcategories: children.map((child) => presentCategory(child, [])),
    code: category.code,
  }
}
