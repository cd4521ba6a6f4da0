import { getActor } from './actor.ts'
import type { AuditEntry, AuditListFilter, AuditSort, Changes, ChangesRequest } from './audit.ts'
import type { Cursor, CursorQuery, Page } from './page.ts'
import { demand, mayReadAudit } from './permissions.ts'
import type { Principal } from './principal.ts'
import type { Reader } from './store.ts'

/**
 * What was done in the account, page by page, in the order in which others could first see it; within a range of time in
 * the order in which it was written. A page may hold fewer than asked for and still have a next one.
 * @throws forbidden
 */
export async function listAuditInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<AuditListFilter, AuditSort>,
): Promise<Page<AuditEntry>> {
  demand(mayReadAudit(await getActor(reader, by)), 'account', 'audit')
  return reader.audit.listByKey(by.accountId, query)
}

/**
 * What changed since, deletions too, in an order that never changes: whoever goes on at `next` misses nothing, however
 * many write meanwhile. A call may hold fewer than asked for while there is more.
 * @throws forbidden
 */
export async function listChanges(reader: Reader, by: Principal, request: ChangesRequest): Promise<Changes> {
  demand(mayReadAudit(await getActor(reader, by)), 'account', 'audit')
  return reader.audit.listChanges(by.accountId, request)
}

/**
 * Where changes go on that nobody can see yet: asked for before a copy of everything is taken, it misses none that the
 * copy doesn't hold.
 * @throws forbidden
 */
export async function getEndOfChanges(reader: Reader, by: Principal): Promise<Cursor> {
  demand(mayReadAudit(await getActor(reader, by)), 'account', 'audit')
  return reader.audit.findEndOfChanges(by.accountId)
}
