import type { Category } from '../../taxonomy/category.ts'
import { columnsOf } from './column.ts'
import { CODE, LIST, STANDING, TEXT, YES_OR_NO } from './shared-cells.ts'

/** A topic as files show it. */
export interface TopicRecord {
  readonly category: Category
  /** The names from the top down to its own. */
  readonly path: readonly string[]
  readonly parentCode: string | null
  /** Who may manage it, and who may contribute to it, while it is restricted; as references to holders. */
  readonly managers: readonly string[]
  readonly contributors: readonly string[]
}

export const TOPICS_COLUMNS = columnsOf<TopicRecord>()({
  id: { cell: TEXT, key: 'unique', only: 'id', show: ({ category }) => String(category.id) },
  guid: { cell: TEXT, key: 'unique', only: 'id', show: ({ category }) => category.guid },
  code: {
    aliases: ['topiccode', 'categorycode', 'idnumber', 'sourcedid', 'accountid'],
    cell: CODE,
    key: 'unique',
    clearable: true,
    show: ({ category }) => category.code,
  },
  /** Cleared, the topic moves to the top. */
  parent_code: {
    aliases: ['parentaccountid', 'parentsourcedid', 'parentidnumber'],
    cell: CODE,
    clearable: true,
    show: ({ parentCode }) => parentCode,
  },
  /** What another row of the file, or the academy, has as its `id`. */
  parent_id: { aliases: ['parent'], cell: TEXT, clearable: true },
  path: {
    aliases: ['fullpath', 'categorypath'],
    cell: { is: 'path' },
    key: 'unique',
    show: ({ path }) => path,
  },
  name: {
    aliases: ['label', 'title', 'topic', 'category', 'topicname', 'categoryname'],
    cell: TEXT,
    required: true,
    show: ({ category }) => category.name,
  },
  description: { cell: TEXT, clearable: true, show: ({ category }) => category.description },
  language: { aliases: ['locale', 'lang'], cell: TEXT, show: ({ category }) => category.locale },
  visible: { aliases: ['isvisible'], cell: YES_OR_NO, show: ({ category }) => category.isVisible },
  restricted: { aliases: ['isrestricted'], cell: YES_OR_NO, show: ({ category }) => category.restricted },
  managers: { cell: LIST, clearable: true, show: ({ managers }) => managers },
  contributors: { cell: LIST, clearable: true, show: ({ contributors }) => contributors },
  /** The code that the topic has here, where the file gives it another one. */
  previous_code: { cell: CODE },
  status: {
    aliases: ['active', 'isactive'],
    cell: STANDING,
    show: ({ category }) => (category.isActive ? 'active' : 'inactive'),
  },
})
