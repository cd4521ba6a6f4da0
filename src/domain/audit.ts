import type { AuditEntryId, CredentialId, MemberId } from './ids.ts'
import type { Door, Principal } from './principal.ts'
import type { Subject } from './errors.ts'
import type { Writer } from './store.ts'

export type AuditAction = 'create' | 'update' | 'delete' | 'sign_in' | 'sign_out'

/** The state of a thing as it is written into the trail: flat JSON under the domain's names. */
export type AuditState = Readonly<Record<string, unknown>>

export interface NewAuditEntry {
  readonly door: Door
  readonly credentialId: CredentialId | null
  readonly memberId: MemberId | null
  readonly action: AuditAction
  readonly subject: Subject
  readonly subjectId: number
  readonly before: AuditState | null
  readonly after: AuditState | null
}

/** Who did what, when, by which door and credential, from what to what. Entries are never changed. */
export interface AuditEntry extends NewAuditEntry {
  readonly id: AuditEntryId
  readonly at: number
}

export interface Change {
  readonly action: AuditAction
  readonly subject: Subject
  readonly subjectId: number
  readonly before?: AuditState
  readonly after?: AuditState
}

/** Writes into the audit trail what is being done, in the transaction that does it. */
export async function recordAudit(tx: Writer, by: Principal, ...changes: readonly Change[]): Promise<void> {
  await tx.audit.append(
    by.accountId,
    changes.map(({ action, subject, subjectId, before, after }) => ({
      door: by.door,
      credentialId: by.credentialId,
      memberId: by.memberId,
      action,
      subject,
      subjectId,
      before: before ?? null,
      after: after ?? null,
    })),
  )
}
