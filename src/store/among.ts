import { sql, type RawBuilder } from 'kysely'
import { isStorable } from '../lib/text.ts'
import type { EngineName } from './engine.ts'
import { isId } from './queries/rows.ts'

/**
 * Whether a column holds one of the values. The values are passed as one parameter, because engines limit the number of
 * parameters. Never true for an empty list. Values that no column can hold are left out: PostgreSQL would fail on them.
 */
export function among(
  engine: EngineName,
  column: string,
  values: readonly number[] | readonly string[],
): RawBuilder<boolean> {
  const holdable = values.filter((value) => (typeof value === 'number' ? isId(value) : isStorable(value)))
  const [first] = holdable
  if (first === undefined) return sql<boolean>`1 = 0`
  if (holdable.length === 1) return sql<boolean>`${sql.ref(column)} = ${first}`
  const list = JSON.stringify(holdable)
  if (engine === 'sqlite') {
    return sql<boolean>`${sql.ref(column)} in (select value from json_each(${list}))`
  }
  const type = sql.raw(typeof first === 'number' ? 'bigint' : 'text')
  return sql<boolean>`${sql.ref(column)} = any (array(select json_array_elements_text(${list}::json)::${type}))`
}
