import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { EngineName } from './engine.ts'

// PostgreSQL takes a bank that it has no statistics of for a single row, whichever index finds it, and reads the whole
// bank for each row that is looked up. Statistics that are fresh don't help: a new bank isn't in them. So what has a key
// is asked for in a way in which no other index is as good.

/** Columns of a table with what they are to be equal to: together a key. */
export type Key = Readonly<Record<string, RawBuilder<unknown>>>

/**
 * Joins a table by a whole unique key: for each row before it the one that the key names, if there is one.
 *
 * SQLite keeps to the order of a cross join. PostgreSQL is asked for the first row at or after the key, and whether that
 * is it: only the key's own index has the first row at its beginning.
 * @param hidden columns of PostgreSQL's own that are wanted too
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
 * Joins a table by the first columns of an index: for each row before it all that they name.
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
  // A range isn't dropped from the order as an equation is, so that only the index begins with that order.
  return sql`cross join lateral (
    select ${as}.* from ${from} as ${as} where ${equal(alias, Object.fromEntries(columns))}
    and ${sql.ref(`${alias}.${last}`)} between ${value} and ${value} ${listedBy(engine, table, alias, key)}
    order by ${columnsOf(alias, [last, ...rest])} offset 0
  ) as ${as}`
}

/** What PostgreSQL's indexes on these tables beside the keys ask for, so that they are never taken for the key. */
const LISTED: Readonly<Partial<Record<string, string>>> = {
  tag: 'updated',
  taggable: 'updated',
  tag_type: 'created',
}

/**
 * The condition under which PostgreSQL may find rows by another index than by the primary key; true of every row. It
 * belongs into each query that finds or orders rows of `tag`, `taggable` or `tag_type` by anything but their number.
 */
export function listed(engine: EngineName, table: string, alias: string = table): RawBuilder<unknown> {
  const column = LISTED[table]
  return engine === 'sqlite' || column === undefined ? sql`` : sql`and ${sql.ref(`${alias}.${column}`)} >= 0`
}

/** That condition for a query that Kysely builds. */
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
