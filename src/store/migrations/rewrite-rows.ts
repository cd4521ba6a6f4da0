import { fold } from '../../lib/text.ts'
import type { MigrationDatabase, MigrationRow, MigrationValue } from './migration.ts'

// What steps share that rewrite rows of an account.

const PAGE = 500

/** Every row of a table for which the condition holds, in the order of ids, with id, account and the columns. */
export async function eachRow(
  { select }: MigrationDatabase,
  table: string,
  columns: readonly string[],
  condition: string,
  work: (row: MigrationRow) => Promise<void>,
): Promise<void> {
  let after = 0
  for (;;) {
    const rows = await select(
      `SELECT id, account_id, ${columns.join(', ')} FROM ${table}
       WHERE id > ? AND (${condition}) ORDER BY id LIMIT ${PAGE}`,
      after,
    )
    for (const row of rows) await work(row)
    const last = rows.at(-1)?.id
    if (rows.length < PAGE || typeof last !== 'number') return
    after = last
  }
}

/** The name, with a number behind it where another has it already. */
export async function free(
  name: string,
  isTaken: (folded: string) => Promise<boolean>,
  folding: (text: string) => string = fold,
): Promise<string> {
  let candidate = name
  for (let number = 2; await isTaken(folding(candidate)); number++) candidate = `${name} (${number})`
  return candidate
}

/** Writes values into the row of that account and id. */
export async function update(
  database: MigrationDatabase,
  table: string,
  row: MigrationRow,
  values: MigrationRow,
): Promise<void> {
  await database.run(
    `UPDATE ${table} SET ${Object.keys(values)
      .map((column) => `${column} = ?`)
      .join(', ')} WHERE account_id = ? AND id = ?`,
    ...Object.values(values),
    row.account_id ?? 0,
    row.id ?? 0,
  )
}

export function text(value: MigrationValue | undefined): string | null {
  return value === undefined || value === null ? null : String(value)
}
