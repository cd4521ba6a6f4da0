import { getActor } from './actor.ts'
import type { AuditEntry, AuditFilter } from './audit.ts'
import { cursorById, type CursorQuery, type Page, pageOf } from './page.ts'
import { demand, mayReadAudit } from './permissions.ts'
import type { Principal } from './principal.ts'
import type { Reader } from './store.ts'

/**
 * What was done in the account, the newest first by when it was written; a cursor names an entry. `listAuditInOrder` has it
 * in the order in which others could see it.
 * @throws forbidden
 */
export async function listAudit(
  reader: Reader,
  by: Principal,
  { filter, page: { after, limit } }: CursorQuery<Omit<AuditFilter, 'before'>>,
): Promise<Page<AuditEntry>> {
  demand(mayReadAudit(await getActor(reader, by)), 'account', 'audit')
  const before = after === null ? {} : { before: after.id }
  const found = await reader.audit.listNewest(by.accountId, { ...filter, ...before }, limit + 1)
  return pageOf(found, limit, cursorById)
}
