import type { EngineName } from '../engine.ts'

/** One numbered step of the schema. A step that has been released is never changed; the next one mends it. */
export interface Migration {
  readonly name: string
  /** The statements of the step, in order. */
  readonly statements: (engine: EngineName) => readonly string[]
  /** What SQL can't do by itself: it runs after the statements, in the same transaction. */
  readonly rewrite?: (database: MigrationDatabase) => Promise<void>
}

export type MigrationValue = string | number | null
export type MigrationRow = Readonly<Record<string, MigrationValue>>

/** The database as a step sees it. Values stand for `?` in the order of the statement, on both engines. */
export interface MigrationDatabase {
  readonly engine: EngineName
  readonly select: (sql: string, ...values: readonly MigrationValue[]) => Promise<readonly MigrationRow[]>
  readonly run: (sql: string, ...values: readonly MigrationValue[]) => Promise<void>
}
