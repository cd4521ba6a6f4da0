import type { CategoryField, PolicyItem } from '../../../domain/taxonomy/category.ts'
import type { OpenedCategory, PlacedCategory, PlacedPolicy } from '../../../domain/taxonomy/categories.ts'
import type { Projection } from '../../../domain/projection.ts'
import type {
  CategoryDetails,
  CategoryPolicyItem,
  CreatedCategory,
  ParentCategory,
  UserCategory,
} from './category-wire.ts'

/** An item of the list: built by the database engine, as lists may be long (docs/contracts/rev.md A5). */
export const listItem: Projection<CategoryField> = [
  ['categoryId', 'guid'],
  ['name', 'name'],
  ['fullPath', 'fullPath'],
  ['restricted', 'restricted'],
]

export function presentCreatedCategory({ category, above }: PlacedCategory): CreatedCategory {
  const parent = above.reduceRight<ParentCategory | null>(
    (parentCategory, { guid, name }) => ({ categoryId: guid, name, parentCategory }),
    null,
  )
  return { categoryId: category.guid, name: category.name, parentCategory: parent }
}

export function presentCategory({ category, policyItems, parentGuid }: PlacedPolicy): CategoryDetails {
  return {
    categoryId: category.guid,
    name: category.name,
    parentCategoryId: parentGuid,
    restricted: category.restricted,
    categoryPolicyItems: policyItems.map(presentPolicyItem),
  }
}

/** An item of the list of categories to which a person may attach content (docs/contracts/rev.md B10). */
export const assignableItem: Projection<CategoryField> = [
  ['id', 'guid'],
  ['name', 'name'],
  ['fullPath', 'fullPath'],
]

export function presentUserCategory({ category, mayEdit, mayContribute }: OpenedCategory): UserCategory {
  const { guid, name, fullPath, restricted } = category
  const videoCount = 0 // this server has no videos
  return {
    categoryId: guid,
    name,
    fullPath,
    restricted,
    videoCount,
    canEdit: mayEdit,
    canAssign: mayContribute,
  }
}

function presentPolicyItem({ holder, holderGuid, share }: PolicyItem): CategoryPolicyItem {
  return {
    id: holderGuid,
    type: holder.kind === 'member' ? 'User' : 'Group',
    itemType: share === 'manager' ? 'CategoryManager' : 'CategoryContributor',
  }
}
