import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { AuditListFilter, AuditSort, ChangesRequest } from '../../domain/audit.ts'
import type { AccountId } from '../../domain/ids.ts'
import type { Cursor, CursorQuery } from '../../domain/page.ts'
import { among } from '../among.ts'
import { holdsOneOf, liesWithin, type Scope } from '../conditions.ts'
import { query, type EngineName, type Executor } from '../engine.ts'
import { type Measured, octetsOf } from '../fitting.ts'
import type { Condition, Listing, ListRequest } from '../keyset.ts'
import { raw } from '../raw.ts'
import { isId } from './rows.ts'

// On SQLite ids are in the order of commits. On PostgreSQL an entry names its transaction: below the oldest one that is
// still at work all are settled, and every later one has a higher number.

type Sort = AuditSort | 'at'

/** A course's content is in an entry as a whole. */
const TEXTS = { texts: ['before', 'after'], unmeasured: 1 } as const
/** An entry's door, action and subject. */
const FACTS = {
  indexes: ['audit_entry_door', 'audit_entry_action', 'audit_entry_kind'],
  counted: 'committed',
} as const
const AT = { column: 'at', type: 'number', index: 'audit_entry_at' } as const

export const AUDIT: Readonly<Record<EngineName, Listing<Sort>>> = {
  sqlite: {
    table: 'audit_entry',
    id: 'id',
    index: 'audit_entry_id',
    ...TEXTS,
    facts: FACTS,
    sorts: { committed: { column: 'id', type: 'number', index: 'audit_entry_id' }, at: AT },
  },
  postgres: {
    table: 'audit_entry',
    id: 'id',
    index: 'audit_entry_id',
    ...TEXTS,
    facts: FACTS,
    sorts: { committed: { column: 'committed_in', type: 'number', index: 'audit_entry_commit' }, at: AT },
  },
}

export function auditRequest(
  { engine }: Executor,
  accountId: AccountId,
  { filter, sort = [], page, total = false }: CursorQuery<AuditListFilter, AuditSort>,
): ListRequest<Sort> {
  const scope: Scope = { table: 'audit_entry', accountId }
  const { from, before } = filter
  const [time] = liesWithin(engine, scope, 'at', { from, before }, 'audit_entry_at')
  const descending = sort[0]?.descending === true
  return {
    scope: sql`t.account_id = ${accountId}`,
    sort: [{ by: time === undefined ? 'committed' : 'at', descending }],
    conditions: [
      ...(time === undefined ? [] : [{ ...time, walks: { at: 'audit_entry_at' } }]),
      ...(filter.subject && filter.subjectId ? [isOf(engine, accountId, filter)] : []),
      ...ofActors(engine, scope, filter),
      ...(filter.id ? [holdsOneOf(engine, scope, 'id', filter.id)] : []),
      ...(filter.door ? [holdsOneOf(engine, scope, 'door', filter.door, led('door'), 'column')] : []),
      ...(filter.credential ? [holdsOneOf(engine, scope, 'credential_id', filter.credential)] : []),
      ...(filter.subject
        ? [holdsOneOf(engine, scope, 'subject', filter.subject, led('kind'), 'column')]
        : []),
      ...(filter.subjectId ? [holdsOneOf(engine, scope, 'subject_id', filter.subjectId)] : []),
    ],
    ...page,
    counted: total,
  }
}

/** The index of what is asked for alone, in the order of commits. */
function led(by: 'door' | 'action' | 'kind') {
  return { name: `audit_entry_${by}`, walks: ['committed'], tells: true }
}

function ofActors(
  engine: EngineName,
  scope: Scope,
  { member, action }: AuditListFilter,
): readonly Condition[] {
  const [one] = member ?? []
  const [done] = action ?? []
  if (member?.length === 1 && action?.length === 1 && typeof one === 'number' && done !== undefined) {
    return [didSuch(engine, scope, one, done)]
  }
  const index = { name: 'audit_entry_member', walks: ['committed'] }
  return [
    ...(member ? [holdsOneOf(engine, scope, 'member_id', member, index)] : []),
    ...(action ? [holdsOneOf(engine, scope, 'action', action, led('action'), 'column')] : []),
  ]
}

/** What one person did of one kind: an index holds it in the order of commits. */
function didSuch(engine: EngineName, { accountId }: Scope, member: number, action: string): Condition {
  const of = (alias: string) =>
    sql<SqlBool>`${among(engine, `${alias}.member_id`, [member])} and ${sql.ref(`${alias}.action`)} = ${action}`
  const by = sql.raw(engine === 'sqlite' ? ' indexed by audit_entry_member_action' : '')
  return {
    holds: of('t'),
    ids: sql`select x.id from audit_entry as x${by} where x.account_id = ${accountId} and ${of('x')}`,
    walks: { committed: 'audit_entry_member_action' },
  }
}

function isOf(
  engine: EngineName,
  accountId: AccountId,
  { subject = [], subjectId = [] }: AuditListFilter,
): Condition {
  const of = (alias: string) =>
    sql<SqlBool>`${among(engine, `${alias}.subject`, subject)} and ${among(engine, `${alias}.subject_id`, subjectId)}`
  const by = sql.raw(engine === 'sqlite' ? ' indexed by audit_entry_subject' : '')
  const one = subject.length === 1 && subjectId.length === 1
  return {
    ...(engine === 'sqlite' && one ? { walks: { committed: 'audit_entry_subject' } } : {}),
    holds: of('t'),
    ids: sql`select x.id from audit_entry as x${by} where x.account_id = ${accountId} and ${of('x')}`,
  }
}

