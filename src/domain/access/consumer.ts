import type { AccountId, CredentialId, ItemBankId } from '../ids.ts'

/** A key whose requests are signed: with its secrets, and what they open. Keys of one consumer open the same. */
export interface Consumer {
  readonly accountId: AccountId
  readonly credentialId: CredentialId
  /** What all keys of the consumer share: the id of its first. */
  readonly consumerId: CredentialId
  readonly key: string
  readonly label: string
  readonly isActive: boolean
  /** The bank that is meant where a request names none. */
  readonly primaryBankId: ItemBankId | null
  /** Each signature may be made with any of them: two while one replaces the other. */
  readonly secrets: readonly ConsumerSecret[]
  /** Host names of calling applications, lower case. */
  readonly domains: readonly string[]
}

export interface ConsumerSecret {
  readonly number: number
  /** Sealed with the server key: a signature can be checked only with the secret itself. */
  readonly sealed: string
}

/** What a consumer may do with a bank. */
export type BankAccess = 'read' | 'write'
