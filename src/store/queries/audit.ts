import { sql, type Selectable } from 'kysely'
import type {
  ActorNames,
  AuditAction,
  AuditEntry,
  AuditFilter,
  AuditListFilter,
  AuditReader,
  AuditSort,
  AuditState,
  AuditWriter,
  Changes,
  ChangesRequest,
  EntryStates,
  Link,
  LinkSubject,
  NamedSubject,
  NewAuditEntry,
} from '../../domain/audit.ts'
import type { BehindId, Cursor, CursorQuery, Page } from '../../domain/page.ts'
import { among } from '../among.ts'
import { fitting } from '../fitting.ts'
import { fullName } from '../../domain/people/member.ts'
import { listByKey } from '../keyset.ts'
import { mentions } from '../mentions.ts'
import { raw } from '../raw.ts'
import {
  AUDIT,
  auditRequest,
  changesBehind,
  endOfLook,
  horizonOf,
  isBehind,
  lastSettled,
  type MeasuredEntry,
  moveHorizon,
  placeOf,
} from './audit-lists.ts'
import { linksOfThings, namesOfThings } from './audit-names.ts'
import type { Subject } from '../../domain/errors.ts'
import type { AccountId, AuditEntryId, CredentialId, MemberId } from '../../domain/ids.ts'
import { query, type Executor } from '../engine.ts'
import type { AuditEntryTable } from '../tables/tables.ts'

const list = query<{ account: number; after: number; limit: number }>()(({ db }, $) =>
  db
    .selectFrom('audit_entry')
    .selectAll()
    .where('account_id', '=', $.account)
    .where('id', '>', $.after)
    .orderBy('id')
    .limit($.limit),
)

const listOld = query<{
  account: number
  before: number
  afterAt: number
  afterId: number
  limit: number
}>()((builder, $) =>
  raw<Selectable<AuditEntryTable>>(
    builder,
    sql`select * from audit_entry
      where account_id = ${$.account} and (at, id) > (${$.afterAt}, ${$.afterId}) and at < ${$.before}
      order by at, id limit ${$.limit}`,
  ),
)

const listOf = query<{ account: number; subject: string; id: number }>()(({ db }, $) =>
  db
    .selectFrom('audit_entry')
    .selectAll()
    .where('account_id', '=', $.account)
    .where('subject', '=', $.subject)
    .where('subject_id', '=', $.id)
    .orderBy('id'),
)

const updateStates = query<{ account: number; id: number; before: string | null; after: string | null }>()(
  ({ db }, $) =>
    db
      .updateTable('audit_entry')
      .set({ before: $.before, after: $.after })
      .where('account_id', '=', $.account)
      .where('id', '=', $.id),
)

const columns = {
  account_id: 'bigint',
  at: 'bigint',
  door: 'text',
  credential_id: 'bigint',
  member_id: 'bigint',
  request_id: 'text',
  action: 'text',
  subject: 'text',
  subject_id: 'bigint',
  before: 'text',
  after: 'text',
} as const

