import { sql, type SqlBool } from 'kysely'
import type { AccountId, JobId } from '../../../domain/ids.ts'
import type { Job, JobFilter, JobSort, JobState, JobWork } from '../../../domain/learning/job.ts'
import type { JobReader, JobWriter } from '../../../domain/learning/learning-store.ts'
import type { CursorQuery, Page } from '../../../domain/page.ts'
import type { Principal } from '../../../domain/principal.ts'
import { among } from '../../among.ts'
import { changedWithin, holdsOneOf, type Scope } from '../../conditions.ts'
import { query, type Executor } from '../../engine.ts'
import { listByKey, type Listing, type ListRequest } from '../../keyset.ts'
import { sweepOf } from '../sweep.ts'
import { raw } from '../../raw.ts'
import { one } from '../rows.ts'
import { principalOf } from '../principal-of.ts'

const columns = [
  'id',
  'account_id',
  'door',
  'credential_id',
  'member_id',
  'kind',
  'state',
  'done',
  'total',
  'work',
  'result',
  'error',
  'created',
  'started',
  'finished',
  'modified',
] as const

const find = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('job').select(columns).where('account_id', '=', $.account).where('id', '=', $.id),
)
const firstUnfinished = query<{ account: number; kind: string }>()(({ db }, $) =>
  db
    .selectFrom('job')
    .select('id')
    .where('account_id', '=', $.account)
    .where('kind', '=', $.kind)
    .where('finished', 'is', null)
    .orderBy('id')
    .limit(1),
)
const countUnfinished = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('job')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', $.account)
    .where('finished', 'is', null),
)
const countByState = query<{ account: number; since: number }>()((builder, $) =>
  raw<{ state: JobState; count: number }>(
    builder,
    sql`select state, count(*) as count from (
      select state from job where account_id = ${$.account} and finished is null
      union all
      select state from job where account_id = ${$.account} and finished >= ${$.since}) as counted
    group by state`,
  ),
)
const insert = query<{
  account: number
  door: string
  credential: number | null
  member: number | null
  kind: string
  total: number | null
  work: string
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('job')
    .values({
      account_id: $.account,
      door: $.door,
      credential_id: $.credential,
      member_id: $.member,
      kind: $.kind,
      state: 'waiting',
      done: 0,
      total: $.total,
      work: $.work,
      result: null,
      error: null,
      created: $.now,
      started: null,
      finished: null,
      modified: $.now,
    })
    .returning(columns),
)
const lock = query<{ account: number; id: number }>()(({ db, engine }, $) =>
  db
    .selectFrom('job')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .$if(engine === 'postgres', (rows) => rows.forUpdate()),
)
const sweep = sweepOf('job', ['id'], ['finished', '<'])

const JOBS: Listing<JobSort> = {
  table: 'job',
  id: 'id',
  index: 'job_id',
  sorts: {
    created: { column: 'id', type: 'number', index: 'job_id' },
    modified: { column: 'modified', type: 'number', index: 'job_modified' },
  },
}

const OWNER = { name: 'job_member', walks: ['id', 'created'] }

function jobsRequest(
  { engine }: Executor,
  accountId: AccountId,
  { filter, sort = [], page, total = false }: CursorQuery<JobFilter, JobSort>,
): ListRequest<JobSort> {
  const scope: Scope = { table: 'job', accountId }
  const { kind, state, member } = filter
  return {
    scope: sql<SqlBool>`t.account_id = ${accountId}`,
    sort: sort.length === 0 ? [{ by: 'created', descending: true }] : sort,
    conditions: [
      ...(member === undefined ? [] : [holdsOneOf(engine, scope, 'member_id', [member], OWNER)]),
      ...(kind === undefined ? [] : [holdsOneOf(engine, scope, 'kind', kind)]),
      ...(state === undefined ? [] : [holdsOneOf(engine, scope, 'state', state)]),
      ...changedWithin(engine, scope, filter, { modified: 'job_modified' }),
    ],
    ...page,
    counted: total,
  }
}

