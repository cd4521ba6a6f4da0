import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { EngineName } from './engine.ts'

/**
 * Whether a correlated query finds a row. SQLite turns EXISTS into a join, and may then read the whole other table into a
 * Bloom filter before the first row; a scalar subquery is looked up for each row that is reached.
 * @param rows what follows `select 1`
 */
export function hasRow(engine: EngineName, rows: RawBuilder<unknown>): RawBuilder<SqlBool> {
  if (engine === 'postgres') return sql<SqlBool>`exists (select 1 ${rows})`
  return sql<SqlBool>`(select 1 ${rows} limit 1) is not null`
}