export class AuditQueries implements AuditReader, AuditWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async list(account: AccountId, after: number, limit: number): Promise<AuditEntry[]> {
    const rows = await this.#run.all(list, { account, after, limit })
    return rows.map(entry)
  }

  async listOfSubject(account: AccountId, subject: Subject, id: number): Promise<AuditEntry[]> {
    const rows = await this.#run.all(listOf, { account, subject, id })
    return rows.map(entry)
  }

  async listOfSubjects(
    account: AccountId,
    subject: Subject,
    ids: readonly number[],
    { before, limit, oldestFirst = false }: BehindId & { readonly limit: number },
  ): Promise<AuditEntry[]> {
    if (ids.length === 0) return []
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('audit_entry')
        .selectAll()
        .where('account_id', '=', account)
        .where('subject', '=', subject)
        .where(among(engine, 'subject_id', ids))
        .where('id', oldestFirst ? '>' : '<', before ?? (oldestFirst ? 0 : Number.MAX_SAFE_INTEGER))
        .orderBy('id', oldestFirst ? 'asc' : 'desc')
        .limit(limit),
    )
    return rows.map(entry)
  }

  async countOfSubjects(
    account: AccountId,
    subject: Subject,
    ids: readonly number[],
    most: number,
  ): Promise<number> {
    if (ids.length === 0) return 0
    const [row] = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom((inner) =>
          inner
            .selectFrom('audit_entry')
            .select('id')
            .where('account_id', '=', account)
            .where('subject', '=', subject)
            .where(among(engine, 'subject_id', ids))
            .limit(most)
            .as('counted'),
        )
        .select(({ fn }) => fn.countAll<number>().as('count')),
    )
    return row?.count ?? 0
  }

  listNames(
    account: AccountId,
    subject: NamedSubject,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, string>> {
    return namesOfThings(this.#run, account, subject, ids)
  }

  listLinks(
    account: AccountId,
    subject: LinkSubject,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, readonly Link[]>> {
    return linksOfThings(this.#run, account, subject, ids)
  }

  async listActorNames(
    account: AccountId,
    entries: readonly Pick<AuditEntry, 'memberId' | 'credentialId'>[],
  ): Promise<ActorNames> {
    const members = distinct(entries.map(({ memberId }) => memberId))
    const credentials = distinct(entries.map(({ credentialId }) => credentialId))
    const people =
      members.length === 0
        ? []
        : await this.#run.select(({ db, engine }) =>
            db
              .selectFrom('member')
              .select(['id', 'first_name', 'last_name'])
              .where('account_id', '=', account)
              .where(among(engine, 'id', members)),
          )
    const keys =
      credentials.length === 0
        ? []
        : await this.#run.select(({ db, engine }) =>
            db
              .selectFrom('credential')
              .select(['id', 'label'])
              .where('account_id', '=', account)
              .where(among(engine, 'id', credentials)),
          )
    return {
      members: new Map(
        people.map(({ id, first_name, last_name }) => [
          id as MemberId,
          fullName({ firstName: first_name, lastName: last_name }),
        ]),
      ),
      credentials: new Map(keys.map(({ id, label }) => [id as CredentialId, label])),
    }
  }

  async listMentioning(
    account: AccountId,
    texts: readonly string[],
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<{ entries: AuditEntry[]; last: number | null }> {
    const [end] = await this.#run.select((builder) =>
      raw<{ last: number | null; count: number }>(
        builder,
        sql`select max(id) as last, count(*) as count from (
          select id from audit_entry where account_id = ${account} and id > ${after} order by id limit ${limit}) as part`,
      ),
    )
    if (end?.last == null) return { entries: [], last: null }
    const { last, count } = end
    const rows = await this.#run.select((builder) =>
      raw<Selectable<AuditEntryTable>>(
        builder,
        sql`select * from audit_entry where account_id = ${account} and id > ${after} and id <= ${last}
          and ${mentions(builder.engine, ['before', 'after'], texts)} order by id`,
      ),
    )
    return { entries: rows.map(entry), last: count < limit ? null : last }
  }

  async updateStates(account: AccountId, entries: readonly EntryStates[]): Promise<void> {
    for (const { id, before, after } of entries) {
      await this.#run.send(updateStates, {
        account,
        id,
        before: before === null ? null : JSON.stringify(before),
        after: after === null ? null : JSON.stringify(after),
      })
    }
  }

  async listNewest(account: AccountId, filter: AuditFilter, limit: number): Promise<AuditEntry[]> {
    const { subject, subjectId, member, since, before } = filter
    const rows = await this.#run.select(({ db }) => {
      let query = db.selectFrom('audit_entry').selectAll().where('account_id', '=', account)
      if (subject !== undefined) query = query.where('subject', '=', subject)
      if (subjectId !== undefined) query = query.where('subject_id', '=', subjectId)
      if (member !== undefined) query = query.where('member_id', '=', member)
      if (since !== undefined) query = query.where('at', '>=', since)
      if (before !== undefined) query = query.where('id', '<', before)
      return query.orderBy('id', 'desc').limit(limit)
    })
    return rows.map(entry)
  }

  listByKey(account: AccountId, query: CursorQuery<AuditListFilter, AuditSort>): Promise<Page<AuditEntry>> {
    const listing = AUDIT[this.#run.engine]
    return listByKey(this.#run, listing, auditRequest(this.#run, account, query), async (ids) => {
      return [...(await this.#ofIds(account, ids))]
    })
  }

  async listChanges(account: AccountId, request: ChangesRequest): Promise<Changes> {
    const after = await placeOf(this.#run, account, request.after)
    // Entries of other subjects may be many: one call looks at so many and no more.
    const until = request.subject === undefined ? undefined : await endOfLook(this.#run, account, after)
    const rows = await this.#run.select((builder) =>
      raw<MeasuredEntry>(builder, changesBehind(this.#run, account, after, until, request)),
    )
    const shown = fitting(rows.slice(0, request.limit))
    const full = rows.length > shown.length
    const end = full ? shown.at(-1) : (until ?? (await lastSettled(this.#run, account)))
    const next = end !== undefined && isBehind(end, after) ? end : after
    const entries = await this.#ofIds(
      account,
      shown.map(({ id }) => id),
    )
    const gone = request.after === null ? undefined : await horizonOf(this.#run, account)
    return {
      items: shown.flatMap(({ id }) => entries.get(id) ?? []),
      next: { values: [next.committed], id: next.id },
      more: full || until !== undefined,
      lost: gone !== undefined && isBehind(gone, after),
    }
  }

  async findEndOfChanges(account: AccountId): Promise<Cursor> {
    const end = await lastSettled(this.#run, account)
    return end === undefined ? { values: [0], id: 0 } : { values: [end.committed], id: end.id }
  }

  async #ofIds(account: AccountId, ids: readonly number[]): Promise<ReadonlyMap<number, AuditEntry>> {
    if (ids.length === 0) return new Map()
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('audit_entry')
        .selectAll()
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
    return new Map(rows.map((row) => [row.id, entry(row)]))
  }

  async listOld(
    account: AccountId,
    { before, after, limit }: Parameters<AuditReader['listOld']>[1],
  ): Promise<AuditEntry[]> {
    const rows = await this.#run.all(listOld, {
      account,
      before,
      afterAt: after?.at ?? Number.MIN_SAFE_INTEGER,
      afterId: after?.id ?? 0,
      limit,
    })
    return rows.map(entry)
  }

  async deleteOld(account: AccountId, ids: readonly AuditEntryId[]): Promise<void> {
    if (ids.length === 0) return
    await moveHorizon(this.#run, account, ids)
    await this.#run.sendBuilt(({ db, engine }) =>
      db
        .deleteFrom('audit_entry')
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
  }

  async add(account: AccountId, entries: readonly NewAuditEntry[]): Promise<void> {
    await this.#run.insertAll(
      'audit_entry',
      columns,
      entries.map((entry) => [
        account,
        this.#run.now,
        entry.door,
        entry.credentialId,
        entry.memberId,
        entry.requestId ?? null,
        entry.action,
        entry.subject,
        entry.subjectId,
        entry.before === null ? null : JSON.stringify(entry.before),
        entry.after === null ? null : JSON.stringify(entry.after),
      ]),
    )
  }
}

function entry(row: Selectable<AuditEntryTable>): AuditEntry {
  return {
    id: row.id as AuditEntryId,
    at: row.at,
    door: row.door,
    credentialId: row.credential_id as CredentialId | null,
    memberId: row.member_id as MemberId | null,
    requestId: row.request_id,
    action: row.action as AuditAction,
    subject: row.subject as Subject,
    subjectId: row.subject_id,
    before: row.before === null ? null : (JSON.parse(row.before) as AuditState),
    after: row.after === null ? null : (JSON.parse(row.after) as AuditState),
  }
}

function distinct<T>(ids: readonly (T | null)[]): T[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
