import type { TaggableKind } from '../../item-bank/taggable.ts'
import { columnsOf } from './column.ts'
import { PRESENCE, TEXT } from './shared-cells.ts'

/** A tag on an item or activity of a bank as files show it. */
export interface ItemTagRecord {
  /** A reference to the bank. */
  readonly bank: string
  readonly kind: TaggableKind
  readonly reference: string
  readonly type: string
  readonly name: string
}

/** All of a row but its status is the key. */
export const ITEM_TAGS_COLUMNS = columnsOf<ItemTagRecord>()({
  bank: {
    aliases: ['itembank', 'organisation', 'organization'],
    cell: TEXT,
    required: true,
    show: ({ bank }) => bank,
  },
  item: {
    aliases: ['reference', 'itemreference'],
    cell: TEXT,
    required: true,
    show: ({ reference }) => reference,
  },
  /** An item, unless it says otherwise. */
  kind: { cell: { is: 'choice', of: ['item', 'activity'] }, show: ({ kind }) => kind },
  type: { aliases: ['tagtype'], cell: TEXT, required: true, show: ({ type }) => type },
  name: { aliases: ['tag', 'tagname'], cell: TEXT, required: true, show: ({ name }) => name },
  status: { cell: PRESENCE, show: () => 'active' },
})
