import type { AccountId, CredentialId, MemberId, SessionId } from '../ids.ts'
import type { MemberStatus } from '../people/member.ts'

/** A signed-in time of a person. Its token is stored as a digest. */
export interface Session {
  readonly id: SessionId
  readonly accountId: AccountId
  readonly memberId: MemberId
  /** The API key that it was opened with; null: with a password. */
  readonly credentialId: CredentialId | null
  /** The instant at which it ends unless it is used or extended before. */
  readonly expires: number
}

/** A session with what decides whether its person may still act. */
export interface FoundSession extends Session {
  readonly memberStatus: MemberStatus
}

export interface NewSession extends Pick<Session, 'memberId' | 'credentialId' | 'expires'> {
  readonly tokenHash: string
}
