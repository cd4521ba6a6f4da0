import type { AccountId, PendingWorkId } from '../../../domain/ids.ts'
import type { LargeWork } from '../../../domain/learning/pending-work.ts'
import type {
  PendingWork,
  PendingWorkReader,
  PendingWorkWriter,
} from '../../../domain/learning/learning-store.ts'
import type { Principal } from '../../../domain/principal.ts'
import { query, type Executor } from '../../engine.ts'
import { principalOf } from '../principal-of.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000

const nextDue = query<Readonly<Record<string, never>>>()(({ db }) =>
  db.selectFrom('pending_work').select('due').orderBy('due').orderBy('id').limit(1),
)
// The row stays locked to the end of the operation: that is all of a lease that a portion needs.
const take = query<{ now: number }>()(({ db, engine }, $) =>
  db
    .selectFrom('pending_work')
    .select(['id', 'account_id', 'door', 'credential_id', 'member_id', 'work'])
    .where('due', '<=', $.now)
    .orderBy('due')
    .orderBy('id')
    .limit(1)
    .$if(engine === 'postgres', (rows) => rows.forUpdate().skipLocked()),
)
const insert = query<{
  account: number
  door: string
  credential: number | null
  member: number | null
  work: string
  now: number
}>()(({ db }, $) =>
  db.insertInto('pending_work').values({
    account_id: $.account,
    door: $.door,
    credential_id: $.credential,
    member_id: $.member,
    work: $.work,
    due: $.now,
    created: $.now,
  }),
)
const keep = query<{ account: number; id: number; work: string; now: number }>()(({ db }, $) =>
  db
    .updateTable('pending_work')
    .set({ work: $.work, due: $.now, attempts: 0 })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const attemptsOf = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('pending_work').select('attempts').where('account_id', '=', $.account).where('id', '=', $.id),
)
const postpone = query<{ account: number; id: number; attempts: number; due: number }>()(({ db }, $) =>
  db
    .updateTable('pending_work')
    .set({ attempts: $.attempts, due: $.due })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const remove = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('pending_work').where('account_id', '=', $.account).where('id', '=', $.id),
)

export class PendingWorkQueries implements PendingWorkReader, PendingWorkWriter {
  readonly #run: Executor
  readonly #onGrowth: () => void

  /** @param onGrowth called when something becomes due */
  constructor(run: Executor, onGrowth: () => void) {
    this.#run = run
    this.#onGrowth = onGrowth
  }

  async findNextDue(): Promise<number | undefined> {
    return (await this.#run.first(nextDue, {}))?.due
  }

  async insert({ accountId, door, credentialId, memberId }: Principal, work: LargeWork): Promise<void> {
    this.#onGrowth()
    await this.#run.send(insert, {
      account: accountId,
      door,
      credential: credentialId,
      member: memberId,
      work: JSON.stringify(work),
      now: this.#run.now,
    })
  }

  async lockNext(): Promise<PendingWork | undefined> {
    const row = await this.#run.first(take, { now: this.#run.now })
    return (
      row && {
        id: row.id as PendingWorkId,
        by: principalOf(row),
        work: JSON.parse(row.work) as LargeWork, // as it was put in
      }
    )
  }

  async update(account: AccountId, id: PendingWorkId, rest: LargeWork): Promise<void> {
    await this.#run.send(keep, { account, id, work: JSON.stringify(rest), now: this.#run.now })
  }

  async postpone(account: AccountId, id: PendingWorkId): Promise<void> {
    const before = (await this.#run.first(attemptsOf, { account, id }))?.attempts ?? 0
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(before, 20))
    await this.#run.send(postpone, { account, id, attempts: before + 1, due: this.#run.now + pause })
  }

  async delete(account: AccountId, id: PendingWorkId): Promise<void> {
    await this.#run.send(remove, { account, id })
  }
}
