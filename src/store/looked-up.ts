import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { EngineName } from './engine.ts'

// If PostgreSQL has no statistics on a bank, it assumes that an index finds a single row for it, whichever index that
// is, and reads the whole bank for each row that is looked up. Fresh statistics don't help: a new bank isn't in them.
// So look-ups by key are written so that no other index is as good.

/** Columns of a table and the values they must equal: together a key. */
export type Key = Readonly<Record<string, RawBuilder<unknown>>>

/**
 * Joins a table by a whole unique key: for each row before it, the one that the key identifies, if there is one.
 *
 * SQLite keeps the order of a cross join. PostgreSQL is asked for the first row at or after the key, and whether that
 * row matches: only the key's own index has the first row at its start.
 * @param hidden PostgreSQL system columns to select as well
 */
export function lookedUp(
  engine: EngineName,
  table: string,
  alias: string,
  key: Key,
  hidden: readonly string[] = [],
): RawBuilder<unknown> {
  const [from, as] = [sql.table(table), sql.ref(alias)]
  if (engine === 'sqlite') return sql`cross join ${from} as ${as} on ${equal(alias, key)}`
  const columns = columnsOf(alias, Object.keys(key))
  const all = sql.join([sql`${as}.*`, ...hidden.map((column) => sql.ref(`${alias}.${column}`))])
  return sql`cross join lateral (
    select ${as}.* from (
      select ${all} from ${from} as ${as} where (${columns}) >= (${sql.join(Object.values(key))})
      ${listedBy(engine, table, alias, key)} order by ${columns} limit 1
    ) as ${as} where ${equal(alias, key)}
  ) as ${as}`
}

/**
 * Joins a table by the first columns of an index: for each row before it, all matching rows.
 * @param rest the other columns of the index
 */
export function lookedUpAll(
  engine: EngineName,
  table: string,
  alias: string,
  key: Key,
  rest: readonly string[],
): RawBuilder<unknown> {
  const [from, as] = [sql.table(table), sql.ref(alias)]
  if (engine === 'sqlite') return sql`cross join ${from} as ${as} on ${equal(alias, key)}`
  const columns = Object.entries(key)
  const [last, value] = columns.pop() ?? ['', sql``]
  // Unlike an equality, a range isn't dropped from the sort order, so only this index starts with that order.
  return sql`cross join lateral (
    select ${as}.* from ${from} as ${as} where ${equal(alias, Object.fromEntries(columns))}
    and ${sql.ref(`${alias}.${last}`)} between ${value} and ${value} ${listedBy(engine, table, alias, key)}
    order by ${columnsOf(alias, [last, ...rest])} offset 0
  ) as ${as}`
}

/** The column in the condition of PostgreSQL's secondary indexes, so that they are never used instead of the key. */
const LISTED: Readonly<Partial<Record<string, string>>> = {
  tag: 'updated',
  taggable: 'updated',
  tag_type: 'created',
}

/**
 * The condition under which PostgreSQL may use an index other than the primary key; true of every row. Every query that
 * finds or sorts rows of `tag`, `taggable` or `tag_type` by anything but their number must include it.
 */
export function listed(engine: EngineName, table: string, alias: string = table): RawBuilder<unknown> {
  const column = LISTED[table]
  return engine === 'sqlite' || column === undefined ? sql`` : sql`and ${sql.ref(`${alias}.${column}`)} >= 0`
}

/** That condition for a query built with Kysely. */
export function isListed(engine: EngineName, table: string): RawBuilder<SqlBool> {
  const column = LISTED[table]
  return engine === 'sqlite' || column === undefined ? sql`true` : sql`${sql.ref(`${table}.${column}`)} >= 0`
}

function listedBy(engine: EngineName, table: string, alias: string, key: Key): RawBuilder<unknown> {
  return 'number' in key ? sql`` : listed(engine, table, alias)
}

function equal(alias: string, key: Key): RawBuilder<unknown> {
  const each = Object.entries(key).map(([column, value]) => sql`${sql.ref(`${alias}.${column}`)} = ${value}`)
  return sql.join(each, sql` and `)
}

function columnsOf(alias: string, columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((column) => sql.ref(`${alias}.${column}`)))
}
