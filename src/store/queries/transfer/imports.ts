import { sql } from 'kysely'
import type { AccountId, ImportId, JobId } from '../../../domain/ids.ts'
import type { CursorQuery, NoFilter, Page } from '../../../domain/page.ts'
import { countOf, cursorById, MOST_COUNTED, pageOf } from '../../../domain/page.ts'
import type { Principal } from '../../../domain/principal.ts'
import {
  type Import,
  type ImportCounts,
  type ImportKind,
  type ImportOptions,
  type ImportPart,
  type ImportProgress,
  type ImportRow,
  type ImportState,
  NO_COUNTS,
  type RowDetail,
  type RowPlace,
  type RowResult,
  type RowState,
} from '../../../domain/transfer/import.ts'
import type {
  ImportReader,
  ImportRowFilter,
  ImportWriter,
  KeyHolder,
  NamedThing,
  NewImportRow,
  RowDecision,
} from '../../../domain/transfer/import-store.ts'
import type { Referred, Way } from '../../../domain/transfer/references.ts'
import { among } from '../../among.ts'
import { type Builder, query, type Executor } from '../../engine.ts'
import { mentions } from '../../mentions.ts'
import { raw } from '../../raw.ts'
import { one } from '../rows.ts'
import { listNamed } from './named-things.ts'
import { principalOf } from '../principal-of.ts'

const columns = [
  'id',
  'account_id',
  'door',
  'credential_id',
  'member_id',
  'kind',
  'state',
  'options',
  'parts',
  'counts',
  'progress',
  'job_id',
  'created',
  'planned',
  'finished',
  'modified',
] as const

const rowColumns = ['part', 'record', 'cells', 'state', 'result', 'target', 'detail'] as const

const find = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('import').select(columns).where('account_id', '=', $.account).where('id', '=', $.id),
)
const lock = query<{ account: number; id: number }>()(({ db, engine }, $) =>
  db
    .selectFrom('import')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .$if(engine === 'postgres', (rows) => rows.forUpdate()),
)
const insert = query<{
  account: number
  door: string
  credential: number | null
  member: number | null
  kind: string
  options: string
  counts: string
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('import')
    .values({
      account_id: $.account,
      door: $.door,
      credential_id: $.credential,
      member_id: $.member,
      kind: $.kind,
      state: 'reading',
      options: $.options,
      parts: '[]',
      counts: $.counts,
      progress: null,
      job_id: null,
      created: $.now,
      planned: null,
      finished: null,
      modified: $.now,
    })
    .returning(columns),
)
const old = query<{ account: number; before: number }>()(({ db }, $) =>
  db
    .selectFrom('import')
    .select('id')
    .where('account_id', '=', $.account)
    .where('modified', '<', $.before)
    .orderBy('modified')
    .limit(100),
)
const setRow = query<{
  account: number
  id: number
  part: number
  record: number
  cells: string
  state: string
  result: string | null
  target: string | null
  detail: string
}>()(({ db }, $) =>
  db
    .updateTable('import_row')
    .set({ cells: $.cells, state: $.state, result: $.result, target: $.target, detail: $.detail })
    .where('account_id', '=', $.account)
    .where('import_id', '=', $.id)
    .where('part', '=', $.part)
    .where('record', '=', $.record),
)
const remove = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('import').where('account_id', '=', $.account).where('id', '=', $.id),
)

interface RowsOfKind {
  readonly result: RowResult | undefined
  readonly part: readonly number[] | undefined
}

function rowsOf(db: Builder['db'], account: AccountId, id: ImportId, { result, part }: RowsOfKind) {
  const all = db.selectFrom('import_row').where('account_id', '=', account).where('import_id', '=', id)
  const ofResult = result === undefined ? all : all.where('result', '=', result)
  return part === undefined ? ofResult : ofResult.where('part', 'in', part)
}

