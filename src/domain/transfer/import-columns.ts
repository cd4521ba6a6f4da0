import { nearest } from '../../lib/nearest.ts'
import { readCell } from './cells.ts'
import { COLUMNS } from './columns/all-columns.ts'
import { type Column, headerOf, type Kind } from './columns/column.ts'
import type { IgnoredColumn, ImportPart, RowFault } from './import.ts'
import { UnreadableFile } from './reading/unreadable-file.ts'
import { counted } from '../../lib/counted.ts'

/** The columns that a report file has in addition. */
export const REPORT_COLUMNS = ['_row', '_result', '_column', '_reason'] as const

/** What the header of a file says. */
export interface ReadHeader {
  readonly part: Omit<ImportPart, 'records' | 'skipped'>
  /** The positions of the columns that are kept: all but those of a report. */
  readonly kept: readonly number[]
  /** Where a report file says what became of a record. */
  readonly resultAt: number | undefined
}

type AnyColumn = Column<never>

export function columnsOfKind(kind: Kind): Readonly<Record<string, AnyColumn>> {
  return COLUMNS[kind]
}

/**
 * Finds out what the columns of a file are. Columns that nobody knows are passed over, and told.
 * @throws UnreadableFile when none is known, or two are the same
 */
export function readHeader(kind: Kind, name: string, header: readonly string[]): ReadHeader {
  const known = columnsOfKind(kind)
  const byHeader = headersOf(kind)
  const kept: number[] = []
  const columns: (string | null)[] = []
  const ignored: IgnoredColumn[] = []
  let resultAt: number | undefined
  const seen = new Map<string, string>()
  for (const [at, title] of header.entries()) {
    const ofReport = REPORT_COLUMNS.find((one) => one === title.toLowerCase())
    if (ofReport !== undefined) {
      if (ofReport === '_result') resultAt = at
      continue
    }
    kept.push(at)
    const column = byHeader.get(headerOf(title))
    const reason = column === undefined ? undefined : known[column]?.ignored
    columns.push(reason === undefined ? (column ?? null) : null)
    if (column === undefined) {
      const hint = title === '' ? undefined : nearest(title.slice(0, 60), Object.keys(known))
      ignored.push({ name: title, hint: hint ?? null, reason: null })
      continue
    }
    const other = seen.get(column)
    if (other !== undefined) {
      throw new UnreadableFile(
        `${name}: the columns “${other}” and “${title}” both are ${column}. Rename or delete one of them.`,
      )
    }
    seen.set(column, title)
    if (reason !== undefined) ignored.push({ name: title, hint: null, reason })
  }
  if (seen.size === 0) {
    throw new UnreadableFile(
      `${name}: none of the columns is known. The first line must name them; for ${kind} they are ${Object.keys(known).join(', ')}.`,
    )
  }
  return {
    part: { kind, name, header: kept.map((at) => header[at] ?? ''), columns, ignored },
    kept,
    resultAt,
  }
}

const headers = new Map<Kind, ReadonlyMap<string, string>>()

/** The columns of a kind by the headers that they may have. A column's own name comes before another's alias. */
function headersOf(kind: Kind): ReadonlyMap<string, string> {
  let found = headers.get(kind)
  if (found === undefined) {
    const all = Object.entries(columnsOfKind(kind))
    found = new Map([
      ...all.flatMap(([name, { aliases = [] }]) => aliases.map((alias) => [alias, name] as const)),
      ...all.map(([name]) => [headerOf(name), name] as const),
    ])
    headers.set(kind, found)
  }
  return found
}

/** The values of a record by column, of those cells that say something; null: the value goes. */
export type RowValues = ReadonlyMap<string, unknown>

/** What a record says, and everything in it that can't be read. */
export function readRow(
  { kind, columns }: Pick<ImportPart, 'kind' | 'columns'>,
  cells: readonly string[],
): { readonly values: RowValues; readonly faults: readonly RowFault[] } {
  const known = columnsOfKind(kind)
  const values = new Map<string, unknown>()
  const faults: RowFault[] = []
  if (cells.length !== columns.length) {
    faults.push({
      column: null,
      reason: `This row has ${counted(cells.length, 'cell')}, and the header ${String(columns.length)}. Perhaps a quotation mark or a separator is missing.`,
    })
    return { values, faults }
  }
  for (const [at, name] of columns.entries()) {
    const column = name === null ? undefined : known[name]
    if (name === null || column === undefined) continue
    const read = readCell(column.cell, cells[at] ?? '')
    if (read.says === 'value') values.set(name, read.value)
    else if (read.says === 'fault') faults.push({ column: name, reason: read.reason })
    else if (read.says === 'clear') {
      if (column.clearable === true) values.set(name, null)
      else faults.push({ column: name, reason: `${name} can’t be emptied.` })
    }
  }
  return { values, faults }
}
