import type { AccountId, MemberId } from '../ids.ts'

/** A link by which a person who has forgotten her password chooses a new one. Its token is stored as a digest. */
export interface PasswordReset {
  readonly accountId: AccountId
  readonly memberId: MemberId
  readonly expires: number
}

export interface NewPasswordReset extends Pick<PasswordReset, 'memberId' | 'expires'> {
  readonly tokenHash: string
}
