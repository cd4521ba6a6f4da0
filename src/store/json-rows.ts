import { sql, type RawBuilder } from 'kysely'
import type { Columns, EngineName, Value } from './engine.ts'

/**
 * Many rows as one parameter: a table expression over the text that `asJsonRows` made, with these columns. A statement
 * over it is compiled once and takes one round trip, however many rows there are.
 * @param json the parameter
 */
export function jsonRows(engine: EngineName, columns: Columns, json: Value): RawBuilder<unknown> {
  const cells = Object.entries(columns).map(([name, type], index) =>
    engine === 'sqlite'
      ? sql`value ->> ${sql.lit(index)} as ${sql.ref(name)}`
      : sql`(value ->> ${sql.lit(index)})::${sql.raw(type)} as ${sql.ref(name)}`,
  )
  const rows =
    engine === 'sqlite'
      ? sql`json_each(${json})`
      : sql`jsonb_array_elements(cast(${json} as jsonb)) as e(value)`
  return sql`(select ${sql.join(cells)} from ${rows})`
}

/**
 * The rows as the text that `jsonRows` reads. Texts must not contain U+0000 or lone surrogates: PostgreSQL refuses
 * them.
 */
export function asJsonRows(rows: readonly (readonly Value[])[]): string {
  return JSON.stringify(rows)
}

/** A list as one parameter: a subquery of its values. */
export function jsonList(engine: EngineName, type: 'bigint' | 'text', json: Value): RawBuilder<unknown> {
  if (engine === 'sqlite') return sql`(select value from json_each(${json}))`
  return sql`(select value::${sql.raw(type)} from jsonb_array_elements_text(cast(${json} as jsonb)) as e(value))`
}
