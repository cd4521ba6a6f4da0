import { sql } from 'kysely'
import type { AccountId, JobId } from '../../../domain/ids.ts'
import type { Job, JobFilter, JobState, JobWork } from '../../../domain/learning/job.ts'
import type { JobReader, JobWriter } from '../../../domain/learning/learning-store.ts'
import { cursorById, type CursorQuery, type Page, pageOf } from '../../../domain/page.ts'
import type { Principal } from '../../../domain/principal.ts'
import { query, type Executor } from '../../engine.ts'
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

export class JobQueries implements JobReader, JobWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: JobId): Promise<Job | undefined> {
    const row = await this.#run.first(find, { account, id })
    return row && job(row)
  }

  async list(
    account: AccountId,
    { filter: { kind, state, member }, page: { after, limit } }: CursorQuery<JobFilter>,
  ): Promise<Page<Job>> {
    const rows = await this.#run.select(({ db }) => {
      let all = db.selectFrom('job').select(columns).where('account_id', '=', account)
      if (member !== undefined) all = all.where('member_id', '=', member)
      if (kind !== undefined) all = all.where('kind', 'in', kind)
      if (state !== undefined) all = all.where('state', 'in', state)
      if (after !== null) all = all.where('id', '<', after.id)
      return all.orderBy('id', 'desc').limit(limit + 1)
    })
    return pageOf(rows.map(job), limit, cursorById)
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
    await this.#run.first(lock, { account, id })
  }

  async update(
    account: AccountId,
    id: JobId,
    { work, result, ...change }: Parameters<JobWriter['update']>[2],
  ): Promise<void> {
    const { now } = this.#run
    await this.#run.select(({ db }) =>
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
