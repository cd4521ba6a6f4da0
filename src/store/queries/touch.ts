import { sql } from 'kysely'
import type { AccountId } from '../../domain/ids.ts'
import { among } from '../among.ts'
import type { Executor } from '../engine.ts'

/** Notes of these rows that something changed which shows in them and stands in another table. */
export async function touch(
  run: Executor,
  table: 'member' | 'member_group',
  account: AccountId,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return
  await run.select(({ db, engine }) =>
    db
      .updateTable(table)
      .set({ modified: run.now, version: sql`version + 1` })
      .where('account_id', '=', account)
      .where(among(engine, 'id', ids)),
  )
}