/** How many entries one call for changes reads. */
const CHANGES_LOOKED_AT = 5_000

export interface Committed {
  readonly id: number
  readonly committed: number
}

/** What is settled behind a place, as far as one call looks: the place where that ends, if there is more behind it. */
export async function endOfLook(
  run: Executor,
  account: AccountId,
  after: Committed,
): Promise<Committed | undefined> {
  const [end] = await run.select<Committed>((builder) =>
    raw<Committed>(
      builder,
      sql`select t.id, ${committed(run.engine)} as committed from audit_entry as t
        where ${behind(run.engine, account, after)} order by ${inOrder(run.engine)}
        limit 1 offset ${CHANGES_LOOKED_AT - 1}`,
    ),
  )
  return end
}

export interface MeasuredEntry extends Committed, Measured {}

/** Where the next entries stand, one more than asked for, and how long their texts are. */
export function changesBehind(
  { engine }: Executor,
  account: AccountId,
  after: Committed,
  until: Committed | undefined,
  { limit, subject }: ChangesRequest,
): RawBuilder<MeasuredEntry> {
  const bounds = [
    behind(engine, account, after),
    ...(until === undefined ? [] : [upTo(engine, until)]),
    ...(subject === undefined ? [] : [among(engine, 't.subject', subject)]),
  ]
  return sql<MeasuredEntry>`select t.id, ${committed(engine)} as committed,
      ${octetsOf(...TEXTS.texts.map((name) => `t.${name}`))} as octets
    from audit_entry as t
    where ${sql.join(bounds, sql` and `)} order by ${inOrder(engine)} limit ${limit + 1}`
}

/** Where the entry of a cursor stands now. A database that was moved to another server may count transactions anew. */
export async function placeOf(run: Executor, account: AccountId, cursor: Cursor | null): Promise<Committed> {
  const [value] = cursor?.values ?? []
  if (cursor === null || !isId(cursor.id)) return { id: 0, committed: Number.MIN_SAFE_INTEGER }
  const [entry] = await run.select<Committed>((builder) =>
    raw<Committed>(
      builder,
      sql`select t.id, ${committed(run.engine)} as committed from audit_entry as t
        where t.account_id = ${account} and t.id = ${cursor.id}`,
    ),
  )
  const told = typeof value === 'number' && isId(value) ? value : Number.MIN_SAFE_INTEGER
  return entry ?? { id: cursor.id, committed: told }
}

/** The newest entry that was deleted for its age. */
export async function horizonOf(run: Executor, account: AccountId): Promise<Committed | undefined> {
  return run.first(horizon, { account })
}

const horizon = query<{ account: number }>()(({ db }, $) =>
  db.selectFrom('audit_horizon').select(['entry_id as id', 'committed']).where('account_id', '=', $.account),
)

/** Moves the horizon behind these entries, which are about to be deleted. */
export async function moveHorizon(run: Executor, account: AccountId, ids: readonly number[]): Promise<void> {
  await run.sendBuilt((builder) =>
    raw(
      builder,
      sql`insert into audit_horizon (account_id, entry_id, committed)
        select t.account_id, t.id, ${committed(run.engine)} from audit_entry as t
        where t.account_id = ${account} and ${among(run.engine, 't.id', ids)}
        order by ${inOrder(run.engine, 'desc')} limit 1
        on conflict (account_id) do update set entry_id = excluded.entry_id, committed = excluded.committed
        where (excluded.committed, excluded.entry_id) > (audit_horizon.committed, audit_horizon.entry_id)`,
    ),
  )
}

/** The last entry that nothing can come before any more. */
export async function lastSettled(run: Executor, account: AccountId): Promise<Committed | undefined> {
  const settled = run.engine === 'sqlite' ? sql`` : sql` and ${isSettled()}`
  const [entry] = await run.select<Committed>((builder) =>
    raw<Committed>(
      builder,
      sql`select t.id, ${committed(run.engine)} as committed from audit_entry as t
        where t.account_id = ${account}${settled} order by ${inOrder(run.engine, 'desc')} limit 1`,
    ),
  )
  return entry
}

export function isBehind(one: Committed, other: Committed): boolean {
  return one.committed > other.committed || (one.committed === other.committed && one.id > other.id)
}

function committed(engine: EngineName): RawBuilder<unknown> {
  return sql.raw(engine === 'sqlite' ? '0' : 't.committed_in')
}

function inOrder(engine: EngineName, way: 'asc' | 'desc' = 'asc'): RawBuilder<unknown> {
  return sql.raw(engine === 'sqlite' ? `t.id ${way}` : `t.committed_in ${way}, t.id ${way}`)
}

function behind(engine: EngineName, account: AccountId, after: Committed): RawBuilder<SqlBool> {
  const own = sql<SqlBool>`t.account_id = ${account}`
  if (engine === 'sqlite') return sql<SqlBool>`${own} and t.id > ${after.id}`
  return sql<SqlBool>`${own} and (t.committed_in, t.id) > (${after.committed}, ${after.id}) and ${isSettled()}`
}

function upTo(engine: EngineName, until: Committed): RawBuilder<SqlBool> {
  if (engine === 'sqlite') return sql<SqlBool>`t.id <= ${until.id}`
  return sql<SqlBool>`(t.committed_in, t.id) <= (${until.committed}, ${until.id})`
}

function isSettled(): RawBuilder<SqlBool> {
  return sql<SqlBool>`t.committed_in < (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint)`
}
