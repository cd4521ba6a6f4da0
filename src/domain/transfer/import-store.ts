import type { AccountId, ImportId } from '../ids.ts'
import type { CursorQuery, NoFilter, Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Referred, Way } from './references.ts'
import type {
  Import,
  ImportKind,
  ImportOptions,
  ImportRow,
  RowDetail,
  RowPlace,
  RowResult,
  RowState,
} from './import.ts'

/** Which records of an import are asked for. */
export interface ImportRowFilter {
  readonly import: ImportId
  readonly result?: readonly RowResult[]
  /** The positions of kinds. */
  readonly part?: readonly number[]
}

/** A record that bears a key. */
export interface KeyHolder extends RowPlace {
  readonly name: string
  readonly result: RowResult | null
  readonly state: RowState
  /** The thing that it is about, once that is known. */
  readonly target: string | null
}

/** What was decided of a record. */
export interface RowDecision extends RowPlace {
  readonly state: RowState
  readonly result: RowResult | null
  readonly target: string | null
  readonly detail: RowDetail
}

export type NewImportRow = Pick<ImportRow, 'part' | 'record' | 'cells' | 'state' | 'result' | 'target'> & {
  /** By which other records can name it. */
  readonly keys: readonly string[]
}

/** A thing that has a name: which of the names asked for, and its id. */
export interface NamedThing {
  readonly name: string
  readonly id: number
}

export interface ImportReader {
  find(account: AccountId, id: ImportId): Promise<Import | undefined>
  /** The newest first. */
  list(account: AccountId, query: CursorQuery<NoFilter>): Promise<Page<Import>>
  /** In the order of files and records. A cursor's values are the part and the record, its id is that of the import. */
  listRows(account: AccountId, query: CursorQuery<ImportRowFilter, 'row'>): Promise<Page<ImportRow>>
  /** The next records of a part in one of these states; their number is above `after`. */
  listNextRows(
    account: AccountId,
    id: ImportId,
    portion: {
      readonly part: number
      readonly after: number
      readonly states: readonly RowState[]
      readonly results?: readonly RowResult[]
      readonly limit: number
    },
  ): Promise<readonly ImportRow[]>
  /** The records that bear these keys, in order; several may bear the same. */
  listKeyHolders(account: AccountId, id: ImportId, names: readonly string[]): Promise<readonly KeyHolder[]>
  /**
   * The things of a kind that have one of these names, ordered by id; several may have the same. Names are given in the form
   * in which they are compared.
   */
  listNamed(
    account: AccountId,
    kind: Referred,
    way: Way,
    names: readonly string[],
  ): Promise<readonly NamedThing[]>
  /** Those of the things that a record of the part is about, each with the first such record. */
  listTargets(
    account: AccountId,
    id: ImportId,
    part: number,
    targets: readonly string[],
  ): Promise<ReadonlyMap<string, number>>
  /**
   * The records, of up to `limit` behind a place, that may be about somebody: those that hold one of the texts, whatever its
   * case, bear one of the keys, or are about that thing or a link with it. `last`: the place of the last that was looked at;
   * null: that was all.
   */
  listMentioning(
    account: AccountId,
    id: ImportId,
    mentioned: {
      readonly texts: readonly string[]
      readonly keys: readonly string[]
      readonly target: string
    },
    part: { readonly after: RowPlace; readonly limit: number },
  ): Promise<{ readonly rows: readonly ImportRow[]; readonly last: RowPlace | null }>
}

export interface ImportWriter extends ImportReader {
  insert(by: Principal, kind: ImportKind, options: ImportOptions): Promise<Import>
  /** Where operations run concurrently, makes others that lock it wait for the end of this operation. */
  lock(account: AccountId, id: ImportId): Promise<void>
  update(
    account: AccountId,
    id: ImportId,
    change: Partial<
      Pick<Import, 'state' | 'parts' | 'counts' | 'progress' | 'jobId' | 'planned' | 'finished'>
    >,
  ): Promise<void>
  addRows(account: AccountId, id: ImportId, rows: readonly NewImportRow[]): Promise<void>
  updateRows(account: AccountId, id: ImportId, rows: readonly RowDecision[]): Promise<void>
  /** Replaces what is stored of records, their cells too. */
  setRows(account: AccountId, id: ImportId, rows: readonly ImportRow[]): Promise<void>
  /** Takes from records the keys by which others could name them. */
  removeKeys(account: AccountId, id: ImportId, rows: readonly RowPlace[]): Promise<void>
  /** Refuses all records of a part. */
  setPartRefused(account: AccountId, id: ImportId, part: number, detail: RowDetail): Promise<void>
  /** Deletes up to so many records with their keys, and returns how many there were. */
  removeRows(account: AccountId, id: ImportId, most: number): Promise<number>
  delete(account: AccountId, id: ImportId): Promise<void>
  /** The imports that nobody has touched since then. */
  listOld(account: AccountId, before: number): Promise<readonly ImportId[]>
}
