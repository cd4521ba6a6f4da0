import { sql } from 'kysely'
import type { AccountId } from '../../domain/ids.ts'
import { portionsOf } from '../../lib/portions.ts'
import { among } from '../among.ts'
import type { Executor } from '../engine.ts'

/** How many rows of a long list are written before others have their turn. */
export const ROWS_A_TURN = 200

/** Notes of these rows that something changed which shows in them and stands in another table. */
export async function touch(
  run: Executor,
  table: 'member' | 'member_group',
  account: AccountId,
  ids: readonly number[],
): Promise<void> {
  for (const portion of portionsOf(ids, ROWS_A_TURN)) {
    await run.sendBuilt(({ db, engine }) =>
      db
        .updateTable(table)
        .set({ modified: run.now, version: sql`version + 1` })
        .where('account_id', '=', account)
        .where(among(engine, 'id', portion)),
    )
    if (portion.length === ROWS_A_TURN) await run.pause()
  }
}
