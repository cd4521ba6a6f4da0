import type { AccountId, CredentialId, MemberId } from '../ids.ts'
import type { Door } from '../principal.ts'

/** A key to one of the doors. What the client shows is stored as a digest only. */
export interface Credential {
  readonly id: CredentialId
  readonly accountId: AccountId
  readonly door: Door
  readonly label: string
  /** For whom the key acts; null: for the account. */
  readonly memberId: MemberId | null
  /** The digest of the key's secret half, where it has two halves. */
  readonly secretHash: string | null
  readonly created: number
  readonly revoked: number | null
  readonly lastUsed: number | null
}

export interface NewCredential extends Pick<Credential, 'door' | 'label' | 'memberId' | 'secretHash'> {
  /** The digest by which it is found. */
  readonly lookup: string
  /** A secret that must be read again, sealed with the server's key. */
  readonly sealedSecret?: string
}
