import type { ItemBankId } from '../ids.ts'
import type { ChangedWithin } from '../page.ts'

/** A published part of a bank: a snapshot that never changes, of items and their tags. Its id is unique in the bank. */
export interface ItemPool {
  readonly number: number
  readonly id: string
  readonly name: string
  readonly status: ItemPoolStatus
  /** The bank that holds the snapshot. Nobody has access to it, so it never changes. */
  readonly snapshotId: ItemBankId
  readonly created: number
  readonly updated: number
}

/** What pools are sorted by. */
export const ITEM_POOL_SORTS = ['created', 'modified'] as const
export type ItemPoolSort = (typeof ITEM_POOL_SORTS)[number]

/** Conditions on pools that must all hold. */
export interface ItemPoolListFilter extends ChangedWithin {
  readonly status?: readonly ItemPoolStatus[]
}

export const ITEM_POOL_STATUSES = ['published', 'unpublished', 'pending', 'halted'] as const
export type ItemPoolStatus = (typeof ITEM_POOL_STATUSES)[number]
