/** A policy item in an answer (docs/contracts/rev.md A5). */
export interface CategoryPolicyItem {
  id: string
  type: 'User' | 'Group'
  itemType: 'CategoryContributor' | 'CategoryManager'
}

/** The parent in the answer to a create, nested up to the top (A2). */
export interface ParentCategory {
  categoryId: string
  name: string
  parentCategory: ParentCategory | null
}

/** The answer to a create: the parent as an object, and no policy. */
export type CreatedCategory = ParentCategory

/** The answer to a get: the parent as an id (A5). */
export interface CategoryDetails {
  categoryId: string
  name: string
  parentCategoryId: string | null
  restricted: boolean
  categoryPolicyItems: CategoryPolicyItem[]
}

/** A category with the rights of the signed-in person (B10). */
export interface UserCategory {
  categoryId: string
  name: string
  fullPath: string
  restricted: boolean
  videoCount: number
  canEdit: boolean
  canAssign: boolean
}
