import type { AuditState } from '../audit.ts'
import type { ItemBankId, TagNumber, TagTypeNumber } from '../ids.ts'
import type { SortKey } from '../page.ts'
import type { ItemPool } from './item-pool.ts'

/** The maximum length of a tag's type or name, in characters. */
export const MAX_TAG_TEXT = 255
/** Longest description of a tag or a type, in characters (docs/contracts/learnosity.md 7.3: at least 65,535). */
export const MAX_TAG_DESCRIPTION = 100_000

/** Sort keys are strictly greater. In the order of tags it stands for "none", before all others. */
export const LEAST_SORT_KEY = Number.MIN_SAFE_INTEGER + 1

/** A kind of tags: the "subject" of subject: Maths. */
export interface TagType {
  readonly number: TagTypeNumber
  readonly name: string
  readonly description: string | null
}

/** A type with its times, in milliseconds. */
export interface DatedTagType extends TagType {
  readonly created: number
  readonly modified: number
}

/** A label for items. Type and name together are unique in the bank; case matters. */
export interface Tag {
  readonly number: TagNumber
  readonly typeNumber: TagTypeNumber
  readonly type: string
  readonly name: string
  readonly description: string | null
  /** Its position among the tags of its type; null: before all tags with a sort key. */
  readonly sortKey: number | null
  /** The position of its last write. */
  readonly updated: number
}

/** A requested tag. Fields that are left out keep their value, or have none in a new tag; null clears a field. */
export interface TagDraft {
  readonly type: string
  readonly name: string
  readonly description?: string | null
  readonly sortKey?: number | null
}

/** Identifies a tag, or without `name` every tag of a type. */
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
