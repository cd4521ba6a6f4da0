import type { Compilable, RawBuilder } from 'kysely'
import type { Builder } from './engine.ts'

/** A query written out in SQL, as something that compiles for the engine at hand. */
export function raw<Row>({ db }: Builder, statement: RawBuilder<Row>): Compilable<Row> {
  return { compile: () => statement.compile(db) }
}
