import { sql } from 'kysely'
import type { TimesWriter } from '../../domain/times.ts'
import { query, type Executor, type Query } from '../engine.ts'
import { raw } from '../raw.ts'

/** Enough rows for a turn. */
const ROWS_AT_ONCE = 1_000
/** Clocks of several nodes differ by so much, in milliseconds, and nobody minds. */
const NEXT_TO_NOTHING = 60_000

type Portion = Query<{ by: number; after: number; limit: number }, { id: number }>

/** Moves these columns of some rows, in the order of ids. What has no instant keeps none. */
function movedIn(table: string, columns: readonly string[]): Portion {
  const moved = columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(column)} + `)
  return query<{ by: number; after: number; limit: number }>()((builder, $) =>
    raw<{ id: number }>(
      builder,
      sql`update ${sql.table(table)} set ${sql.join(moved.map((set) => sql`${set}${$.by}`))}
          where id in (select id from ${sql.table(table)} where id > ${$.after} order by id limit ${$.limit})
          returning id`,
    ),
  )
}

/** Instants that something ends at, is due at or is counted from, in tables whose rows have ids of their own. */
const MOVED = {
  outbox: ['due'],
  pending_work: ['due'],
  session: ['expires', 'ends', 'confirmed'],
  password_reset: ['expires'],
  invitation: ['expires'],
  webhook: ['failing_since', 'old_secret_until'],
} as const

/** All that move, by table. */
export const MOVING_INSTANTS: Readonly<Record<string, readonly string[]>> = {
  ...MOVED,
  kept_form: ['expires'],
  kept_answer: ['expires'],
}

const PORTIONS: readonly Portion[] = Object.entries(MOVED).map(([table, columns]) => movedIn(table, columns))
interface AnswerPlace {
  readonly account_id: number
  readonly slot: string
}
const moveKeptAnswers = query<{ by: number; account: number; slot: string; limit: number }>()((builder, $) =>
  raw<AnswerPlace>(
    builder,
    sql`update kept_answer set expires = expires + ${$.by}
        where (account_id, slot) in (
          select account_id, slot from kept_answer where (account_id, slot) > (cast(${$.account} as bigint), ${$.slot})
          order by account_id, slot limit ${$.limit})
        returning account_id, slot`,
  ),
)
const moveKeptForms = query<{ by: number }>()(({ db }, $) =>
  db.updateTable('kept_form').set((row) => ({ expires: row('expires', '+', $.by) })),
)
const recallOutbox = query<{ now: number; ahead: number }>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ due: $.now })
    .where('due', '>', $.now)
    .where('created', '>', $.ahead)
    .where('lease', 'is', null),
)
const recallWork = query<{ now: number; ahead: number }>()(({ db }, $) =>
  db.updateTable('pending_work').set({ due: $.now }).where('due', '>', $.now).where('created', '>', $.ahead),
)

export class TimesQueries implements TimesWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async shift(by: number): Promise<void> {
    for (const portion of PORTIONS) {
      for (let after = 0; ;) {
        const rows = await this.#run.all(portion, { by, after, limit: ROWS_AT_ONCE })
        if (rows.length < ROWS_AT_ONCE) break
        for (const { id } of rows) after = Math.max(after, id)
        await this.#run.pause()
      }
    }
    await this.#shiftKeptAnswers(by)
    await this.#run.send(moveKeptForms, { by })
  }

  async #shiftKeptAnswers(by: number): Promise<void> {
    for (let [account, slot] = [0, '']; ;) {
      const rows = await this.#run.all(moveKeptAnswers, { by, account, slot, limit: ROWS_AT_ONCE })
      if (rows.length < ROWS_AT_ONCE) return
      // Those that are returned are in no order.
      for (const row of rows) {
        if (row.account_id > account) [account, slot] = [row.account_id, row.slot]
        else if (row.account_id === account && isBehind(row.slot, slot)) slot = row.slot
      }
      await this.#run.pause()
    }
  }

  async recall(): Promise<void> {
    const { now } = this.#run
    const instants = { now, ahead: now + NEXT_TO_NOTHING }
    await this.#run.send(recallOutbox, instants)
    await this.#run.send(recallWork, instants)
  }
}

/** As the engines order texts: by their code points. */
function isBehind(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0
}
