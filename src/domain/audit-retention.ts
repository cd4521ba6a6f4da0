import { demandSystem } from './actor.ts'
import type { AuditEntry } from './audit.ts'
import type { AuditEntryId } from './ids.ts'
import type { Principal, System } from './principal.ts'
import type { Reader, Writer } from './store.ts'

/** Which old entries are asked for. */
export interface OldEntries {
  /** Written before that time. */
  readonly before: number
  /** Where the part before ended; null: from the oldest on. */
  readonly after: Pick<AuditEntry, 'at' | 'id'> | null
  readonly limit: number
}

/** Entries that are older than they need to be, in the order in which they were written. @throws forbidden */
export async function listOldAudit(
  reader: Reader,
  by: Principal & System,
  request: OldEntries,
): Promise<readonly AuditEntry[]> {
  demandSystem(by)
  return reader.audit.listOld(by.accountId, request)
}

/**
 * Deletes these entries, which have been written to a file before. Whoever follows the changes and hadn't read them yet
 * is told so from now on.
 * @throws forbidden
 */
export async function deleteOldAudit(
  tx: Writer,
  by: Principal & System,
  ids: readonly AuditEntryId[],
): Promise<void> {
  demandSystem(by)
  await tx.audit.deleteOld(by.accountId, ids)
}
