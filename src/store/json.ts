import { sql, type RawBuilder } from 'kysely'
import type { Projection } from '../domain/projection.ts'
import type { EngineName } from './engine.ts'

/** How a column is converted to JSON. `safe` is text that needs no escaping, such as GUIDs. */
export interface JsonColumn {
  readonly column: string
  readonly as: 'text' | 'safe' | 'integer' | 'boolean'
  readonly nullable?: boolean
}

/** A projection as an SQL expression that returns the JSON text of one row, without whitespace, on either engine. */
export function jsonObject<Field extends string>(
  engine: EngineName,
  projection: Projection<Field>,
  columns: Readonly<Record<Field, JsonColumn>>,
): RawBuilder<string> {
  const pieces: RawBuilder<unknown>[] = []
  let text = '{'
  for (const [index, [key, value]] of projection.entries()) {
    text += `${index === 0 ? '' : ','}${JSON.stringify(key)}:`
    if (typeof value === 'object') {
      text += JSON.stringify(value.word)
      continue
    }
    pieces.push(sql.lit(text), jsonValue(engine, columns[value]))
    text = ''
  }
  pieces.push(sql.lit(`${text}}`))
  return sql<string>`concat(${sql.join(pieces)})` // 20 % faster than `||` on SQLite
}

function jsonValue(engine: EngineName, { column, as, nullable }: JsonColumn): RawBuilder<unknown> {
  const value = sql.ref(column)
  const json = (() => {
    switch (as) {
      case 'safe':
        return sql`'"' || ${value} || '"'`
      case 'integer':
        return value
      case 'boolean':
        return sql`case ${value} when 1 then 'true' else 'false' end`
      case 'text':
        return engine === 'sqlite' ? sql`json_quote(${value})` : sql`to_json(${value})::text`
    }
  })()
  return nullable === true ? sql`case when ${value} is null then 'null' else ${json} end` : json
}

/** The rows of an ordered query, in place of the aliased table, as members of one JSON array; null if there are none. */
export function jsonMembers(
  engine: EngineName,
  json: RawBuilder<string>,
  rows: RawBuilder<unknown>,
  alias: string,
): RawBuilder<{ json: string | null }> {
  const joined =
    engine === 'sqlite'
      ? sql`group_concat(${json}, ',')`
      : sql`string_agg(${json}, ',' order by ${sql.ref(`${alias}.id`)})`
  return sql`select ${joined} as json from (${rows}) as ${sql.ref(alias)}`
}
