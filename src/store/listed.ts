import { sql, type RawBuilder } from 'kysely'
import type { EngineName } from './engine.ts'

/**
 * Numbers as rows of one column, `value`, under that alias, ordered by `key`. They are passed as one parameter, however
 * many there are.
 */
export function listed(engine: EngineName, numbers: readonly number[], alias: string): RawBuilder<unknown> {
  const list = JSON.stringify(numbers)
  if (engine === 'sqlite') return sql`json_each(${list}) as ${sql.ref(alias)}`
  return sql`(select element::bigint as value, key
    from json_array_elements_text(${list}::json) with ordinality as e(element, key)) as ${sql.ref(alias)}`
}
