import type { TagType } from './tag.ts'

/** Tag types from the broad level to the fine one, with a tree of tags that follows them. */
export interface TagHierarchy {
  readonly number: number
  readonly reference: string
  readonly types: readonly TagType[]
  /** In milliseconds. It never changes. */
  readonly created: number
}
