/** One table as a copy sees it. */
export interface TableShape {
  readonly name: string
  /** Its columns, by name; those that the engine computes are left out. */
  readonly columns: readonly ColumnShape[]
}

export interface ColumnShape {
  readonly name: string
  /** The engine's name of its type. */
  readonly type: string
}

/** A value as both engines store it. */
export type CopiedValue = string | number | null
/** The values of a row, in the order of the columns asked for. */
export type CopiedRow = readonly CopiedValue[]

/** One side of a copy: a database as of one instant. */
export interface CopySide {
  readonly tables: readonly TableShape[]
  /** All rows of a table, some at a time, in any order. */
  rows(table: string, columns: readonly string[]): AsyncIterable<readonly CopiedRow[]>
  /** For each table with ids of its own: the highest id that was ever given out. */
  lastIds(): Promise<ReadonlyMap<string, number>>
  close(): Promise<void>
}

/** The side that is filled. Nobody sees anything of it before `finish`; `close` without it leaves nothing behind. */
export interface CopyTarget extends CopySide {
  insert(table: TableShape, rows: readonly CopiedRow[]): Promise<void>
  /** Empties a table. */
  clear(table: string): Promise<void>
  /**
   * Called after the last row: restores what was put aside to load faster, and checks every reference.
   * @throws when a row refers to one that isn't there
   */
  settle(lastIds: ReadonlyMap<string, number>): Promise<void>
  /** Makes the copy visible, durably. */
  finish(): Promise<void>
}

/** A copy can't be made. The message is a sentence for people. */
export class CannotCopy extends Error {
  override readonly name = 'CannotCopy'
}
