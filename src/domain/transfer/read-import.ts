import type { Principal } from '../principal.ts'
import type { Store } from '../store.ts'
import { type Kind, kindNamed, KINDS } from './columns/column.ts'
import { readHeader, readRow } from './import-columns.ts'
import { addImportRows, createImport, createPlan, demandImport, READING_SIGN_EVERY } from './imports.ts'
import type { NewImportRow } from './import-store.ts'
import type { Import, ImportKind, ImportOptions, ImportPart } from './import.ts'
import { importOf } from './kind-imports.ts'
import { type CsvFile, readCsv } from './reading/read-csv.ts'
import { readZip } from './reading/read-zip.ts'
import { findRosterFile, isRosterName, translateRosterFile } from './reading/roster-files.ts'
import { UnreadableFile } from './reading/unreadable-file.ts'
import type { ImportId } from '../ids.ts'

/** One file of an import: its columns, and its records in order. */
export interface ImportFile {
  readonly kind: Kind
  readonly name: string
  readonly header: readonly string[]
  readonly records: AsyncIterable<{ readonly row: number; readonly cells: readonly string[] }>
}

export interface ReadImport {
  readonly kind: ImportKind
  readonly options: ImportOptions
  /** One after the other: the records of one are read before the next is asked for. In any order. */
  readonly files: AsyncIterable<ImportFile>
  /** Called for each file that was found, before it is read: may refuse it. */
  readonly onFile?: (kind: Kind) => void
  /** Called with the number of records that were read so far. */
  readonly onProgress?: (records: number) => void
}

const AT_A_TIME = 250

/**
 * Reads files into the store and begins to plan what they would change. Nothing is held whole. If a file can't be read,
 * nothing of the import stays.
 * @throws UnreadableFile, forbidden, what `files` and `onFile` throw
 */
export async function readImport(store: Store, by: Principal, wanted: ReadImport): Promise<Import> {
  const { id } = await store.write((tx) => createImport(tx, by, wanted.kind, wanted.options))
  // The source may make us wait. A sign that can't be given is noticed with the next records.
  const signs = setInterval(
    () => void store.write((tx) => addImportRows(tx, by, id, [])).catch(() => undefined),
    READING_SIGN_EVERY,
  )
  try {
    const parts = await readParts(store, by, id, wanted)
    return await store.write((tx) => createPlan(tx, by, id, parts))
  } catch (error) {
    await store.write(async (tx) => {
      await tx.imports.update(by.accountId, id, { state: 'cancelled' })
      await tx.pendingWork.insert(by, { kind: 'delete_import', importId: id })
    })
    throw error
  } finally {
    clearInterval(signs)
  }
}

async function readParts(
  store: Store,
  by: Principal,
  id: ImportId,
  { files, onFile, onProgress }: ReadImport,
): Promise<readonly ImportPart[]> {
  const parts: ImportPart[] = []
  let count = 0
  for await (const file of files) {
    if (parts.some(({ kind }) => kind === file.kind)) {
      throw new UnreadableFile(`There are two files of ${file.kind}. Put them into one.`)
    }
    onFile?.(file.kind)
    await store.read((reader) => demandImport(reader, by, file.kind))
    const part = await readPart(store, by, { id, file }, (records) => {
      count += records
      onProgress?.(count)
    })
    parts.push(part)
  }
  if (parts.length === 0) throw new UnreadableFile(`No file was found that could be imported. ${fileNames()}`)
  return parts
}

async function readPart(
  store: Store,
  by: Principal,
  { id, file }: { readonly id: ImportId; readonly file: ImportFile },
  onProgress: (records: number) => void,
): Promise<ImportPart> {
  const { kind, name, header, records } = file
  const { part, kept, resultAt } = readHeader(kind, name, header)
  const { namesOf } = importOf(kind)
  const position = KINDS.indexOf(kind)
  let batch: NewImportRow[] = []
  let count = 0
  let skipped = 0
  const flush = async () => {
    const rows = batch
    batch = []
    if (rows.length > 0) await store.write((tx) => addImportRows(tx, by, id, rows))
    onProgress(rows.length)
  }
  for await (const { row, cells } of records) {
    // A record of another length is refused later: its cells stay as they are.
    const own = cells.length === header.length ? kept.map((at) => cells[at] ?? '') : cells
    const isDone = resultAt !== undefined && cells[resultAt] !== 'refused'
    const { values } = readRow(part, own)
    batch.push({
      part: position,
      record: row,
      cells: own,
      state: 'read',
      result: isDone ? 'skipped' : null,
      target: null,
      keys: [...new Set(namesOf(values))],
    })
    if (isDone) skipped++
    else count++
    if (batch.length >= AT_A_TIME) await flush()
  }
  await flush()
  return { ...part, records: count, skipped }
}

