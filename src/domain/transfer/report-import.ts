import { csvLine } from '../../lib/csv.ts'
import type { ZippedFile } from '../../lib/zip.ts'
import { eachPage } from '../each-page.ts'
import type { ImportId } from '../ids.ts'
import type { Cursor } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Store } from '../store.ts'
import { type Kind, KINDS } from './columns/column.ts'
import { REPORT_COLUMNS } from './import-columns.ts'
import { getImport, listImportRows } from './imports.ts'
import type { ImportPart, ImportRow } from './import.ts'

/** How many records are read at a time. */
const PART = 500

/**
 * What became of an import: each of its files with all its records, and in additional columns what became of each. Loaded
 * again, only the refused records are taken.
 * @param kind only the file of that kind
 * @throws not_found at once
 */
export async function listReports(
  store: Pick<Store, 'read' | 'readLong'>,
  by: Principal,
  id: ImportId,
  kind?: Kind,
): Promise<readonly ZippedFile[]> {
  const { parts } = await store.read((reader) => getImport(reader, by, id))
  return parts
    .filter((part) => kind === undefined || part.kind === kind)
    .map((part) => ({ name: `${part.kind}.csv`, content: reported(store, by, id, part) }))
}

async function* reported(
  store: Pick<Store, 'read' | 'readLong'>,
  by: Principal,
  id: ImportId,
  part: ImportPart,
): AsyncGenerator<string> {
  // With a byte-order mark, by which Excel knows UTF-8: the file is there to be mended.
  yield '\uFEFF' + csvLine([...part.header, ...REPORT_COLUMNS])
  const rows = eachPage((after: Cursor | null) =>
    store.readLong((reader) =>
      listImportRows(reader, by, {
        filter: { import: id, part: [KINDS.indexOf(part.kind)] },
        page: { after, limit: PART },
      }),
    ),
  )
  for await (const page of rows) {
    // Of a record about a person who was erased nothing is left to tell.
    yield page
      .filter(({ detail }) => detail.erased !== 'record')
      .map((row) => csvLine(lineOf(part, row)))
      .join('')
  }
}

function lineOf(
  { header }: ImportPart,
  { record, cells, result, detail: { faults = [] } }: ImportRow,
): string[] {
  const columns = [...new Set(faults.flatMap(({ column }) => column ?? []))]
  return [
    ...header.map((_, at) => guarded(cells[at] ?? '')),
    String(record),
    result ?? '',
    columns.join('|'),
    guarded(faults.map(({ reason }) => reason).join(' ')),
  ]
}

/** A cell that a spreadsheet would run gets an apostrophe, which is taken off when the file is loaded. */
function guarded(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
}
