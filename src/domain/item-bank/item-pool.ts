import type { ItemBankId } from '../ids.ts'

/** What may be used of a bank: an immutable snapshot of items and the tags on them. Its id is unique in its bank. */
export interface ItemPool {
  readonly number: number
  readonly id: string
  readonly name: string
  readonly status: ItemPoolStatus
  /** The bank that holds the snapshot: nobody has access to it, so nobody writes to it. */
  readonly snapshotId: ItemBankId
  readonly created: number
  readonly updated: number
}

export const ITEM_POOL_STATUSES = ['published', 'unpublished', 'pending', 'halted'] as const
export type ItemPoolStatus = (typeof ITEM_POOL_STATUSES)[number]
