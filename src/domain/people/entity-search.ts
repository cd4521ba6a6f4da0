import type { Group } from './group.ts'
import type { Member } from './member.ts'

/** Which of them are looked for. */
export interface EntityFilter {
  readonly kinds: readonly ('group' | 'member')[]
}

/** People and groups found by a text, as one list: groups first, each kind ordered by name. */
export interface EntitySearch extends EntityFilter {
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
