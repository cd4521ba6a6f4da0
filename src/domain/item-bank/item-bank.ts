import type { ItemBankId } from '../ids.ts'

/** Holds items, activities and their tags. */
export interface ItemBank {
  readonly id: ItemBankId
  readonly name: string
  /**
   * Counts all writes to the bank. Each new thing gets the next value as its number, and each write of a tag as its position, so
   * both give the order of events.
   */
  readonly revision: number
  /** A random key of this bank, with which the paging tokens of its lists are signed. */
  readonly pagingKey: string
  readonly created: number
  /** When the bank itself was changed; its contents have their own times. */
  readonly modified: number
}