export class ImportQueries implements ImportReader, ImportWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: ImportId): Promise<Import | undefined> {
    const row = await this.#run.first(find, { account, id })
    return row && imported(row)
  }

  async list(account: AccountId, { page: { after, limit } }: CursorQuery<NoFilter>): Promise<Page<Import>> {
    const rows = await this.#run.select(({ db }) => {
      const all = db.selectFrom('import').select(columns).where('account_id', '=', account)
      const further = after === null ? all : all.where('id', '<', after.id)
      return further.orderBy('id', 'desc').limit(limit + 1)
    })
    return pageOf(rows.map(imported), limit, cursorById)
  }

  async listRows(
    account: AccountId,
    { filter, sort, page: { after, limit }, total }: CursorQuery<ImportRowFilter, 'row'>,
  ): Promise<Page<ImportRow>> {
    const { import: id, result, part } = filter
    const descending = sort?.[0]?.descending === true
    const found: ImportRow[] = []
    let count = 0
    // Each result is a range of the index: one after the other, and put in order at the end.
    for (const one of new Set<RowResult | undefined>(result ?? [undefined])) {
      const rows = await this.#run.select(({ db }) => {
        const all = rowsOf(db, account, id, { result: one, part }).select(rowColumns)
        const [from = 0, record = 0] = after?.values ?? []
        const way = sql.raw(descending ? '<' : '>')
        return (after === null ? all : all.where(sql<boolean>`(part, record) ${way} (${from}, ${record})`))
          .orderBy('part', descending ? 'desc' : 'asc')
          .orderBy('record', descending ? 'desc' : 'asc')
          .limit(limit + 1)
      })
      found.push(...rows.map(importRow))
      if (total === true) count += await this.#countRows(account, id, { result: one, part })
    }
    found.sort((a, b) => (a.part - b.part || a.record - b.record) * (descending ? -1 : 1))
    return {
      ...pageOf(found, limit, ({ part: at, record }) => ({ values: [at, record], id })),
      ...(total === true && countOf(count)),
    }
  }

  /** How many rows of an import are such, counted to one more than lists tell. */
  async #countRows(account: AccountId, id: ImportId, such: RowsOfKind): Promise<number> {
    const [row] = await this.#run.select(({ db }) =>
      db
        .selectFrom(
          rowsOf(db, account, id, such)
            .select('record')
            .limit(MOST_COUNTED + 1)
            .as('counted'),
        )
        .select(({ fn }) => fn.countAll<number>().as('count')),
    )
    return row?.count ?? 0
  }

  async listNextRows(
    account: AccountId,
    id: ImportId,
    { part, after, states, results, limit }: Parameters<ImportReader['listNextRows']>[2],
  ): Promise<ImportRow[]> {
    const rows = await this.#run.select(({ db }) => {
      const all = db
        .selectFrom('import_row')
        .select(rowColumns)
        .where('account_id', '=', account)
        .where('import_id', '=', id)
        .where('part', '=', part)
        .where('record', '>', after)
        .where('state', 'in', states)
      const chosen = results === undefined ? all : all.where('result', 'in', results)
      return chosen.orderBy('record').limit(limit)
    })
    return rows.map(importRow)
  }

  async listKeyHolders(account: AccountId, id: ImportId, names: readonly string[]): Promise<KeyHolder[]> {
    if (names.length === 0) return []
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('import_key')
        .innerJoin('import_row', (join) =>
          join
            .onRef('import_row.account_id', '=', 'import_key.account_id')
            .onRef('import_row.import_id', '=', 'import_key.import_id')
            .onRef('import_row.part', '=', 'import_key.part')
            .onRef('import_row.record', '=', 'import_key.record'),
        )
        .select(['name', 'import_key.part', 'import_key.record', 'result', 'state', 'target'])
        .where('import_key.account_id', '=', account)
        .where('import_key.import_id', '=', id)
        .where(among(engine, 'name', names))
        .orderBy('import_key.part')
        .orderBy('import_key.record'),
    )
    return rows.map(({ name, part, record, result, state, target }) => {
      return { name, part, record, result: result as RowResult | null, state: state as RowState, target }
    })
  }

  async listTargets(
    account: AccountId,
    id: ImportId,
    part: number,
    targets: readonly string[],
  ): Promise<Map<string, number>> {
    if (targets.length === 0) return new Map()
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('import_row')
        .select(['target', ({ fn }) => fn.min('record').as('first')])
        .where('account_id', '=', account)
        .where('import_id', '=', id)
        .where('part', '=', part)
        .where('target', 'is not', null)
        .where(among(engine, 'target', targets))
        .groupBy('target'),
    )
    return new Map(rows.map(({ target, first }) => [target ?? '', first]))
  }

  async listMentioning(
    account: AccountId,
    id: ImportId,
    { texts, keys, target }: Parameters<ImportReader['listMentioning']>[2],
    { after, limit }: Parameters<ImportReader['listMentioning']>[3],
  ): Promise<{ rows: ImportRow[]; last: RowPlace | null }> {
    const places = await this.#run.select(({ db }) =>
      db
        .selectFrom('import_row')
        .select(['part', 'record'])
        .where('account_id', '=', account)
        .where('import_id', '=', id)
        .where(sql<boolean>`(part, record) > (${after.part}, ${after.record})`)
        .orderBy('part')
        .orderBy('record')
        .limit(limit),
    )
    const last = places.at(-1)
    if (last === undefined) return { rows: [], last: null }
    const rows = await this.#run.select((builder) =>
      raw<StoredRow>(
        builder,
        sql`select part, record, cells, state, result, target, detail from import_row
          where account_id = ${account} and import_id = ${id}
            and (part, record) > (${after.part}, ${after.record})
            and (part, record) <= (${last.part}, ${last.record})
            and (target = ${target} or target like ${`${target}:%`} or target like ${`%:${target}`}
              or (part, record) in (select part, record from import_key
                where account_id = ${account} and import_id = ${id} and ${among(builder.engine, 'name', keys)})
              or ${mentions(builder.engine, ['cells', 'detail'], texts)})
          order by part, record`,
      ),
    )
    return { rows: rows.map(importRow), last: places.length < limit ? null : last }
  }

  async listNamed(
    account: AccountId,
    kind: Referred,
    way: Way,
    names: readonly string[],
  ): Promise<NamedThing[]> {
    if (names.length === 0) return []
    return listNamed(this.#run, account, { kind, way }, names)
  }

  async insert(
    { accountId, door, credentialId, memberId }: Principal,
    kind: ImportKind,
    options: ImportOptions,
  ): Promise<Import> {
    const row = await this.#run.first(insert, {
      account: accountId,
      door,
      credential: credentialId,
      member: memberId,
      kind,
      options: JSON.stringify(options),
      counts: JSON.stringify(NO_COUNTS),
      now: this.#run.now,
    })
    return imported(one(row))
  }

  async lock(account: AccountId, id: ImportId): Promise<void> {
    await this.#run.send(lock, { account, id })
  }

  async update(
    account: AccountId,
    id: ImportId,
    { parts, counts, progress, jobId, ...change }: Parameters<ImportWriter['update']>[2],
  ): Promise<void> {
    const { now } = this.#run
    await this.#run.sendBuilt(({ db }) =>
      db
        .updateTable('import')
        .set({
          ...change,
          ...(parts !== undefined && { parts: JSON.stringify(parts) }),
          ...(counts !== undefined && { counts: JSON.stringify(counts) }),
          ...(progress !== undefined && { progress: progress && JSON.stringify(progress) }),
          ...(jobId !== undefined && { job_id: jobId }),
          modified: now,
        })
        .where('account_id', '=', account)
        .where('id', '=', id),
    )
  }

  async addRows(account: AccountId, id: ImportId, rows: readonly NewImportRow[]): Promise<void> {
    await this.#run.insertAll(
      'import_row',
      {
        account_id: 'bigint',
        import_id: 'bigint',
        part: 'bigint',
        record: 'bigint',
        cells: 'text',
        state: 'text',
        result: 'text',
        target: 'text',
      },
      rows.map(({ part, record, cells, state, result, target }) => [
        account,
        id,
        part,
        record,
        JSON.stringify(cells),
        state,
        result,
        target,
      ]),
    )
    await this.#run.insertAll(
      'import_key',
      { account_id: 'bigint', import_id: 'bigint', name: 'text', part: 'bigint', record: 'bigint' },
      rows.flatMap(({ part, record, keys }) => keys.map((key) => [account, id, key, part, record])),
    )
  }

  async updateRows(account: AccountId, id: ImportId, rows: readonly RowDecision[]): Promise<void> {
    if (rows.length === 0) return
    const list = JSON.stringify(
      rows.map(({ part, record, state, result, target, detail }) => {
        const told = Object.keys(detail).length === 0 ? null : JSON.stringify(detail)
        return { part, record, state, result, target, detail: told }
      }),
    )
    await this.#run.sendBuilt((builder) =>
      raw(
        builder,
        builder.engine === 'sqlite'
          ? sql`update import_row set state = now.value ->> 'state', result = now.value ->> 'result',
              target = now.value ->> 'target', detail = now.value ->> 'detail'
            from json_each(${list}) as now
            where account_id = ${account} and import_id = ${id}
              and part = now.value ->> 'part' and record = now.value ->> 'record'`
          : sql`update import_row set state = now.state, result = now.result,
              target = now.target, detail = now.detail
            from json_to_recordset(${list}::json)
              as now (part bigint, record bigint, state text, result text, target text, detail text)
            where account_id = ${account} and import_id = ${id}
              and import_row.part = now.part and import_row.record = now.record`,
      ),
    )
  }

  async setRows(account: AccountId, id: ImportId, rows: readonly ImportRow[]): Promise<void> {
    for (const { part, record, cells, state, result, target, detail } of rows) {
      await this.#run.send(setRow, {
        account,
        id,
        part,
        record,
        cells: JSON.stringify(cells),
        state,
        result,
        target,
        detail: JSON.stringify(detail),
      })
    }
  }

  async removeKeys(account: AccountId, id: ImportId, rows: readonly RowPlace[]): Promise<void> {
    if (rows.length === 0) return
    const list = JSON.stringify(rows.map(({ part, record }) => ({ part, record })))
    await this.#run.sendBuilt((builder) =>
      raw(
        builder,
        sql`delete from import_key where account_id = ${account} and import_id = ${id} and (part, record) in (
          ${
            builder.engine === 'sqlite'
              ? sql`select value ->> 'part', value ->> 'record' from json_each(${list})`
              : sql`select part, record from json_to_recordset(${list}::json) as one (part bigint, record bigint)`
          })`,
      ),
    )
  }

  async setPartRefused(account: AccountId, id: ImportId, part: number, detail: RowDetail): Promise<void> {
    await this.#run.sendBuilt(({ db }) =>
      db
        .updateTable('import_row')
        .set({ result: 'refused', detail: JSON.stringify(detail) })
        .where('account_id', '=', account)
        .where('import_id', '=', id)
        .where('part', '=', part),
    )
  }

  async removeRows(account: AccountId, id: ImportId, most: number): Promise<number> {
    const rows = await this.#run.select(({ db }) =>
      db
        .selectFrom('import_row')
        .select(['part', 'record'])
        .where('account_id', '=', account)
        .where('import_id', '=', id)
        .orderBy('part')
        .orderBy('record')
        .limit(most),
    )
    const last = rows.at(-1)
    if (last === undefined) {
      await this.#run.sendBuilt(({ db }) =>
        db.deleteFrom('import_key').where('account_id', '=', account).where('import_id', '=', id),
      )
      return 0
    }
    await this.#run.sendBuilt(({ db }) =>
      db
        .deleteFrom('import_row')
        .where('account_id', '=', account)
        .where('import_id', '=', id)
        .where(sql<boolean>`(part, record) <= (${last.part}, ${last.record})`),
    )
    await this.#run.sendBuilt(({ db }) =>
      db
        .deleteFrom('import_key')
        .where('account_id', '=', account)
        .where('import_id', '=', id)
        .where(
          sql<boolean>`name in (select name from import_key
            where account_id = ${account} and import_id = ${id} order by name limit ${4 * most})`,
        ),
    )
    return rows.length
  }

  async delete(account: AccountId, id: ImportId): Promise<void> {
    await this.#run.send(remove, { account, id })
  }

  async listOld(account: AccountId, before: number): Promise<ImportId[]> {
    const rows = await this.#run.all(old, { account, before })
    return rows.map(({ id }) => id as ImportId)
  }
}

