import type { GroupId } from '../ids.ts'

export interface Group {
  readonly id: GroupId
  readonly guid: string
  /** Unique in the account when folded. */
  readonly name: string
  /** The client's own identifier: unique in the account, compared exactly. */
  readonly code: string | null
  /** What it is for. */
  readonly description: string | null
  readonly created: number
  readonly modified: number
}
