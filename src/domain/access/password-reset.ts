import type { AccountId, MemberId } from '../ids.ts'

/**
 * A link with which a person who forgot their password chooses a new one. It works only while the address it was sent
 * to is theirs. Its token is stored as a digest.
 */
export interface PasswordReset {
  readonly accountId: AccountId
  readonly memberId: MemberId
  readonly expires: number
  /** The address it was sent to. */
  readonly email: string
}

export interface NewPasswordReset extends Pick<PasswordReset, 'memberId' | 'expires' | 'email'> {
  readonly tokenHash: string
}
