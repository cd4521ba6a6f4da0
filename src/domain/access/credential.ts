import type { AccountId, CredentialId, MemberId } from '../ids.ts'
import type { Door } from '../principal.ts'

/** A key to one of the doors. Only a digest of what the client presents is stored. */
export interface Credential {
  readonly id: CredentialId
  readonly accountId: AccountId
  readonly door: Door
  readonly label: string
  /** The person the key acts for; null: the account. */
  readonly memberId: MemberId | null
  /** The digest of the key's secret half, if it has two halves. */
  readonly secretHash: string | null
  readonly created: number
  readonly revoked: number | null
  readonly lastUsed: number | null
  /** When its label, its state or what it opens was changed; not when it was used. */
  readonly modified: number
}

export interface NewCredential extends Pick<Credential, 'door' | 'label' | 'memberId' | 'secretHash'> {
  /** The digest used to look it up. */
  readonly lookup: string
  /** A secret that must be readable again, sealed with the server's key. */
  readonly sealedSecret?: string
}
