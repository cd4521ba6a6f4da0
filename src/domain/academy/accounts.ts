import type { AccountId } from '../ids.ts'

/** A tenant: owns everything else. */
export interface Account {
  readonly id: AccountId
  readonly guid: string
  readonly name: string
  /** BCP 47 */
  readonly language: string
  /** The seed of the demo academy's secrets, sealed with the server key; null in an account of one's own. */
  readonly demoSeed: string | null
  readonly created: number
}

export type NewAccount = Pick<Account, 'name' | 'language'>
