import { sql } from 'kysely'
import type { AccountId } from '../../domain/ids.ts'
import { portionsOf } from '../../lib/portions.ts'
import { among } from '../among.ts'
import { query, type Executor } from '../engine.ts'

/** How many rows of a long list are written before others have their turn. */
export const ROWS_A_TURN = 200

const one = { member: touchOf('member'), member_group: touchOf('member_group') }

function touchOf(table: 'member' | 'member_group') {
  return query<{ account: number; id: number; now: number }>()(({ db }, $) =>
    db
      .updateTable(table)
      .set({ modified: $.now, version: sql`version + 1` })
      .where('account_id', '=', $.account)
      .where('id', '=', $.id),
  )
}

/** Notes of these rows that something changed which shows in them and stands in another table. */
export async function touch(
  run: Executor,
  table: 'member' | 'member_group',
  account: AccountId,
  ids: readonly number[],
): Promise<void> {
  const [first, second] = ids
  if (first !== undefined && second === undefined) {
    await run.send(one[table], { account, id: first, now: run.now })
    return
  }
  for (const portion of portionsOf(ids, ROWS_A_TURN)) {
    await run.sendBuilt(
      ({ db, engine }) =>
        db
          .updateTable(table)
          .set({ modified: run.now, version: sql`version + 1` })
          .where('account_id', '=', account)
          .where(among(engine, 'id', portion)),
      'kept',
    )
    if (portion.length === ROWS_A_TURN) await run.pause()
  }
}
