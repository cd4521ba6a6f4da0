import type { DatabaseSync } from 'node:sqlite'
import type { Principal } from '../../src/domain/principal.ts'

/** All that the store holds of the academy: the rows of each table. */
export function heldBy(sql: DatabaseSync, { accountId }: Principal): Readonly<Record<string, unknown>> {
  const tables = sql
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%account_id%'")
    .all() as { name: string }[]
  const rows = (table: string, column: string) =>
    sql.prepare(`SELECT * FROM "${table}" WHERE ${column} = ?`).all(accountId)
  return {
    ...Object.fromEntries(tables.map(({ name }) => [name, rows(name, 'account_id')])),
    account: rows('account', 'id'),
  }
}
