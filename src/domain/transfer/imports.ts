import { demandSystem, getActor } from '../actor.ts'
import { DomainError, forbidden, notFound, unfit } from '../errors.ts'
import type { ImportId, JobId } from '../ids.ts'
import { cancelJob, createJob } from '../learning/jobs.ts'
import type { Job } from '../learning/job.ts'
import type { CursorQuery, Page } from '../page.ts'
import { type Actor, mayReadAudit } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import { type Kind, KINDS } from './columns/column.ts'
import { importOf } from './kind-imports.ts'
import type { ImportRowFilter, NewImportRow } from './import-store.ts'
import type { Import, ImportKind, ImportOptions, ImportPart, ImportRow, ImportState } from './import.ts'
import { REMOVALS } from './import.ts'

/** How many imports of one account may be there at a time. */
const MOST_IMPORTS = 100

/** Refuses whoever may import nothing of the kind. @throws forbidden */
export async function demandImport(reader: Reader, by: Principal, kind: Kind): Promise<void> {
  await importOf(kind).demand(reader, by)
}

/**
 * Begins an import. Its records are put into it, then it is planned.
 * @throws forbidden, conflict (too many imports)
 */
export async function createImport(
  tx: Writer,
  by: Principal,
  kind: ImportKind,
  options: ImportOptions,
): Promise<Import> {
  if (kind === 'zip') await getActor(tx, by)
  else await demandImport(tx, by, kind)
  const { items } = await tx.imports.list(by.accountId, {
    filter: {},
    page: { after: null, limit: MOST_IMPORTS },
  })
  if (items.length >= MOST_IMPORTS) {
    throw new DomainError('conflict', [
      { subject: 'import', field: 'imports', problem: 'too_many', limit: MOST_IMPORTS },
    ])
  }
  return tx.imports.insert(by, kind, options)
}

/**
 * Puts records of a file into an import that is being read; none are a sign that it still is.
 * @throws not_found, conflict (it isn't read any more)
 */
export async function addImportRows(
  tx: Writer,
  by: Principal,
  id: ImportId,
  rows: readonly NewImportRow[],
): Promise<void> {
  await lockOwn(tx, by, id, ['reading'])
  await tx.imports.addRows(by.accountId, id, rows)
  await tx.imports.update(by.accountId, id, {}) // a sign of life
}

/** How often whoever reads a file says that they still do, in milliseconds. */
export const READING_SIGN_EVERY = 15_000
/** An import is given up when nothing was heard of its reader for so long: their process was ended. */
const READER_IS_GONE = 60_000

/** The files of an import are read: it is planned. @throws not_found, forbidden, conflict */
export async function createPlan(
  tx: Writer,
  by: Principal,
  id: ImportId,
  parts: readonly ImportPart[],
): Promise<Import> {
  const { counts } = await lockOwn(tx, by, id, ['reading'])
  for (const { kind } of parts) await demandImport(tx, by, kind)
  const records = parts.reduce((sum, part) => sum + part.records, 0)
  const job = await createJob(tx, by, { kind: 'plan_import', importId: id }, records)
  const skipped = parts.reduce((sum, part) => sum + part.skipped, 0)
  await tx.imports.update(by.accountId, id, {
    parts: parts.toSorted((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind)),
    state: 'planning',
    jobId: job.id,
    counts: { ...counts, skipped },
  })
  return getImport(tx, by, id)
}

/** Carries out an import that was planned. @throws not_found, forbidden, conflict (state) */
export async function createRun(tx: Writer, by: Principal, id: ImportId): Promise<Import> {
  const { counts, parts } = await lockOwn(tx, by, id, ['planned'])
  for (const { kind } of parts) await demandImport(tx, by, kind)
  const of = counts.new + counts.changed + counts.removed
  const job = await createJob(tx, by, { kind: 'run_import', importId: id }, of)
  await tx.imports.update(by.accountId, id, { state: 'running', jobId: job.id, progress: null })
  return getImport(tx, by, id)
}

/** The kind of the records of a part; those of things that the files don't have stand behind all others. */
export function kindOfPart(part: number): Kind {
  return KINDS[part % REMOVALS] ?? KINDS[0]
}

/** An import with the job that plans or runs it; undefined: it has none yet, or it is forgotten. */
export interface ImportWithJob {
  readonly found: Import
  readonly job: Job | undefined
}

/** All imports that there are, the newest first: the caller's own; everybody's for callers who may read the audit trail. */
export async function listImports(reader: Reader, by: Principal): Promise<readonly ImportWithJob[]> {
  const actor = await getActor(reader, by)
  const page = { after: null, limit: MOST_IMPORTS }
  const { items } = await reader.imports.list(by.accountId, { filter: {}, page })
  const seen = items.filter((one) => isSeenBy(actor, one))
  const ids = seen.flatMap(({ jobId }) => (jobId === null ? [] : [jobId]))
  const jobs = new Map((await reader.jobs.listByIds(by.accountId, ids)).map((job) => [job.id, job]))
  return seen.map((one) => {
    const job = one.jobId === null ? undefined : jobs.get(one.jobId)
    return { found: standing(reader.now, one, job), job }
  })
}

