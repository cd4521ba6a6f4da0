import { getActor } from './actor.ts'
import type { AuditEntry, AuditFilter } from './audit.ts'
import { demand, mayReadAudit } from './permissions.ts'
import type { Principal } from './principal.ts'
import type { Reader } from './store.ts'

/** What was done in the account, the newest first. @throws forbidden */
export async function listAudit(
  reader: Reader,
  by: Principal,
  filter: AuditFilter,
  limit: number,
): Promise<readonly AuditEntry[]> {
  demand(mayReadAudit(await getActor(reader, by)), 'account', 'audit')
  return reader.audit.listNewest(by.accountId, filter, limit)
}
