import { createReadStream, createWriteStream, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import { activationPath, getAddress } from '../../domain/academy/address.ts'
import type { ImportId } from '../../domain/ids.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import { carryOn } from '../../domain/transfer/carry-on.ts'
import { kindNamed, KINDS } from '../../domain/transfer/columns/column.ts'
import type { Import, ImportKind, ImportOptions, ImportRow, RowResult } from '../../domain/transfer/import.ts'
import {
  createRun,
  deleteImport,
  findJobOfImport,
  getImport,
  kindOfPart,
  listImportRows,
} from '../../domain/transfer/imports.ts'
import {
  filesOfCsv,
  filesOfFolder,
  filesOfZip,
  readImport,
  type ImportFile,
} from '../../domain/transfer/read-import.ts'
import { listReports } from '../../domain/transfer/report-import.ts'
import { zipOf } from '../../lib/zip.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print, table } from '../shell/print.ts'
import { ProgressBar } from '../shell/progress-bar.ts'
import { demandFolderOf } from '../shell/written-file.ts'
import { reachableBaseUrl } from '../shell/running-server.ts'

export interface ImportCommandOptions extends Shared {
  readonly dryRun?: true
  readonly missing?: 'list' | 'remove'
  readonly maxRemovals: string
  readonly overwrite?: true
  readonly report?: string
}

/** The exit code when records were refused, and the others done. */
const SOME_REFUSED = 3
const DAY_MS = 24 * 60 * 60_000
/** How many refused and changed records are printed. */
const MOST_TOLD = 1_000
const MOST_SHOWN = 20
const BETWEEN_PORTIONS_MS = 2
const LOOK_EVERY_MS = 50

/** Reads a file, plans what it changes, and carries that out unless it is a dry run. */
export async function importCommand(
  word: string,
  path: string,
  options: ImportCommandOptions,
): Promise<void> {
  const kind = importKindNamed(word)
  const maxRemovals = mostRemovals(options.maxRemovals)
  if (options.report !== undefined) demandFolderOf(options.report)
  const told = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const wanted: ImportOptions = {
      ...(options.missing !== undefined && { missing: options.missing }),
      maxRemovals,
      overwrite: options.overwrite === true,
      byHand: ['console'],
      invite: {
        linkPrefix: `${await addressOf(store, by, config)}${activationPath('')}`,
        lifetime: config.invitationDays * DAY_MS,
      },
    }
    const bar = new ProgressBar()
    const { id } = await reading(store, by, {
      kind,
      options: wanted,
      files: filesAt(kind, path, config),
      onProgress: (records) => bar.show('reading', records),
    })
    try {
      await finish(store, by, id, bar)
      if (options.dryRun !== true) {
        await store.write((tx) => createRun(tx, by, id))
        await finish(store, by, id, bar)
      }
    } finally {
      bar.end()
    }
    if (options.report !== undefined) await writeReport(store, by, id, options.report)
    const outcome = await outcomeOf(store, by, id)
    if (options.dryRun === true) await store.write((tx) => deleteImport(tx, by, id))
    return outcome
  })
  const { counts } = told.found
  print(options.json === true, asJson(told), () => asText(told, options))
  if (counts.refused > 0) process.exitCode = SOME_REFUSED
}

function importKindNamed(word: string): ImportKind {
  const kind = word.toLowerCase() === 'zip' ? 'zip' : kindNamed(word)
  if (kind !== undefined) return kind
  throw new CommandError(`There is no kind "${word}". There are ${KINDS.join(', ')} and zip.`, 2)
}

export function mostRemovals(text: string): ImportOptions['maxRemovals'] {
  const share = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text)?.[1]
  if (share !== undefined && Number(share) <= 100) return { percent: Number(share) }
  if (/^\d{1,9}$/.test(text)) return { count: Number(text) }
  throw new CommandError(`--max-removals takes a share such as 5% or a number, and not "${text}".`, 2)
}

async function addressOf(store: Store, by: Principal, config: Config): Promise<string> {
  const publicUrl = await reachableBaseUrl(config)
  return store.read((reader) => getAddress(reader, by.accountId, publicUrl))
}

async function* filesAt(kind: ImportKind, path: string, config: Config): AsyncGenerator<ImportFile> {
  if (path !== '-' && statSync(path).isDirectory()) {
    if (kind !== 'zip')
      throw new CommandError(`${path} is a folder. Import it as: quadrivium import zip ${path}`)
    const names = readdirSync(path).toSorted()
    yield* filesOfFolder(names, (name) => createReadStream(join(path, name)))
    return
  }
  const bytes = path === '-' ? process.stdin : createReadStream(path)
  if (kind === 'zip') yield* filesOfZip(bytes, 4 * config.importMegabytes * 1024 * 1024)
  else yield* filesOfCsv(kind, path === '-' ? `${kind}.csv` : path, bytes)
}

async function reading(...given: Parameters<typeof readImport>): Promise<Import> {
  try {
    return await readImport(...given)
  } catch (error) {
    if (error instanceof Error && error.name === 'UnreadableFile') {
      throw new CommandError(`Nothing was imported. ${error.message}`)
    }
    throw error
  }
}

