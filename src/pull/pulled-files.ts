import type { Kind } from '../domain/transfer/columns/column.ts'
import type { PulledRow } from './pulled-row.ts'

/** Rows of one kind, as a file would have them. */
export interface PulledFile {
  readonly kind: Kind
  readonly name: string
  readonly header: readonly string[]
  readonly records: AsyncIterable<{ readonly row: number; readonly cells: readonly string[] }>
}

/** Rows as files, a file for each kind. Rows of a kind come together, and have the same columns. */
export async function* pulledFiles(rows: AsyncIterable<PulledRow>): AsyncGenerator<PulledFile> {
  const iterator = rows[Symbol.asyncIterator]()
  let next = await iterator.next()
  while (next.done !== true) {
    const { kind, cells } = next.value
    const header = Object.keys(cells)
    const records = async function* () {
      // As in a file, the header is the first row.
      for (let row = 2; next.done !== true && next.value.kind === kind; row++) {
        const one = next.value.cells
        yield { row, cells: header.map((name) => one[name] ?? '') }
        next = await iterator.next()
      }
    }
    const remaining = records()
    yield { kind, name: kind, header, records: remaining }
    while ((await remaining.next()).done !== true); // what nobody has read
  }
}
