import type { Clock } from '../../lib/clock.ts'
import type { StorePlace } from '../place.ts'
import { CannotCopy, type CopySide, type CopyTarget, type TableShape } from './copied-tables.ts'
import { RowSum, type TableSum } from './table-sum.ts'

// Copies a whole store from one engine to another, or the same. The target appears whole or not at all, so a copy that was
// interrupted is simply begun again.

/** Columns of an engine's own use: PostgreSQL keeps the order of commits in it, which on SQLite is that of the ids. */
const OWN_COLUMNS: ReadonlySet<string> = new Set(['audit_entry.committed_in'])
/** Tables of an engine's own use: SQLite's list of what its word indexes lack. */
const OWN_TABLES: ReadonlySet<string> = new Set(['search_pending'])

export interface CopyRequest {
  readonly from: StorePlace
  readonly to: StorePlace
  readonly clock: Clock
  /** Called after each table. */
  readonly onTable?: (table: string, sum: TableSum) => void
}

/**
 * Copies every row of every table, and compares the contents of each table afterwards. Ids go on growing where they were.
 * @throws CannotCopy when the source is missing or not of this version, when the target isn't empty, when a server uses
 *   one of them, or when the copy differs; errors of the engines
 */
export async function copyStore(request: CopyRequest): Promise<Readonly<Record<string, TableSum>>> {
  const { from, to, clock, onTable } = request
  const source = await openSource(from)
  try {
    const target = await openTarget(to, clock)
    try {
      const tables = sharedTables(source, target)
      await refuseFilled(target, tables)
      const sums: Record<string, TableSum> = {}
      for (const table of tables) sums[table.name] = await copyTable(source, target, table)
      await target.settle(await source.lastIds())
      for (const table of tables) {
        const written = await sumOf(target, table)
        const sum = sums[table.name]
        if (sum?.digest !== written.digest || sum.rows !== written.rows) {
          throw new CannotCopy(`The copy of the table ${table.name} differs from the original.`)
        }
        onTable?.(table.name, written)
      }
      await target.finish()
      return sums
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function openSource(place: StorePlace): Promise<CopySide> {
  if (place.databaseUrl !== undefined) {
    const { openPostgresSource } = await import('../engines/postgres/copy-postgres.ts')
    return openPostgresSource(place.databaseUrl)
  }
  const { openSqliteSource } = await import('../engines/sqlite/copy-sqlite.ts')
  return openSqliteSource(place)
}

async function openTarget(place: StorePlace, clock: Clock): Promise<CopyTarget> {
  if (place.databaseUrl !== undefined) {
    const { openPostgresTarget } = await import('../engines/postgres/copy-postgres.ts')
    return openPostgresTarget(place.databaseUrl, clock)
  }
  const { openSqliteTarget } = await import('../engines/sqlite/copy-sqlite.ts')
  return openSqliteTarget(place, clock)
}

/** The tables with the columns to copy, in the types of the target. */
function sharedTables(source: CopySide, target: CopyTarget): readonly TableShape[] {
  const [given, wanted] = [source, target].map(({ tables }) =>
    tables.filter(({ name }) => !OWN_TABLES.has(name)),
  )
  const shapes = new Map(given?.map((table) => [table.name, namesOf(table)]))
  const tables = (wanted ?? []).map(({ name, columns }) => ({
    name,
    columns: columns.filter((column) => !OWN_COLUMNS.has(`${name}.${column.name}`)),
  }))
  for (const table of tables) {
    if (shapes.get(table.name) === namesOf(table)) continue
    throw new CannotCopy(`The table ${table.name} has other columns in the source than in the target.`)
  }
  const unknown = [...shapes.keys()].filter((name) => !tables.some((table) => table.name === name))
  if (unknown.length > 0) throw new CannotCopy(`The target has no table for ${unknown.join(', ')}.`)
  return tables
}

function namesOf({ name, columns }: TableShape): string {
  return columns
    .map((column) => column.name)
    .filter((column) => !OWN_COLUMNS.has(`${name}.${column}`))
    .toSorted()
    .join(', ')
}

async function refuseFilled(target: CopyTarget, tables: readonly TableShape[]): Promise<void> {
  for (const { name, columns } of tables) {
    if (name === 'migration') continue
    const first = columns.slice(0, 1).map((column) => column.name)
    for await (const rows of target.rows(name, first)) {
      if (rows.length === 0) continue
      throw new CannotCopy(
        `The target isn't empty: its table ${name} has rows. Copy into an empty database or folder.`,
      )
    }
  }
}

async function copyTable(source: CopySide, target: CopyTarget, table: TableShape): Promise<TableSum> {
  if (table.name === 'migration') await target.clear(table.name)
  const sum = new RowSum()
  for await (const rows of source.rows(table.name, columnsOf(table))) {
    for (const row of rows) sum.add(row)
    await target.insert(table, rows)
  }
  return sum.sum
}

async function sumOf(side: CopySide, table: TableShape): Promise<TableSum> {
  const sum = new RowSum()
  for await (const rows of side.rows(table.name, columnsOf(table))) for (const row of rows) sum.add(row)
  return sum.sum
}

function columnsOf({ columns }: TableShape): readonly string[] {
  return columns.map(({ name }) => name)
}
