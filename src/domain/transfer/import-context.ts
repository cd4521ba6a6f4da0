import type { Cursor, CursorRequest, Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import type { RowValues } from './import-columns.ts'
import type { CellChange, Import, ImportRow, RowFault, RowResult } from './import.ts'

/** The portion of an import that is being planned or carried out. */
export interface ImportContext {
  readonly reader: Reader
  readonly by: Principal
  readonly import: Import
  /** The position of the kind. */
  readonly part: number
  /** Whether it is carried out. What can't have changed since the plan isn't asked again. */
  readonly isRunning: boolean
  /** What was made in this portion, by the names by which other records name it. */
  readonly made: Map<string, number>
}

/** A record that is being decided. */
export interface Case {
  readonly row: ImportRow
  /** The names by which other records can name it. */
  readonly names: readonly string[]
  /** What it says. References may be replaced by what they mean. */
  readonly values: Map<string, unknown>
  readonly faults: RowFault[]
  readonly changes: CellChange[]
  result: RowResult
  /** The thing that it is about, as its kind names it. */
  target: string | null
  /** Whether it names records that come later in the file: it is decided again when they are. */
  leans: boolean
  /** The numbers of those records of its own file. */
  readonly leansOn: number[]
  /** Whether it can be carried out only when they are there. */
  waits: boolean
}

/** What a kind of file needs to be imported. */
export interface KindImport {
  /** The names by which other records can name a record of these values. */
  readonly namesOf: (values: RowValues) => readonly string[]
  /** Refuses whoever may import nothing of the kind. @throws forbidden */
  readonly demand: (reader: Reader, by: Principal) => Promise<void>
  /** Decides the records: what they change, and all that is wrong with them. */
  readonly plan: (context: ImportContext, cases: readonly Case[]) => Promise<void>
  /**
   * Carries a record out by the ordinary operations.
   * @returns the thing that it is about
   * @throws what they throw: it is told of the record
   */
  readonly apply: (tx: Writer, context: ImportContext, one: Case) => Promise<string>
  /** Some of the things that are there, from behind a position, and the position behind them; null: that was all. */
  readonly listPresent: (reader: Reader, by: Principal, after: number) => Promise<Present>
  /** Removes a thing that the file doesn't have. */
  readonly remove: (tx: Writer, by: Principal, target: string) => Promise<void>
}

/** Things that are there: what names them to us, and to people. */
export interface Present {
  readonly items: readonly { readonly target: string; readonly label: string }[]
  readonly next: number | null
}

export function refuse(one: Case, column: string | null, reason: string): void {
  one.faults.push({ column, reason })
}

/** Whether a record sets a column: of a new thing each that it has, else each that differs and isn't kept. */
export function isChangedBy({ target, values, changes }: Case, column: string): boolean {
  return target === null
    ? values.has(column)
    : changes.some((change) => change.column === column && change.kept !== true)
}

const RECORDS_AT_A_TIME = 500

/** The things with these ids as files show them, by way of their list. */
export async function recordsOf<Thing>(
  ids: readonly number[],
  list: (filter: { readonly id: readonly number[] }, page: CursorRequest) => Promise<Page<Thing>>,
  idOf: (thing: Thing) => number,
): Promise<ReadonlyMap<number, Thing>> {
  const found = new Map<number, Thing>()
  let after: Cursor | null = null
  do {
    const page: Page<Thing> = await list({ id: ids }, { after, limit: RECORDS_AT_A_TIME })
    for (const thing of page.items) found.set(idOf(thing), thing)
    after = page.next
  } while (after !== null)
  return found
}

/** How many things `listPresent` gives at a time. */
export const PRESENT_AT_A_TIME = 500
