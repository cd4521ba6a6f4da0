import type { CategoryId, GroupId, MemberId } from '../../../domain/ids.ts'
import type { Share } from '../../../domain/permissions.ts'
import type { Ancestor, Category, PolicyItem } from '../../../domain/taxonomy/category.ts'
import type { PlacedPolicyItem } from '../../../domain/taxonomy/taxonomy-store.ts'
import type { CategoryTable } from '../../tables/tables.ts'

export const columns = [
  'id',
  'guid',
  'parent_id',
  'name',
  'full_path',
  'sort_path',
  'restricted',
  'created_by',
  'is_active',
  'is_visible',
  'description',
  'picture_file_name',
  'locale',
  'code',
  'created',
  'modified',
] as const

export type Row = Pick<CategoryTable, Exclude<(typeof columns)[number], 'id'>> & { id: number }

export const ancestorColumns = ['id', 'guid', 'parent_id', 'name', 'restricted', 'created_by'] as const

export interface PolicyItemRow {
  category_id: number
  share: string
  member_id: number | null
  group_id: number | null
  member_guid: string | null
  group_guid: string | null
}

export function ancestor(row: Pick<Row, (typeof ancestorColumns)[number]>): Ancestor {
  return {
    id: row.id as CategoryId,
    guid: row.guid,
    parentId: row.parent_id as CategoryId | null,
    name: row.name,
    restricted: row.restricted === 1,
    createdBy: row.created_by as MemberId | null,
  }
}

export function category(row: Row): Category {
  return {
    id: row.id as CategoryId,
    guid: row.guid,
    parentId: row.parent_id as CategoryId | null,
    name: row.name,
    fullPath: row.full_path,
    sortPath: row.sort_path,
    restricted: row.restricted === 1,
    createdBy: row.created_by as MemberId | null,
    isActive: row.is_active === 1,
    isVisible: row.is_visible === 1,
    description: row.description,
    pictureFileName: row.picture_file_name,
    locale: row.locale,
    code: row.code,
    created: row.created,
    modified: row.modified,
  }
}

export function policyItem(row: PolicyItemRow): PolicyItem {
  const { member_id, group_id, member_guid, group_guid } = row
  return {
    holder:
      member_id === null
        ? { kind: 'group', id: group_id as GroupId }
        : { kind: 'member', id: member_id as MemberId },
    holderGuid: (member_guid ?? group_guid) as string, // one of the two, by the table's own check
    share: row.share as Share,
  }
}

export function placedPolicyItem(row: PolicyItemRow): PlacedPolicyItem {
  return { ...policyItem(row), categoryId: row.category_id as CategoryId }
}
