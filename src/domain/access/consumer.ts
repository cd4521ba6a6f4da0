import type { AccountId, CredentialId, ItemBankId } from '../ids.ts'

/**
 * A key for signed requests, with its secrets and what it gives access to. All keys of one consumer give the same
 * access.
 */
export interface Consumer {
  readonly accountId: AccountId
  readonly credentialId: CredentialId
  /** Shared by all keys of the consumer: the id of its first. */
  readonly consumerId: CredentialId
  readonly key: string
  readonly label: string
  readonly isActive: boolean
  /** The bank to use if a request names none. */
  readonly primaryBankId: ItemBankId | null
  /** A signature may be made with any of them: there are two while one replaces the other. */
  readonly secrets: readonly ConsumerSecret[]
  /** Host names of calling applications, lower case. */
  readonly domains: readonly string[]
}

export interface ConsumerSecret {
  readonly number: number
  /** Sealed with the server key: checking a signature needs the secret itself. */
  readonly sealed: string
}

/** A consumer's rights on a bank. */
export type BankAccess = 'read' | 'write'
