import { isDeepStrictEqual } from 'node:util'
import type { AuditAction, AuditState } from './audit.ts'
import type { Subject } from './errors.ts'
import type { Principal } from './principal.ts'
import type { Writer } from './store.ts'

export interface Change {
  readonly action: AuditAction
  readonly subject: Subject
  readonly subjectId: number
  readonly before?: AuditState
  readonly after?: AuditState
}

/**
 * Writes into the audit trail what is being done, in the transaction that does it. An update after which all is as before
 * is none.
 */
export async function recordAudit(tx: Writer, by: Principal, change: Change): Promise<void> {
  const { action, before, after } = change
  if (action === 'update' && before !== undefined && isDeepStrictEqual(before, after)) return
  await recordAudits(tx, by, [change])
}

/** Writes several changes into the audit trail, however many: in order. */
export async function recordAudits(tx: Writer, by: Principal, changes: readonly Change[]): Promise<void> {
  await tx.audit.add(
    by.accountId,
    changes.map(({ action, subject, subjectId, before, after }) => ({
      door: by.door,
      credentialId: by.credentialId,
      memberId: by.memberId,
      requestId: by.requestId ?? null,
      action,
      subject,
      subjectId,
      before: before ?? null,
      after: after ?? null,
    })),
  )
}