/** What a file's name says that it holds: `people` of `data/People.csv`. */
function wordOfFile(path: string): string {
  const name = path.replaceAll('\\', '/').split('/').at(-1) ?? ''
  return /^(.+)\.(csv|tsv|txt)$/i.exec(name)?.[1] ?? ''
}

/** The file of a kind that a name tells, as `people.csv`, `Course-Topics.csv`, or one of a roster; undefined: none. */
async function fileNamed(
  path: string,
  open: () => AsyncIterable<Uint8Array>,
): Promise<ImportFile | undefined> {
  const word = wordOfFile(path)
  const kind = kindNamed(word)
  const ofRoster = word.toLowerCase()
  if (kind === undefined && !isRosterName(ofRoster)) return undefined
  const file = await named(path, readCsv(open()))
  const found = findRosterFile(ofRoster, file)
  if (found !== undefined && found !== 'passed over') return { kind: found.kind, name: path, ...found.file }
  if (found === undefined && kind !== undefined) return { kind, name: path, ...file }
  for await (const _ of file.records); // what nobody wants is read to its end, too
  return undefined
}

function fileNames(): string {
  return `Files are named after what they hold: ${KINDS.map((kind) => `${kind}.csv`).join(', ')}.`
}

/** A CSV file of a kind. */
export async function* filesOfCsv(
  kind: Kind,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<ImportFile> {
  yield { kind, name, ...translateRosterFile(kind, await readCsv(bytes)) }
}

/** The files of a ZIP that are named after a kind; others are passed over. @param most bytes when unpacked */
export async function* filesOfZip(
  bytes: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<ImportFile> {
  for await (const { name, content } of readZip(bytes, most)) {
    if (/(^|\/)(__MACOSX|\.)/.test(name)) continue
    refuseOtherFormat(name)
    const file = await fileNamed(name, () => content)
    if (file !== undefined) yield file
  }
}

const OTHER_FORMATS: Readonly<Record<string, string>> = {
  zip: 'is a ZIP within the ZIP. Unpack it, and put its files into the outer one',
  xlsx: 'is a workbook. In Excel, save it as “CSV UTF-8 (Comma delimited)”',
  xls: 'is a workbook. In Excel, save it as “CSV UTF-8 (Comma delimited)”',
  ods: 'is a workbook. Save it as CSV in UTF-8',
}

/** Refuses a file that somebody meant to be imported, by its name. @throws UnreadableFile */
function refuseOtherFormat(name: string): void {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const what = OTHER_FORMATS[ending]
  if (what !== undefined) throw new UnreadableFile(`“${name}” ${what}.`)
}

/** What is wrong with one of several files is told with its name. */
async function named(name: string, reading: Promise<CsvFile>): Promise<CsvFile> {
  const tell = (error: unknown) =>
    error instanceof UnreadableFile
      ? new UnreadableFile(`${name}: ${error.message}`, { cause: error })
      : error
  try {
    const { header, records } = await reading
    return { header, records: told(records) }
  } catch (error) {
    throw tell(error)
  }

  async function* told(records: CsvFile['records']) {
    try {
      yield* records
    } catch (error) {
      throw tell(error)
    }
  }
}

/** The files of a folder. @throws UnreadableFile */
export async function* filesOfFolder(
  names: readonly string[],
  open: (name: string) => AsyncIterable<Uint8Array>,
): AsyncGenerator<ImportFile> {
  for (const name of names) {
    const file = await fileNamed(name, () => open(name))
    if (file !== undefined) yield file
  }
}
