import { sql, type SqlBool } from 'kysely'
import { query, type Query } from '../engine.ts'
import { raw } from '../raw.ts'
import type { Database } from '../tables/tables.ts'

type Sweep = Query<{ account: number; before: number; most: number }, unknown>

/**
 * Defines the removal of rows whose time is over, the oldest first, and no more than so many at a time.
 * @param keys what identifies a row in its account
 * @param isOver when a row may go, by the column of its time, which an index behind the account orders
 */
export function sweepOf(
  table: keyof Database,
  keys: readonly string[],
  [column, comparison]: readonly [column: string, comparison: '<' | '<='],
): Sweep {
  const from = sql.table(table)
  const key = sql`(${sql.join(keys.map((name) => sql.ref(name)))})`
  return query<{ account: number; before: number; most: number }>()((builder, $) => {
    const over = sql<SqlBool>`${sql.ref(column)} ${sql.raw(comparison)} ${$.before}`
    // Another node that sweeps at the same time takes other rows, rather than waiting for these.
    const alone = sql.raw(builder.engine === 'postgres' ? ' for update skip locked' : '')
    return raw(
      builder,
      sql`delete from ${from} where account_id = ${$.account} and ${key} in (
        select ${sql.join(keys.map((name) => sql.ref(name)))} from ${from}
        where account_id = ${$.account} and ${over} order by ${sql.ref(column)} limit ${$.most}${alone})`,
    )
  })
}