/** @throws not_found (also for another person's, unless the caller may read the audit trail) */
export async function getImport(reader: Reader, by: Principal, id: ImportId): Promise<Import> {
  const actor = await getActor(reader, by)
  const found = await reader.imports.find(by.accountId, id)
  if (found === undefined || !isSeenBy(actor, found)) throw notFound('import', id)
  return asItStands(reader, found)
}

/** An import that nobody else changes until the transaction ends. @throws as getImport */
export async function lockImport(tx: Writer, by: Principal, id: ImportId): Promise<Import> {
  await tx.accounts.lock(by.accountId) // as the job that carries it out: before the import
  await tx.imports.lock(by.accountId, id)
  return getImport(tx, by, id)
}

/** The records of an import in the order of files. @throws not_found */
export async function listImportRows(
  reader: Reader,
  by: Principal,
  query: CursorQuery<ImportRowFilter, 'row'>,
): Promise<Page<ImportRow>> {
  await getImport(reader, by, query.filter.import)
  return reader.imports.listRows(by.accountId, query)
}

/** Why an import has failed, in a sentence; null: it hasn't. */
export function failureOf({ state, jobId }: Import, job: Job | undefined): string | null {
  if (state === 'failed' && jobId === null)
    return 'The import was interrupted while its file was read. Load the file again.'
  return job?.error ?? null
}

/** The job that plans or runs an import; undefined: it has none yet, or it is forgotten. @throws not_found */
export async function findJobOfImport(reader: Reader, by: Principal, id: ImportId): Promise<Job | undefined> {
  const { jobId } = await getImport(reader, by, id)
  return jobId === null ? undefined : reader.jobs.find(by.accountId, jobId)
}

/**
 * Stops an import: one that is planned or carried out between two portions, and what it has done stays done. One that isn't
 * at work is forgotten with all its records.
 * @returns whether it is still there, to be looked at
 * @throws not_found, forbidden (another's, unless the caller is a manager)
 */
export async function deleteImport(tx: Writer, by: Principal, id: ImportId): Promise<boolean> {
  const found = await getImport(tx, by, id)
  await demandOwn(tx, by, found)
  if (found.state === 'running' || found.state === 'planning') {
    await cancelJob(tx, by, found.jobId as JobId)
    if (found.state === 'running') return true
  }
  await tx.imports.update(by.accountId, id, { state: 'cancelled', finished: tx.now })
  await tx.pendingWork.insert(by, { kind: 'delete_import', importId: id })
  return false
}

/** How long an import can be looked at after its end, and one that never came to it. */
const KEPT = 30 * 24 * 60 * 60_000

/** Forgets imports that nobody has touched for a month: they hold what people's files held. */
export async function sweepImports(tx: Writer, by: Principal, now: number): Promise<void> {
  demandSystem(by)
  for (const id of await tx.imports.listOld(by.accountId, now - KEPT)) {
    await tx.imports.update(by.accountId, id, { state: 'cancelled' })
    await tx.pendingWork.insert(by, { kind: 'delete_import', importId: id })
  }
}

function isSeenBy(actor: Actor, { by }: Import): boolean {
  return actor.kind !== 'member' || by.memberId === actor.id || mayReadAudit(actor)
}

async function demandOwn(reader: Reader, by: Principal, found: Import): Promise<void> {
  const actor = await getActor(reader, by)
  const isManager = actor.kind !== 'member' || actor.roles.has('manager')
  if (!isManager && found.by.memberId !== actor.id) throw forbidden('import', 'edit')
}

async function lockOwn(
  tx: Writer,
  by: Principal,
  id: ImportId,
  states: readonly ImportState[],
): Promise<Import> {
  await tx.imports.lock(by.accountId, id)
  const found = await getImport(tx, by, id)
  await demandOwn(tx, by, found)
  if (!states.includes(found.state)) throw unfit('import', 'state', found.state)
  return found
}

async function asItStands(reader: Reader, found: Import): Promise<Import> {
  const job =
    found.jobId === null || !isAtWork(found)
      ? undefined
      : await reader.jobs.find(found.by.accountId, found.jobId)
  return standing(reader.now, found, job)
}

function isAtWork({ state }: Import): boolean {
  return state === 'planning' || state === 'running'
}

/** An import whose job was stopped or failed has ended with it, and one that nobody reads any more has failed. */
function standing(now: number, found: Import, job: Job | undefined): Import {
  const { modified } = found
  if (found.state === 'reading' && now - modified > READER_IS_GONE) {
    return { ...found, state: 'failed', finished: modified, modified: modified + READER_IS_GONE }
  }
  if (!isAtWork(found) || (job?.state !== 'cancelled' && job?.state !== 'failed')) return found
  return { ...found, state: job.state, finished: job.finished, modified: job.modified }
}
