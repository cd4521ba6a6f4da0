import type { Group } from './group.ts'
import type { Member } from './member.ts'

/** People and groups found by a word, as one list: groups first, each kind ordered by name. */
export interface EntitySearch {
  readonly kinds: readonly ('group' | 'member')[]
  /** Folded; empty finds all. */
  readonly text: string
  /** Whether people are found by their names alone, not by usernames and addresses. */
  readonly namesOnly?: boolean
  readonly limit: number
  /** Where the page before ended. */
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
