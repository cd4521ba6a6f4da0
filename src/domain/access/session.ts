import type { AccountId, CredentialId, MemberId, SessionId } from '../ids.ts'
import type { MemberStatus } from '../standing.ts'
import type { Door } from '../principal.ts'

/** A signed-in time of a person. Its token is stored as a digest. */
export interface Session {
  readonly id: SessionId
  readonly accountId: AccountId
  /** The one door at which its token is good. */
  readonly door: Door
  readonly memberId: MemberId
  /** The API key that it was opened with; null: with a password. */
  readonly credentialId: CredentialId | null
  /** What the program calls itself that it was opened with. */
  readonly agent: string | null
  readonly created: number
  /** The instant at which it ends unless it is used or extended before. */
  readonly expires: number
  /** The instant at which it ends however much it is used. */
  readonly ends: number
  /** When its person last showed their password in it; null: never. */
  readonly confirmed: number | null
}

/** A session with what decides whether its person may still act. */
export interface FoundSession extends Session {
  readonly memberStatus: MemberStatus
}

export interface NewSession extends Pick<
  Session,
  'door' | 'memberId' | 'credentialId' | 'agent' | 'expires' | 'ends'
> {
  /** When the password was shown by which it is opened; left out: it is opened by something else. */
  readonly confirmed?: number | null
  readonly tokenHash: string
}
