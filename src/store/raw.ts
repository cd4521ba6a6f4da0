import type { Compilable, RawBuilder } from 'kysely'
import type { Builder } from './engine.ts'

/** A raw SQL query that compiles for the current engine. */
export function raw<Row>({ db }: Builder, statement: RawBuilder<Row>): Compilable<Row> {
  return { compile: () => statement.compile(db) }
}
