import type { Kind } from '../domain/transfer/columns/column.ts'
import { showCell } from '../domain/transfer/cells.ts'

/** A row as a file of that kind would have it. */
export interface PulledRow {
  readonly kind: Kind
  /** Texts by the names of columns. A column that isn't there leaves the value as it is. */
  readonly cells: Readonly<Record<string, string>>
}

const CLEAR = '<clear>'

/** A text in a cell; where the source has none, the cell empties ours. */
export function textCell(value: string | null): string {
  return value === null || value.trim() === '' ? CLEAR : showCell({ is: 'text' }, value)
}

/** A text that a thing always has; an empty cell where the source has none. */
export function neededCell(value: string | null): string {
  return value === null ? '' : showCell({ is: 'text' }, value)
}

export function listCell(values: readonly string[]): string {
  return values.length === 0 ? CLEAR : showCell({ is: 'list' }, values)
}

export function flagCell(value: boolean): string {
  return value ? 'yes' : 'no'
}

export function numberCell(value: number | null): string {
  return value === null ? CLEAR : String(Number(value.toFixed(2)))
}

/** @param value ISO 8601, as all the sources write times */
export function instantCell(value: string | null): string {
  return value ?? ''
}
