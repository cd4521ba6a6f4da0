import type { GroupId } from '../ids.ts'

export interface Group {
  readonly id: GroupId
  readonly guid: string
  /** Unique in the account, folded. */
  readonly name: string
  readonly created: number
  readonly modified: number
}
