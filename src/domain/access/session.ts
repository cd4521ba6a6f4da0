import type { AccountId, CredentialId, MemberId, SessionId } from '../ids.ts'
import type { MemberStatus } from '../standing.ts'
import type { Door } from '../principal.ts'

/** A person's signed-in session. Its token is stored as a digest. */
export interface Session {
  readonly id: SessionId
  readonly accountId: AccountId
  /** The one door that accepts its token. */
  readonly door: Door
  readonly memberId: MemberId
  /** The API key it was opened with; null: with a password. */
  readonly credentialId: CredentialId | null
  /** The name of the program that opened it, as given by that program. */
  readonly agent: string | null
  readonly created: number
  /** When it ends unless it is used or extended before. */
  readonly expires: number
  /** When it ends regardless of use. */
  readonly ends: number
  /** When its person last entered their password in it; null: never. */
  readonly confirmed: number | null
}

/** A session with the fields that decide whether its person may still act. */
export interface FoundSession extends Session {
  readonly memberStatus: MemberStatus
}

export interface NewSession extends Pick<
  Session,
  'door' | 'memberId' | 'credentialId' | 'agent' | 'expires' | 'ends'
> {
  /** When the password that opens it was entered; omitted: it is opened without a password. */
  readonly confirmed?: number | null
  readonly tokenHash: string
}
