import { spelledOut, spelledOutJson } from '../../lib/text.ts'

/** A table for people: columns as wide as their widest cell, separated by two spaces. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = [
    head,
    ...rows.map((row) => row.map((cell) => (cell === null ? '-' : spelledOut(String(cell))))),
  ]
  const widths = head.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, (row[column] ?? '').length), 0),
  )
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** JSON for scripts, or text for people. */
export function print(json: boolean, value: unknown, text: () => string): void {
  if (json) printJson(value)
  else console.log(text().split('\n').map(spelledOut).join('\n'))
}

/** JSON, with control characters escaped so that names can't control the terminal. */
export function printJson(value: unknown): void {
  console.log(spelledOutJson(JSON.stringify(value, null, 2)))
}

/** A time for scripts; null when there is none. */
export function instant(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}
