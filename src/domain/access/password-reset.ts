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

export interface PasswordResetReader {
  /** By the digest of the link's token: the account isn't known before. An expired one may be found too. */
  findByToken(tokenHash: string): Promise<PasswordReset | undefined>
  /** How many of the member there are. */
  count(account: AccountId, member: MemberId): Promise<number>
}

export interface PasswordResetWriter extends PasswordResetReader {
  insert(account: AccountId, reset: NewPasswordReset): Promise<void>
  /** Removes the one of that token and gives it back: of several that come with it at once, to one. */
  take(tokenHash: string): Promise<PasswordReset | undefined>
  endAllOf(account: AccountId, member: MemberId): Promise<void>
  /** Removes what expired before that instant. */
  sweep(account: AccountId, before: number): Promise<void>
}
