import { csvLine } from '../../../lib/csv.ts'
import type { ZippedFile } from '../../../lib/zip.ts'
import { eachPage } from '../../each-page.ts'
import type { Cursor } from '../../page.ts'
import type { Principal } from '../../principal.ts'
import type { Reader, Store } from '../../store.ts'
import { type Cell, showCell } from '../cells.ts'
import { type Column, type Kind, KINDS } from '../columns/column.ts'
import { EXPORTED, type KindFilters } from './export-kinds.ts'

/** How many things are read at a time, each part on a snapshot of its own: nobody waits for an export. */
const PART = 200

export const TABLE_FORMATS = ['csv', 'json'] as const
export type TableFormat = (typeof TABLE_FORMATS)[number]

/** How things are written, whichever they are. */
export interface TableOptions {
  readonly format: TableFormat
  /** Whether ids and GUIDs are shown. They mean nothing in another academy. */
  readonly ids?: boolean
  /** Whether a CSV begins with a byte-order mark, by which Excel knows UTF-8. */
  readonly bom?: boolean
  /** When it is aborted, the export ends with an error. */
  readonly signal?: AbortSignal
}

/** Which things of a kind are written, and how. */
export interface TableRequest<K extends Kind> extends TableOptions {
  readonly filter: KindFilters[K]
  /** Words, each of which a thing must have. */
  readonly q?: string
}

/**
 * The things of a kind as a file, in parts of text. The things are in the order of ids, topics in the order of paths. What is
 * changed while it is written may be in it as it was before or after.
 * @throws forbidden at once; later, as all that a part throws: when rights were taken meanwhile
 */
export async function listAsTable<K extends Kind>(
  store: Pick<Store, 'read' | 'readLong'>,
  by: Principal,
  kind: K,
  request: TableRequest<K>,
): Promise<AsyncIterable<string>> {
  const { filter, q, ...options } = request
  const list = (reader: Reader, after: Cursor | null) =>
    EXPORTED[kind].list(reader, by, { filter, ...(q !== undefined && { q }), page: { after, limit: PART } })
  const first = await store.readLong((reader) => list(reader, null))
  return written(kind, options, pages())

  function pages(): AsyncIterable<readonly unknown[]> {
    return eachPage(
      async (after: Cursor | null) =>
        after === null ? first : store.readLong((reader) => list(reader, after)),
      options.signal,
    )
  }
}

/** All kinds of things, a file each, in the order in which they are imported. @throws forbidden at once */
export async function listAllTables(
  store: Pick<Store, 'read' | 'readLong'>,
  by: Principal,
  options: TableOptions,
): Promise<Iterable<ZippedFile>> {
  // Whoever may not read all of it gets none of it.
  for (const kind of KINDS) {
    await store.read((reader) =>
      EXPORTED[kind].list(reader, by, { filter: {}, page: { after: null, limit: 1 } }),
    )
  }
  return KINDS.map((kind) => ({ name: `${kind}.${options.format}`, content: later(kind) }))

  async function* later(kind: Kind): AsyncGenerator<string> {
    yield* await listAsTable(store, by, kind, { ...options, filter: {} })
  }
}

type Shown = Required<Pick<Column<unknown>, 'cell' | 'show'>> & { readonly name: string }

async function* written(
  kind: Kind,
  { format, ids = false, bom = false }: TableOptions,
  pages: AsyncIterable<readonly unknown[]>,
): AsyncGenerator<string> {
  const columns = Object.entries(EXPORTED[kind].columns).flatMap(([name, { cell, show, only }]): Shown[] =>
    show === undefined || (only === 'id' && !ids) ? [] : [{ name, cell, show }],
  )
  if (format === 'csv') {
    yield (bom ? '\uFEFF' : '') + csvLine(columns.map(({ name }) => name))
    for await (const things of pages) yield things.map((thing) => csvLine(cellsOf(columns, thing))).join('')
    return
  }
  let before = '[\n'
  for await (const things of pages) {
    yield before + things.map((thing) => JSON.stringify(valuesOf(columns, thing))).join(',\n')
    before = ',\n'
  }
  yield before === ',\n' ? '\n]\n' : '[]\n'
}

function cellsOf(columns: readonly Shown[], thing: unknown): readonly string[] {
  return columns.map(({ cell, show }) => showCell<Cell>(cell, show(thing)))
}

function valuesOf(columns: readonly Shown[], thing: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    columns.map(({ name, cell, show }) => {
      const value = show(thing)
      return [
        name,
        cell.is === 'instant' && typeof value === 'number' ? new Date(value).toISOString() : value,
      ]
    }),
  )
}
