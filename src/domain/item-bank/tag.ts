import type { AuditState } from '../audit.ts'
import type { ItemBankId, TagNumber, TagTypeNumber } from '../ids.ts'
import type { SortKey } from '../page.ts'
import type { ItemPool } from './item-pool.ts'

/** Longest type or name of a tag, in characters. */
export const MAX_TAG_TEXT = 255
/** Longest description of a tag or a type, in characters (docs/contracts/learnosity.md 7.3: at least 65,535). */
export const MAX_TAG_DESCRIPTION = 100_000

/** Sort keys lie strictly above this: it stands for "none" where tags are ordered, before all others. */
export const LEAST_SORT_KEY = Number.MIN_SAFE_INTEGER + 1

/** A kind of tags: the "subject" of subject: Maths. */
export interface TagType {
  readonly number: TagTypeNumber
  readonly name: string
  readonly description: string | null
}

/** A word put on items. Type and name together are unique in the bank, compared as they stand. */
export interface Tag {
  readonly number: TagNumber
  readonly typeNumber: TagTypeNumber
  readonly type: string
  readonly name: string
  readonly description: string | null
  /** Its place among the tags of its type; null: before all that have one. */
  readonly sortKey: number | null
  /** The position of its last write. */
  readonly updated: number
}

/** A tag as it is asked for. What isn't said stays as it is, or unset in a new tag; null unsets. */
export interface TagDraft {
  readonly type: string
  readonly name: string
  readonly description?: string | null
  readonly sortKey?: number | null
}

/** Names a tag, or with `name` left out every tag of a type. */
export interface TagSearch {
  readonly type: string
  readonly name?: string
}

/** Which tags: any of the types, and any of the names. undefined or empty: all. */
export interface TagFilter {
  readonly types?: readonly string[]
  readonly names?: readonly string[]
  /** Those in the snapshot of this pool instead of the bank's. */
  readonly pool?: ItemPool
}

/**
 * `created`, `updated`: by position. `sort_key`: by type, then sort key, then name; only with types in the filter.
 * Descending is the exact reverse.
 */
export type TagSort = 'created' | 'updated' | 'sort_key'
export type TagOrder = SortKey<TagSort>

/** A tag as the audit trail writes it down. */
export function tagState(bank: ItemBankId, tag: Omit<Tag, 'number' | 'typeNumber' | 'updated'>): AuditState {
  const { type, name, description, sortKey } = tag
  return { bank, type, name, description, sortKey }
}