interface Row {
  readonly id: number
  readonly account_id: number
  readonly door: string
  readonly credential_id: number | null
  readonly member_id: number | null
  readonly kind: string
  readonly state: string
  readonly options: string
  readonly parts: string
  readonly counts: string
  readonly progress: string | null
  readonly job_id: number | null
  readonly created: number
  readonly planned: number | null
  readonly finished: number | null
  readonly modified: number
}

// The texts are JSON as it was put in.
function imported(row: Row): Import {
  return {
    id: row.id as ImportId,
    by: principalOf(row),
    kind: row.kind as ImportKind,
    state: row.state as ImportState,
    options: JSON.parse(row.options) as ImportOptions,
    parts: JSON.parse(row.parts) as ImportPart[],
    counts: JSON.parse(row.counts) as ImportCounts,
    progress: row.progress === null ? null : (JSON.parse(row.progress) as ImportProgress),
    jobId: row.job_id as JobId | null,
    created: row.created,
    planned: row.planned,
    finished: row.finished,
    modified: row.modified,
  }
}

interface StoredRow {
  readonly part: number
  readonly record: number
  readonly cells: string
  readonly state: string
  readonly result: string | null
  readonly target: string | null
  readonly detail: string | null
}

function importRow(row: StoredRow): ImportRow {
  return {
    part: row.part,
    record: row.record,
    cells: JSON.parse(row.cells) as string[],
    state: row.state as RowState,
    result: row.result as RowResult | null,
    target: row.target,
    detail: row.detail === null ? {} : (JSON.parse(row.detail) as RowDetail),
  }
}
