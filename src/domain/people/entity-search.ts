import type { Group } from './group.ts'
import type { Member } from './member.ts'

/** Which kinds to search for. */
export interface EntityFilter {
  readonly kinds: readonly ('group' | 'member')[]
}

/** People and groups matching a text, as one list: groups first, each kind ordered by name. */
export interface EntitySearch extends EntityFilter {
  /** Folded; an empty text finds all. */
  readonly text: string
  /** Whether people are found by name only, not by username or address. */
  readonly namesOnly?: boolean
  readonly limit: number
  /** Where the previous page ended. */
  readonly after?: EntityPosition
}

export interface EntityPosition {
  readonly kind: 'group' | 'member'
  readonly sortName: string
  readonly id: number
}

export type FoundEntity =
  | { readonly kind: 'group'; readonly group: Group; readonly position: EntityPosition }
  | { readonly kind: 'member'; readonly member: Member; readonly position: EntityPosition }
