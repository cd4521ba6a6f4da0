import type { ChangedWithin } from '../page.ts'
import type { TagTypeNumber, TagNumber } from '../ids.ts'
import type { Tag } from './tag.ts'
import type { Taggable, TaggableKind, TaggableStatus } from './taggable.ts'

/** What lists of tags can be sorted by. `sortKey`: by type, then sort key, then name. */
export const TAG_SORTS = ['name', 'sortKey', 'created', 'modified'] as const
export type TagListSort = (typeof TAG_SORTS)[number]

export interface TagListFilter extends ChangedWithin {
  /** Any of these types. */
  readonly type?: readonly TagTypeNumber[]
}

/** A tag with the times of its first and last write, in milliseconds. */
export interface DatedTag extends Tag {
  readonly created: number
  readonly modified: number
}

/** How many items and activities have a tag, counted up to a limit. */
export interface TagUsage {
  readonly count: number
  /** Whether counting stopped at `count`, and there may be more. */
  readonly isCapped: boolean
}

/** Who made a change: a user of the bank whom the client named, a person, or a credential that acts for the account. */
export type Author =
  | { readonly kind: 'user'; readonly id: string; readonly name: string }
  | { readonly kind: 'person' | 'credential'; readonly id: number; readonly name: string }

/** What lists of items and activities can be sorted by. */
export type TaggableListSort = 'reference' | 'title' | 'created' | 'modified'

export interface TaggableListFilter extends ChangedWithin {
  readonly kind: TaggableKind
  readonly reference?: readonly string[]
  readonly status?: readonly TaggableStatus[]
  /** With any of these tags. */
  readonly tag?: readonly TagNumber[]
  /** With any tag of any of these types. */
  readonly type?: readonly TagTypeNumber[]
}

/** An item or activity with the times of its first and last write, in milliseconds. */
export interface DatedTaggable extends Taggable {
  readonly created: number
  readonly modified: number
}
