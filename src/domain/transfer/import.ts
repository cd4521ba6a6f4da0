import type { ImportId, JobId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Kind } from './columns/column.ts'

/** What is imported: a file of one kind, or several files that go together. */
export type ImportKind = Kind | 'zip'

export const IMPORT_STATES = [
  'reading',
  'planning',
  'planned',
  'running',
  'done',
  'cancelled',
  'failed',
] as const
export type ImportState = (typeof IMPORT_STATES)[number]

/** What an import does with things that the file doesn't have. */
export const MISSING = ['list', 'remove'] as const
export type Missing = (typeof MISSING)[number]

/** At most so many removals: a share of what is there, in percent, or a number of things. */
export type MaxRemovals = { readonly percent: number } | { readonly count: number }

export interface ImportOptions {
  /** Omitted: nobody asks what the file doesn't have. */
  readonly missing?: Missing
  readonly maxRemovals: MaxRemovals
  /** Whether the file also wins over values that somebody changed by hand, or a person themself. */
  readonly overwrite: boolean
  /** The doors by which people work by hand: what they changed there stays, as what a person changed of themself. */
  readonly byHand?: readonly string[]
  /** How the links of invitations are built, and how long they are valid, in milliseconds; omitted: nobody is invited. */
  readonly invite?: { readonly linkPrefix: string; readonly lifetime: number }
}

/** A column that is passed over. */
export interface IgnoredColumn {
  readonly name: string
  /** The column that was perhaps meant. */
  readonly hint: string | null
  /** Why one that we know is passed over, in a sentence; null: nobody knows it. */
  readonly reason: string | null
}

/** One file of an import. */
export interface ImportPart {
  readonly kind: Kind
  /** The name of the file. */
  readonly name: string
  /** The columns of the file, as its header names them. */
  readonly header: readonly string[]
  /** What each of them is; null: none of ours. */
  readonly columns: readonly (string | null)[]
  /** The columns that are passed over. */
  readonly ignored: readonly IgnoredColumn[]
  /** How many records it has that are to be decided, and how many a report file says to be done. */
  readonly records: number
  readonly skipped: number
}

export const ROW_RESULTS = [
  'new',
  'changed',
  'unchanged',
  'refused',
  'removed',
  'missing',
  'skipped',
] as const
/**
 * What a record does, or did. `missing`: a thing that the file doesn't have. `skipped`: a report file says that it is done
 * already.
 */
export type RowResult = (typeof ROW_RESULTS)[number]

export type ImportCounts = Readonly<Record<RowResult, number>>

export const NO_COUNTS: ImportCounts = {
  new: 0,
  changed: 0,
  unchanged: 0,
  refused: 0,
  removed: 0,
  missing: 0,
  skipped: 0,
}

/** Why a record is refused: the column, as we name it, null for the whole record, and a sentence. */
export interface RowFault {
  readonly column: string | null
  readonly reason: string
}

/** A value that changes, as cells show it. */
export interface CellChange {
  readonly column: string
  readonly from: string
  readonly to: string
  /** The value stays, because somebody changed it by hand, or the person themself. */
  readonly kept?: true
}

/** What is told of a record. */
export interface RowDetail {
  readonly faults?: readonly RowFault[]
  readonly changes?: readonly CellChange[]
  /**
   * The record held something of a person who was erased since: all of it is gone with them (`record`), or the person's
   * name in it. It is not carried out any more.
   */
  readonly erased?: 'record' | 'name'
}

/**
 * How far a record is. `leaning`: it is decided once the records that it names are, or, when it is carried out, waits for
 * them.
 */
export type RowState = 'read' | 'leaning' | 'planned' | 'waiting' | 'done'

/** Where the parts begin that hold the things that the files don't have: one behind each kind. */
export const REMOVALS = 100

/** The place of a record: the position of its kind, and its number in the file. */
export interface RowPlace {
  readonly part: number
  readonly record: number
}

/** A record as it is stored. */
export interface ImportRow extends RowPlace {
  readonly cells: readonly string[]
  readonly state: RowState
  readonly result: RowResult | null
  readonly target: string | null
  readonly detail: RowDetail
}

/** Where an import goes on. */
export interface ImportProgress extends RowPlace {
  /** Records that lean on others take several rounds. */
  readonly round: number
  /** How many records of the part this round has decided, and how many it has put off. */
  readonly decided: number
  readonly putOff: number
  /** Behind the files: the last thing that was compared with them. */
  readonly after: number
}

export interface Import {
  readonly id: ImportId
  /** Who asked for it, and by which door. */
  readonly by: Principal
  readonly kind: ImportKind
  readonly state: ImportState
  readonly options: ImportOptions
  readonly parts: readonly ImportPart[]
  readonly counts: ImportCounts
  readonly progress: ImportProgress | null
  readonly jobId: JobId | null
  readonly created: number
  readonly planned: number | null
  readonly finished: number | null
  readonly modified: number
}