export class JobQueries implements JobReader, JobWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: JobId): Promise<Job | undefined> {
    const row = await this.#run.first(find, { account, id })
    return row && job(row)
  }

  async list(account: AccountId, query: CursorQuery<JobFilter, JobSort>): Promise<Page<Job>> {
    return listByKey(this.#run, JOBS, jobsRequest(this.#run, account, query), async (ids) =>
      (await this.listByIds(account, ids as readonly JobId[])).map((one) => [one.id, one] as const),
    )
  }

  async listByIds(account: AccountId, ids: readonly JobId[]): Promise<Job[]> {
    if (ids.length === 0) return []
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('job')
        .select(columns)
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
    return rows.map(job)
  }

  async listChanged(
    account: AccountId,
    { modified, id }: { readonly modified: number; readonly id: number },
    { member, limit }: Parameters<JobReader['listChanged']>[2],
  ): Promise<Job[]> {
    const rows = await this.#run.select(({ db }) => {
      const all = db
        .selectFrom('job')
        .select(columns)
        .where('account_id', '=', account)
        .where((where) =>
          where.or([
            where('modified', '>', modified),
            where.and([where('modified', '=', modified), where('id', '>', id)]),
          ]),
        )
      const own = member === undefined ? all : all.where('member_id', '=', member)
      return own.orderBy('modified').orderBy('id').limit(limit)
    })
    return rows.map(job)
  }

  async findFirstUnfinished(account: AccountId, kind: Job['kind']): Promise<JobId | undefined> {
    return (await this.#run.first(firstUnfinished, { account, kind }))?.id as JobId | undefined
  }

  async countUnfinished(account: AccountId): Promise<number> {
    return one(await this.#run.first(countUnfinished, { account })).count
  }

  async countByState(account: AccountId, endedSince: number): Promise<ReadonlyMap<JobState, number>> {
    const rows = await this.#run.all(countByState, { account, since: endedSince })
    return new Map(rows.map(({ state, count }) => [state, count]))
  }

  async insert(
    { accountId, door, credentialId, memberId }: Principal,
    work: JobWork,
    of: number | null,
  ): Promise<Job> {
    const row = await this.#run.first(insert, {
      account: accountId,
      door,
      credential: credentialId,
      member: memberId,
      kind: work.kind,
      total: of,
      work: JSON.stringify(work),
      now: this.#run.now,
    })
    return job(one(row))
  }

  async lock(account: AccountId, id: JobId): Promise<void> {
    await this.#run.send(lock, { account, id })
  }

  async update(
    account: AccountId,
    id: JobId,
    { work, result, ...change }: Parameters<JobWriter['update']>[2],
  ): Promise<void> {
    const { now } = this.#run
    await this.#run.sendBuilt(({ db }) =>
      db
        .updateTable('job')
        .set({
          ...change,
          ...(work !== undefined && { work: JSON.stringify(work) }),
          ...(result !== undefined && { result: JSON.stringify(result) }),
          modified: now,
        })
        .where('account_id', '=', account)
        .where('id', '=', id),
    )
  }

  sweep(account: AccountId, before: number, most: number): Promise<number> {
    return this.#run.run(sweep, { account, before, most })
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
  readonly done: number
  readonly total: number | null
  readonly work: string
  readonly result: string | null
  readonly error: string | null
  readonly created: number
  readonly started: number | null
  readonly finished: number | null
  readonly modified: number
}

function job(row: Row): Job {
  return {
    id: row.id as JobId,
    by: principalOf(row),
    kind: row.kind as Job['kind'],
    state: row.state as JobState,
    done: row.done,
    of: row.total,
    work: JSON.parse(row.work) as JobWork, // as it was put in
    result: row.result === null ? null : (JSON.parse(row.result) as Record<string, number>),
    error: row.error,
    created: row.created,
    started: row.started,
    finished: row.finished,
    modified: row.modified,
  }
}
