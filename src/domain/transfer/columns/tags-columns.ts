import type { Tag } from '../../item-bank/tag.ts'
import { columnsOf } from './column.ts'
import { PRESENCE, TEXT } from './shared-cells.ts'

/** A tag of an item bank as files show it. */
export interface TagRecord {
  /** A reference to the bank. */
  readonly bank: string
  readonly tag: Pick<Tag, 'type' | 'name' | 'description' | 'sortKey'>
}

/** Bank, type and name together are the key. */
export const TAGS_COLUMNS = columnsOf<TagRecord>()({
  bank: {
    aliases: ['itembank', 'organisation', 'organization'],
    cell: TEXT,
    required: true,
    show: ({ bank }) => bank,
  },
  type: { aliases: ['tagtype'], cell: TEXT, required: true, show: ({ tag }) => tag.type },
  name: { aliases: ['tag', 'tagname'], cell: TEXT, required: true, show: ({ tag }) => tag.name },
  description: { cell: TEXT, clearable: true, show: ({ tag }) => tag.description },
  sort_key: {
    aliases: ['order', 'position'],
    cell: { is: 'number', signed: true },
    clearable: true,
    show: ({ tag }) => tag.sortKey,
  },
  status: { cell: PRESENCE, show: () => 'active' },
})
