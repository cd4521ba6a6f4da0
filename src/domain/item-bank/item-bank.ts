import type { ItemBankId } from '../ids.ts'

/** Holds items, activities, and the tags that stand on them. */
export interface ItemBank {
  readonly id: ItemBankId
  readonly name: string
  /**
   * Counts what was ever written into the bank. Each thing that comes into being takes the next value as its number,
   * and each write of a tag takes the next as its position, so both tell the order of events.
   */
  readonly revision: number
  /** Random text that only this bank has: pages of its lists are signed with it. */
  readonly pagingKey: string
  readonly created: number
}
