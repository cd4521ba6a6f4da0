import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { ChangedWithin } from '../domain/page.ts'
import { isStorable } from '../lib/text.ts'
import { among } from './among.ts'
import type { EngineName } from './engine.ts'
import { hasRow } from './has-row.ts'
import type { Condition, Facts } from './keyset.ts'
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
 * @param facts `column`: the list's facts are columns of its indexes, and this is one
 */
export function holdsOneOf(
  engine: EngineName,
  scope: Scope,
  column: string,
  values: readonly Text[] | readonly (number | null)[],
  index?: {
    readonly name: string
    readonly ofNull?: boolean
    readonly walks?: readonly string[]
    /** It holds the facts of the list. */
    readonly tells?: boolean
  },
  facts?: Facts | 'column',
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
  const told = facts === 'column' ? { pass: within, areExact: true } : facts
  return {
    holds: within('t'),
    ...(told === undefined ? {} : { facts: told }),
    ...(found
      ? {
          ids: selectIds(engine, scope, within('x'), index.name),
          ...(index.tells === true
            ? { idsPassing: (tests) => selectIds(engine, scope, andFacts(within('x'), tests), index.name) }
            : {}),
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

/**
 * A column holds that flag.
 * @param facts as for `holdsOneOf`
 */
export function isFlag(column: string, value: boolean, facts?: 'column'): Condition {
  const within = (alias: string) => sql<SqlBool>`${sql.ref(`${alias}.${column}`)} = ${value ? 1 : 0}`
  return { holds: within('t'), ...(facts ? { facts: { pass: within, areExact: true } } : {}) }
}

/** The condition on `x`, and what its index tells of others. */
export function andFacts(holds: RawBuilder<SqlBool>, tests: readonly Facts[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.join([holds, ...tests.map(({ pass }) => pass('x'))], sql` and `)}`
}

/**
 * The column's number or day is at or after `from`, and before `before`.
 * @param index finds such rows: on the account, the column and the id; `tells`: and the facts of the list
 * @param facts as for `holdsOneOf`
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
  { tells = false, facts }: { readonly tells?: boolean; readonly facts?: 'column' } = {},
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
      range: { column, from, before },
      ...(facts ? { facts: { pass: within, areExact: true } } : {}),
      ...(index === undefined ? {} : { ids: selectIds(engine, scope, within('x'), index) }),
      ...(index === undefined || !tells
        ? {}
        : {
            idsPassing: (tests: readonly Facts[]) =>
              selectIds(engine, scope, andFacts(within('x'), tests), index),
          }),
    },
  ]
}

/** When rows were created and changed. */
export function changedWithin(
  engine: EngineName,
  scope: Scope,
  filter: ChangedWithin,
  indexes: { readonly created?: string; readonly modified?: string; readonly tells?: boolean },
): readonly Condition[] {
  const { createdFrom, createdBefore, modifiedFrom, modifiedBefore } = filter
  const { created, modified, tells = false } = indexes
  const [createdAt, modifiedAt] = [
    { from: createdFrom, before: createdBefore },
    { from: modifiedFrom, before: modifiedBefore },
  ]
  return [
    ...liesWithin(engine, scope, 'created', createdAt, created, { tells }),
    ...liesWithin(engine, scope, 'modified', modifiedAt, modified, { tells }),
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
    isById: true,
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
