import type { Credential } from './credential.ts'
import type { MemberId } from '../ids.ts'
import type { MemberStatus } from '../standing.ts'

/**
 * A key with which a person's own scripts act for them. It has at most that person's rights, and fewer if its scopes
 * say so.
 */
export interface AccessToken extends Pick<Credential, 'id' | 'accountId' | 'label' | 'created' | 'lastUsed'> {
  readonly memberId: MemberId
  /** Scope names of the API that accepts the token: `people:read`. */
  readonly scopes: readonly string[]
  /** Addresses and ranges (`10.0.0.0/8`) from which it works; empty: from everywhere. */
  readonly networks: readonly string[]
  /** When it expires; null: never. */
  readonly expires: number | null
}

/** A token with the field that decides whether its person may still act. */
export interface FoundAccessToken extends AccessToken {
  readonly memberStatus: MemberStatus
}
