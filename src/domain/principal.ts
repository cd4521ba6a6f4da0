import type { AccountId, CredentialId, MemberId } from './ids.ts'

/**
 * The ways into the platform: a dialect by its name, `console` (the pages), `cli`. A write's audit entry names the one it
 * came by.
 */
export type Door = string

/** In whose name something is done, and how he showed it. */
export interface Principal {
  readonly accountId: AccountId
  readonly door: Door
  /** The key or key pair that was shown; null where there was none (a password, the command line). */
  readonly credentialId: CredentialId | null
  /** The person; null when the account itself acts (an account's API key, the command line). */
  readonly memberId: MemberId | null
}
