import type { AccountId, MemberId } from '../ids.ts'

/**
 * A link by which a person who has forgotten their password chooses a new one. It is good for the address that it was sent
 * to alone. Its token is stored as a digest.
 */
export interface PasswordReset {
  readonly accountId: AccountId
  readonly memberId: MemberId
  readonly expires: number
  /** Where it was sent to. */
  readonly email: string
}

export interface NewPasswordReset extends Pick<PasswordReset, 'memberId' | 'expires' | 'email'> {
  readonly tokenHash: string
}
