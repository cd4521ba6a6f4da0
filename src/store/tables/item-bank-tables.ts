import type { Generated } from 'kysely'

// The part of the schema that item banks and consumers need. `number`, `type`, `tag`, `taggable` and the like are numbers
// inside the bank; positions (`updated`, `ended`, `sort_since` ...) are values of the bank's revision.

export interface ItemBankTable {
  id: Generated<number>
  account_id: number
  name: string
  revision: number
  paging_key: string
  snapshot_of: number | null
  created: number
  modified: number
}

export interface TagTypeTable {
  account_id: number
  bank_id: number
  number: number
  name: string
  description: string | null
  created: number
  modified: number
}

export interface TagTable {
  account_id: number
  bank_id: number
  number: number
  type: number
  name: string
  description: string | null
  sort_rank: number
  sort_since: number
  updated: number
  created_at: number
  updated_at: number
}

export interface TagPastTable {
  account_id: number
  bank_id: number
  block: number
  position: number
  number: number
  type: number
  ended: number
  ended_at: number
}

export interface TagSortPastTable {
  account_id: number
  bank_id: number
  block: number
  type: number
  sort_rank: number
  name: string
  since: number
  number: number
  ended: number
  ended_at: number
}

export interface TaggableTable {
  account_id: number
  bank_id: number
  number: number
  kind: string
  reference: string
  title: string | null
  sort_title: string
  status: string
  updated: number
  created_at: number
  updated_at: number
}

export interface TaggablePastTable {
  account_id: number
  bank_id: number
  block: number
  kind: string
  position: number
  number: number
  ended: number
  ended_at: number
}

export interface TaggableTagTable {
  account_id: number
  bank_id: number
  taggable: number
  tag: number
  since: number
}

export interface TaggableTagPastTable {
  account_id: number
  bank_id: number
  type: number
  name: string
  taggable: number
  since: number
  ended: number
  ended_at: number
}

export interface ItemPoolTable {
  account_id: number
  bank_id: number
  number: number
  id: string
  name: string
  status: string
  snapshot_id: number
  created: number
  updated: number
}

export interface TagHierarchyTable {
  account_id: number
  bank_id: number
  number: number
  reference: string
  created: number
}

export interface TagHierarchyLevelTable {
  account_id: number
  bank_id: number
  hierarchy: number
  position: number
  type: number
}

export interface TagHierarchyNodeTable {
  account_id: number
  bank_id: number
  hierarchy: number
  number: number
  parent: number
  tag: number
}

export interface BankUserTable {
  account_id: number
  bank_id: number
  number: number
  id: string
  first_name: string | null
  last_name: string | null
  email: string | null
  created: number
  modified: number
}

export interface ConsumerTable {
  account_id: number
  credential_id: number
  consumer_key: string
  is_active: number
  primary_bank_id: number | null
  belongs_to: number | null
}

export interface ConsumerSecretTable {
  account_id: number
  credential_id: number
  number: number
  sealed: string
  created: number
}

export interface ConsumerDomainTable {
  account_id: number
  credential_id: number
  domain: string
}

export interface ConsumerBankTable {
  account_id: number
  credential_id: number
  bank_id: number
  may_write: number
}

export interface ItemBankTables {
  item_bank: ItemBankTable
  tag_type: TagTypeTable
  tag: TagTable
  tag_past: TagPastTable
  tag_sort_past: TagSortPastTable
  taggable: TaggableTable
  taggable_past: TaggablePastTable
  taggable_tag: TaggableTagTable
  taggable_tag_past: TaggableTagPastTable
  item_pool: ItemPoolTable
  tag_hierarchy: TagHierarchyTable
  tag_hierarchy_level: TagHierarchyLevelTable
  tag_hierarchy_node: TagHierarchyNodeTable
  bank_user: BankUserTable
  consumer: ConsumerTable
  consumer_secret: ConsumerSecretTable
  consumer_domain: ConsumerDomainTable
  consumer_bank: ConsumerBankTable
}
