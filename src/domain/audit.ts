import type { Subject } from './errors.ts'
import type { AccountId, AuditEntryId, CredentialId, MemberId } from './ids.ts'
import type { Door } from './principal.ts'

/** Conditions that must all hold. */
export interface AuditFilter {
  readonly subject?: Subject
  readonly subjectId?: number
  /** Who did it. */
  readonly member?: MemberId
  /** At that instant or later. */
  readonly since?: number
  /** Before that entry: where the page before ended. */
  readonly before?: number
}

export interface AuditReader {
  /** In the order in which it happened, from behind that entry on. */
  list(account: AccountId, after: number, limit: number): Promise<readonly AuditEntry[]>
  /** What happened to one thing, in order. */
  listOfSubject(account: AccountId, subject: Subject, subjectId: number): Promise<readonly AuditEntry[]>
  /** The newest first. */
  listNewest(account: AccountId, filter: AuditFilter, limit: number): Promise<readonly AuditEntry[]>
}

export interface AuditWriter extends AuditReader {
  add(account: AccountId, entries: readonly NewAuditEntry[]): Promise<void>
}

export type AuditAction = 'create' | 'update' | 'delete' | 'sign_in' | 'sign_in_failed' | 'sign_out'

/** The state of a thing as it is written into the trail: flat JSON under the domain's names. */
export type AuditState = Readonly<Record<string, unknown>>

export interface NewAuditEntry {
  readonly door: Door
  readonly credentialId: CredentialId | null
  readonly memberId: MemberId | null
  /** The id of the request that did it, where the door tells one. */
  readonly requestId?: string | null
  readonly action: AuditAction
  readonly subject: Subject
  readonly subjectId: number
  readonly before: AuditState | null
  readonly after: AuditState | null
}

/** Who did what, when, by which door and credential, from what to what. Entries are never changed. */
export interface AuditEntry extends NewAuditEntry {
  readonly id: AuditEntryId
  readonly requestId: string | null
  readonly at: number
}
