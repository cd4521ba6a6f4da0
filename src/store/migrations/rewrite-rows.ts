import { fold } from '../../lib/text.ts'
import type { MigrationDatabase, MigrationRow, MigrationValue } from './migration.ts'

// What steps share that rewrite rows of an account.

const PAGE = 500

/** Every row of a table for which the condition holds, by account in the order of ids, with id, account and the columns. */
export async function eachRow(
  database: MigrationDatabase,
  table: string,
  columns: readonly string[],
  condition: string,
  work: (row: MigrationRow) => Promise<void>,
): Promise<void> {
  const wanted = { table, columns, condition, rowsAtOnce: PAGE }
  await eachPortion(database, wanted, async (rows) => {
    for (const row of rows) await work(row)
  })
}

/** Like `eachRow`, some rows at once. */
export async function eachPortion(
  { select }: MigrationDatabase,
  {
    table,
    columns,
    condition = '1 = 1',
    rowsAtOnce,
  }: {
    readonly table: string
    readonly columns: readonly string[]
    readonly condition?: string
    readonly rowsAtOnce: number
  },
  work: (rows: readonly MigrationRow[]) => Promise<void>,
): Promise<void> {
  // Keys are led by the account: on PostgreSQL no index is in the order of ids alone.
  let [account, id]: [MigrationValue, MigrationValue] = [0, 0]
  for (;;) {
    const rows = await select(
      `SELECT id, account_id, ${columns.join(', ')} FROM ${table}
       WHERE (account_id, id) > (?, ?) AND (${condition}) ORDER BY account_id, id LIMIT ${rowsAtOnce}`,
      account,
      id,
    )
    if (rows.length > 0) await work(rows)
    const last = rows.at(-1)
    if (rows.length < rowsAtOnce || last === undefined) return
    account = last.account_id ?? 0
    id = last.id ?? 0
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
