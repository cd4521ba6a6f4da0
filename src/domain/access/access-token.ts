import type { Credential } from './credential.ts'
import type { MemberId } from '../ids.ts'

/** A key by which a person's own scripts act for them. It does at most what its person may, and less where its scopes say so. */
export interface AccessToken extends Pick<Credential, 'id' | 'accountId' | 'label' | 'created' | 'lastUsed'> {
  readonly memberId: MemberId
  /** Words of the API that takes the token: `people:read`. */
  readonly scopes: readonly string[]
  /** Addresses and ranges (`10.0.0.0/8`) from which it is good; none: from everywhere. */
  readonly networks: readonly string[]
  /** The instant from which on it isn't good any more; null: none. */
  readonly expires: number | null
}
