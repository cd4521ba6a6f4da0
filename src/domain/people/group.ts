import type { GroupId } from '../ids.ts'

export interface Group {
  readonly id: GroupId
  readonly guid: string
  /** Unique in the account, folded. */
  readonly name: string
  /** What a client calls it: unique in the account, compared as it stands. */
  readonly code: string | null
  readonly created: number
  readonly modified: number
}
