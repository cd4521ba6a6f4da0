import type { TaggableNumber } from '../ids.ts'
import type { SortKey } from '../page.ts'
import type { TagDraft, TagSearch } from './tag.ts'

/** What can be tagged. */
export type TaggableKind = 'item' | 'activity'

export const TAGGABLE_STATUSES = ['published', 'unpublished', 'archived'] as const
export type TaggableStatus = (typeof TAGGABLE_STATUSES)[number]

/** An item or an activity of a bank. Its reference is unique among those of its kind in the bank. */
export interface Taggable {
  readonly number: TaggableNumber
  readonly kind: TaggableKind
  readonly reference: string
  readonly title: string | null
  readonly status: TaggableStatus
  /** The position of its last change. */
  readonly updated: number
}

/** Longest reference, in characters (docs/contracts/learnosity.md section 13). */
export const MAX_REFERENCE = 150

/** The requested tags of an item or activity. */
export interface Tagging {
  readonly reference: string
  readonly tags: readonly TagDraft[]
}

/** Items or activities that carry all of `all`, at least one of `either`, and none of `none`. */
export interface TaggableFilter {
  readonly kind: TaggableKind
  readonly references?: readonly string[]
  readonly all?: readonly TagSearch[]
  readonly either?: readonly TagSearch[]
  readonly none?: readonly TagSearch[]
}

export type TaggableSort = 'created' | 'updated' | 'reference' | 'title'
export type TaggableOrder = SortKey<TaggableSort>
