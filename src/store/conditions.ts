import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { ChangedWithin } from '../domain/page.ts'
import { isStorable } from '../lib/text.ts'
import { among } from './among.ts'
import type { EngineName } from './engine.ts'
import { hasRow } from './has-row.ts'
import type { Condition } from './keyset.ts'
import type { Database } from './tables/tables.ts'

// List filters, as conditions for keyset.ts. Each tests a row `t`, and selects ids by an index if there is one.

/** The rows of one account in a table; or of one bank. */
export interface Scope {
  readonly table: keyof Database
  readonly accountId: number
}

type Text = string | null

/**
 * A column holds one of the values; null: it holds none.
 * @param index finds rows that hold a value; `walks`: the sorts in whose order the rows of one value are indexed
 */
export function holdsOneOf(
  engine: EngineName,
  scope: Scope,
  column: string,
  values: readonly Text[] | readonly (number | null)[],
  index?: { readonly name: string; readonly ofNull?: boolean; readonly walks?: readonly string[] },
): Condition {
  const given = values.filter((value) => value !== null) as readonly string[] | readonly number[] // one of the two
  const withNull = given.length < values.length
  const within = (alias: string): RawBuilder<SqlBool> => {
    const name = `${alias}.${column}`
    if (!withNull) return among(engine, name, given)
    if (given.length === 0) return sql<SqlBool>`${sql.ref(name)} is null`
    return sql<SqlBool>`(${sql.ref(name)} is null or ${among(engine, name, given)})`
  }
  const found = index !== undefined && (!withNull || (index.ofNull === true && given.length === 0))
  const single = values.length === 1
  return {
    holds: within('t'),
    ...(found
      ? {
          ids: selectIds(engine, scope, within('x'), index.name),
          has: (id) =>
            hasRow(
              engine,
              sql`from ${indexedTable(engine, scope.table, 'y', index.name)}
                where y.account_id = ${scope.accountId} and ${within('y')} and y.id = ${id}`,
            ),
        }
      : {}),
    ...(found && single
      ? { walks: Object.fromEntries((index.walks ?? []).map((sort) => [sort, index.name])) }
      : {}),
  }
}

/** A column holds that flag. */
export function isFlag(column: string, value: boolean): Condition {
  return { holds: sql<SqlBool>`${sql.ref(`t.${column}`)} = ${value ? 1 : 0}` }
}

/**
 * The column's number or day is at or after `from`, and before `before`.
 * @param index finds such rows: on the account, the column and the id
 */
export function liesWithin(
  engine: EngineName,
  scope: Scope,
  column: string,
  {
    from,
    before,
  }: { readonly from?: number | string | undefined; readonly before?: number | string | undefined },
  index?: string,
): readonly Condition[] {
  if (from === undefined && before === undefined) return []
  const within = (alias: string) => {
    const name = sql.ref(`${alias}.${column}`)
    const bounds = [
      ...(from === undefined ? [] : [sql<SqlBool>`${name} >= ${from}`]),
      ...(before === undefined ? [] : [sql<SqlBool>`${name} < ${before}`]),
    ]
    return sql<SqlBool>`${sql.join(bounds, sql` and `)}`
  }
  return [
    {
      holds: within('t'),
      ...(index === undefined ? {} : { ids: selectIds(engine, scope, within('x'), index) }),
    },
  ]
}

/** When rows were created and changed. */
export function changedWithin(
  engine: EngineName,
  scope: Scope,
  filter: ChangedWithin,
  indexes: { readonly created?: string; readonly modified?: string },
): readonly Condition[] {
  const { createdFrom, createdBefore, modifiedFrom, modifiedBefore } = filter
  return [
    ...liesWithin(engine, scope, 'created', { from: createdFrom, before: createdBefore }, indexes.created),
    ...liesWithin(
      engine,
      scope,
      'modified',
      { from: modifiedFrom, before: modifiedBefore },
      indexes.modified,
    ),
  ]
}

/** A join table that links the listed rows to others. */
export interface Pairs {
  readonly table: keyof Database
  /** The column that refers to the listed row. */
  readonly own: string
  readonly other: string
}

/** A join table links the row to one of the others. Its key finds both directions. */
export function pairedWith(
  engine: EngineName,
  { accountId }: Scope,
  { table, own, other }: Pairs,
  others: readonly number[] | readonly string[],
): Condition {
  const pairs = sql`${sql.table(table)} as pair`
  const chosen = sql<SqlBool>`pair.account_id = ${accountId} and ${among(engine, `pair.${other}`, others)}`
  // One of them names each row once.
  const each = sql.raw(others.length === 1 ? '' : 'distinct ')
  const has = (id: RawBuilder<unknown>) =>
    hasRow(engine, sql`from ${pairs} where ${chosen} and ${sql.ref(`pair.${own}`)} = ${id}`)
  return {
    holds: has(sql.ref('t.id')),
    has,
    ids: sql`select ${each}${sql.ref(`pair.${own}`)} as id from ${pairs} where ${chosen}`,
  }
}

/** The row is one of those. */
export function isOneOf(engine: EngineName, scope: Scope, ids: readonly number[]): Condition {
  return {
    holds: among(engine, 't.id', ids),
    ids: selectIds(engine, scope, among(engine, 'x.id', ids)),
  }
}

function selectIds(
  engine: EngineName,
  { table, accountId }: Scope,
  holds: RawBuilder<SqlBool>,
  index?: string,
): RawBuilder<unknown> {
  return sql`select x.id from ${indexedTable(engine, table, 'x', index)} where x.account_id = ${accountId} and ${holds}`
}

function indexedTable(
  engine: EngineName,
  table: keyof Database,
  alias: string,
  index?: string,
): RawBuilder<unknown> {
  const by = engine === 'sqlite' && index !== undefined ? sql` indexed by ${sql.raw(index)}` : sql``
  return sql`${sql.table(table)} as ${sql.ref(alias)}${by}`
}

/** The values that a column can hold at all. */
export function storable(values: readonly (string | null)[]): readonly (string | null)[] {
  return values.filter((value) => value === null || isStorable(value))
}