/** Works at the import's job until it has ended. A server that runs beside this takes its share. */
export async function finish(store: Store, by: Principal, id: ImportId, bar: ProgressBar): Promise<void> {
  let failure: unknown
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  process.once('SIGINT', onSignal)
  try {
    for (;;) {
      const job = await store.read((reader) => findJobOfImport(reader, by, id))
      if (job === undefined) return
      if (job.finished !== null) {
        if (job.state === 'failed')
          throw new CommandError(`The import failed: ${job.error ?? 'no reason is known'}.`)
        if (job.state === 'cancelled') throw new CommandError(cancelled(id))
        return
      }
      bar.show(job.kind === 'plan_import' ? 'planning' : 'importing', job.done, job.of)
      if (stop.signal.aborted) {
        await store.write((tx) => deleteImport(tx, by, id))
        throw new CommandError(cancelled(id), 130)
      }
      const worked = await carryOn(store, (error) => (failure = error))
      if (failure !== undefined) throw failure instanceof Error ? failure : new Error('The import failed.')
      // A server beside this writes in between.
      await pause(worked ? BETWEEN_PORTIONS_MS : LOOK_EVERY_MS)
    }
  } finally {
    process.off('SIGINT', onSignal)
  }
}

function cancelled(id: ImportId): string {
  return `Import ${String(id)} was cancelled. What it has done stays done.`
}

async function writeReport(store: Store, by: Principal, id: ImportId, path: string): Promise<void> {
  const [only, ...more] = await listReports(store, by, id)
  if (only === undefined) return
  const content = more.length === 0 ? only.content : zipOf(await listReports(store, by, id))
  await pipeline(Readable.from(content, { objectMode: true }), createWriteStream(path, { mode: 0o600 }))
}

interface Outcome {
  readonly found: Import
  readonly refused: readonly ImportRow[]
  readonly changed: readonly ImportRow[]
  readonly missing: readonly ImportRow[]
}

export async function outcomeOf(store: Store, by: Principal, id: ImportId): Promise<Outcome> {
  const rows = async (...result: RowResult[]) => {
    const filter = { import: id, result }
    const query = { filter, page: { after: null, limit: MOST_TOLD } }
    return (await store.read((reader) => listImportRows(reader, by, query))).items
  }
  return {
    found: await store.read((reader) => getImport(reader, by, id)),
    refused: await rows('refused'),
    changed: await rows('changed'),
    missing: await rows('missing', 'removed'),
  }
}

/** The kind of a record, where there are several. */
function ofKind({ parts }: Import, row: ImportRow) {
  return parts.length > 1 ? { kind: kindOfPart(row.part) } : {}
}

export function asJson({ found, refused, changed, missing }: Outcome) {
  const { counts, options } = found
  return {
    counts: {
      new: counts.new,
      changed: counts.changed,
      unchanged: counts.unchanged,
      refused: counts.refused,
      removed: counts.removed,
    },
    refused: refused.flatMap((row) =>
      (row.detail.faults ?? []).map(({ column, reason }) => ({
        ...ofKind(found, row),
        row: row.record,
        column,
        reason,
      })),
    ),
    changed: changed.flatMap((row) =>
      (row.detail.changes ?? []).map(({ column, from, to, kept }) => ({
        ...ofKind(found, row),
        row: row.record,
        column,
        from,
        to,
        ...(kept === true && { kept }),
      })),
    ),
    ...(options.missing !== undefined && {
      missing: missing.map((row) => ({ kind: kindOfPart(row.part), name: row.cells[0] ?? '' })),
    }),
    ignoredColumns: found.parts.flatMap(({ kind, ignored }) =>
      ignored.map(({ name, hint, reason }) => ({ kind, name, hint, reason })),
    ),
  }
}

export function asText(
  { found, refused, missing }: Outcome,
  { dryRun, report }: ImportCommandOptions,
): string {
  const { counts, parts, id } = found
  const lines = [
    dryRun === true ? 'Nothing was changed. The import would be:' : `Import ${String(id)}:`,
    `${String(counts.new)} new, ${String(counts.changed)} changed, ${String(counts.unchanged)} unchanged, ${String(counts.refused)} refused, ${String(counts.removed)} removed`,
  ]
  if (counts.skipped > 0)
    lines.push(`${String(counts.skipped)} passed over: the file says that they are done.`)
  for (const { name, ignored } of parts) {
    for (const { name: column, hint, reason } of ignored) {
      lines.push(
        reason === null
          ? `The column "${column}" of ${name} is unknown and was passed over.${hint === null ? '' : ` Is it ${hint}?`}`
          : `The column "${column}" of ${name} was passed over. ${reason}`,
      )
    }
  }
  if (missing.length > 0) {
    lines.push('', 'Not in the file:')
    lines.push(...missing.slice(0, MOST_SHOWN).map(({ cells }) => `  ${cells[0] ?? ''}`))
    if (counts.missing + counts.removed > MOST_SHOWN) lines.push('  …')
  }
  if (refused.length > 0) {
    const shown = refused
      .flatMap((row) => (row.detail.faults ?? []).map((fault) => ({ row, ...fault })))
      .slice(0, MOST_SHOWN)
    lines.push(
      '',
      table(
        ['row', 'column', 'refused because'],
        shown.map(({ row, column, reason }) => [
          parts.length > 1 ? `${kindOfPart(row.part)} ${String(row.record)}` : row.record,
          column,
          reason,
        ]),
      ),
    )
    if (counts.refused > MOST_SHOWN) lines.push('…')
    if (report === undefined) lines.push('', 'With --report <file> you get a file to mend and to load again.')
  }
  return lines.join('\n')
}
