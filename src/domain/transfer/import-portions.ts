// The plan of an import and its carrying out, in portions: each is a transaction, in which what it decides or does and where
// it goes on are written together. After a crash the next one begins behind the last that was committed.
import { DomainError } from '../errors.ts'
import type { ImportWork } from '../learning/job.ts'
import type { JobProgress } from '../learning/jobs.ts'
import type { Portion } from '../learning/large-work.ts'
import type { DeleteImport } from '../learning/pending-work.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { type Kind, KINDS } from './columns/column.ts'
import { columnsOfKind, readRow } from './import-columns.ts'
import type { Case, ImportContext } from './import-context.ts'
import type { RowDecision } from './import-store.ts'
import { REMOVALS } from './import.ts'
import type {
  Import,
  ImportCounts,
  ImportPart,
  ImportProgress,
  ImportRow,
  RowDetail,
  RowResult,
} from './import.ts'
import { faultsOf } from './issue-sentences.ts'
import { importOf } from './kind-imports.ts'
import { faultOfErased } from './personal-data/erase-imported.ts'
import { IMPORT_DOOR } from './plan-things.ts'

/** How many records a portion decides or carries out. */
const PORTION = 200
/** Others get a turn after so many records. */
const AT_A_TURN = 10

const START: ImportProgress = { part: 0, record: 0, round: 0, decided: 0, putOff: 0, after: 0 }

/** In whose name an import writes: the audit trail tells that it was an import, and which. */
function writerOf({ by, id }: Import): Principal {
  return { ...by, door: IMPORT_DOOR, requestId: `import-${id}` }
}

/** Plans the next records of an import, or carries them out. */
export async function runImportPortion(tx: Writer, by: Principal, work: ImportWork): Promise<JobProgress> {
  await tx.imports.lock(by.accountId, work.importId)
  const found = await tx.imports.find(by.accountId, work.importId)
  if (found === undefined) return { visited: 0, isDone: true, now: work, result: {} }
  const isRunning = work.kind === 'run_import'
  const at = found.progress ?? START
  const step =
    at.part < REMOVALS
      ? await decideRecords(tx, found, at, isRunning)
      : await decideRemovals(tx, found, at, isRunning)
  const counts = added(found.counts, step.moved)
  const isDone = step.next === null
  await tx.imports.update(by.accountId, found.id, {
    counts,
    progress: step.next,
    ...(isDone &&
      (isRunning
        ? { state: 'done' as const, finished: tx.now }
        : { state: 'planned' as const, planned: tx.now })),
  })
  return { visited: step.visited, isDone, now: work, result: { ...counts } }
}

interface Step {
  readonly visited: number
  /** null: that was all. */
  readonly next: ImportProgress | null
  /** The results that records had before, and have now. */
  readonly moved: readonly { readonly from: RowResult | null; readonly to: RowResult | null }[]
}

function added(counts: ImportCounts, moved: Step['moved']): ImportCounts {
  const now = { ...counts }
  for (const { from, to } of moved) {
    if (from !== null) now[from]--
    if (to !== null) now[to]++
  }
  return now
}

/** The results of records that something is done for. */
const DOES: readonly RowResult[] = ['new', 'changed', 'removed']

async function decideRecords(
  tx: Writer,
  found: Import,
  at: ImportProgress,
  isRunning: boolean,
): Promise<Step> {
  const part = found.parts.find(({ kind }) => KINDS.indexOf(kind) === at.part)
  const next = nextPart(found, at.part)
  if (part === undefined) return { visited: 0, next, moved: [] }
  const first = isRunning ? (['planned', 'leaning'] as const) : (['read'] as const)
  const later = isRunning ? ('waiting' as const) : ('leaning' as const)
  const rows = await tx.imports.listNextRows(found.by.accountId, found.id, {
    part: at.part,
    after: at.record,
    states: at.round === 0 ? first : [later],
    ...(isRunning && { results: DOES }),
    limit: PORTION,
  })
  if (rows.length === 0) {
    // Records that lean on others are looked at again, as long as that decides any.
    if (at.putOff === 0 || (at.round > 0 && at.decided === 0)) {
      if (at.putOff === 0) return { visited: 0, next, moved: [] }
      return giveUp(tx, found, at, { next, isRunning })
    }
    return {
      visited: 0,
      next: { ...at, record: 0, round: at.round + 1, decided: 0, putOff: 0 },
      moved: [],
    }
  }
  const context: ImportContext = {
    reader: tx,
    by: writerOf(found),
    import: found,
    part: at.part,
    isRunning,
    made: new Map(),
  }
  const cases = rows.map((row) => caseOf(part, row))
  const decisions = isRunning
    ? await carryOut(tx, context, cases, part.kind)
    : await plan(tx, context, cases, part.kind)
  await tx.imports.updateRows(found.by.accountId, found.id, decisions)
  const putOff = decisions.filter(({ state }) => state === later).length
  return {
    visited: at.round === 0 ? rows.length : 0,
    next: {
      ...at,
      record: rows.at(-1)?.record ?? at.record,
      decided: at.decided + decisions.length - putOff,
      putOff: at.putOff + putOff,
    },
    moved: decisions.map(({ result }, index) => ({ from: rows[index]?.result ?? null, to: result })),
  }
}

function nextPart(found: Import, part: number): ImportProgress | null {
  const later = found.parts.map(({ kind }) => KINDS.indexOf(kind)).filter((one) => one > part)
  if (later.length > 0) return { ...START, part: Math.min(...later) }
  if (found.options.missing === undefined) return null
  const last = Math.max(...found.parts.map(({ kind }) => KINDS.indexOf(kind)))
  return { ...START, part: REMOVALS + last }
}

function caseOf(part: ImportPart, row: ImportRow): Case {
  const erased = faultOfErased(row.detail)
  const { values, faults } =
    erased === undefined ? readRow(part, row.cells) : { values: new Map<string, unknown>(), faults: [erased] }
  return {
    row,
    names: importOf(part.kind).namesOf(values),
    values: new Map(values),
    faults: [...faults],
    changes: [],
    result: 'unchanged',
    target: null,
    leans: false,
    leansOn: [],
    waits: false,
  }
}

async function plan(
  tx: Writer,
  context: ImportContext,
  cases: readonly Case[],
  kind: Kind,
): Promise<readonly RowDecision[]> {
  await tx.pause()
  await importOf(kind).plan(context, cases)
  settleLeaning(cases, kind)
  await tx.pause()
  return cases.map((one) => {
    if (one.row.result === 'skipped') {
      const { part, record } = one.row
      const state = one.leans ? ('leaning' as const) : ('done' as const)
      return {
        part,
        record,
        state,
        result: 'skipped',
        target: one.target,
        detail: detailOf({ ...one, faults: [] }),
      }
    }
    const isRefused = one.faults.length > 0
    return {
      part: one.row.part,
      record: one.row.record,
      state: one.leans && !isRefused ? ('leaning' as const) : ('planned' as const),
      result: isRefused ? ('refused' as const) : one.result,
      target: one.target,
      detail: detailOf(one),
    }
  })
}

/**
 * A record that leans on others of this portion is decided with them: a long chain would take as many rounds as it has links.
 * One that leans on a refused record is looked at again, and then refused.
 */
function settleLeaning(cases: readonly Case[], kind: Kind): void {
  const byRecord = new Map(cases.map((one) => [one.row.record, one]))
  const isSettled = (record: number) => {
    const other = byRecord.get(record)
    if (other === undefined || other.leans || other.faults.length > 0) return false
    // Below a topic that is there already, others may be there, too: then their path is asked for again.
    return kind === 'people' || other.result === 'new'
  }
  for (let settled = true; settled;) {
    settled = false
    for (const one of cases) {
      if (!one.leans || one.row.result === 'skipped' || !one.leansOn.every(isSettled)) continue
      one.leans = false
      settled = true
    }
  }
}

function detailOf({ row: { detail }, faults, changes }: Case): RowDetail {
  return {
    ...(faults.length > 0 && { faults }),
    ...(changes.length > 0 && { changes }),
    ...(detail.erased !== undefined && { erased: detail.erased }),
  }
}

async function carryOut(
  tx: Writer,
  context: ImportContext,
  cases: readonly Case[],
  kind: Kind,
): Promise<readonly RowDecision[]> {
  const { plan: decide, apply } = importOf(kind)
  await decide(context, cases)
  const columns = new Set(Object.keys(columnsOfKind(kind)))
  const decisions: RowDecision[] = []
  for (const [index, one] of cases.entries()) {
    if (index % AT_A_TURN === 0) await tx.pause()
    if (one.faults.length === 0 && DOES.includes(one.result)) {
      try {
        const made = await tx.attempt(() => apply(tx, context, one))
        if (made !== '') one.target = made
        if (one.result === 'new' && made !== '') {
          for (const name of one.names) context.made.set(name, Number(made))
        }
      } catch (error) {
        if (!isRefusal(error)) throw error
        one.faults.push(...faultsOf(error, columns))
      }
    }
    decisions.push(decisionOf(one))
  }
  return decisions
}

function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && !['unauthenticated', 'limited', 'unavailable'].includes(error.kind)
}

/** What became of a record. */
function decisionOf(one: Case): RowDecision {
  const { row, faults, waits, target } = one
  // A record that waited has done its first part under the result that it has.
  const result = row.state === 'waiting' ? row.result : one.result
  const isRefused = faults.length > 0
  return {
    part: row.part,
    record: row.record,
    state: waits && !isRefused ? 'waiting' : 'done',
    result: isRefused ? 'refused' : result,
    target,
    detail: isRefused ? { ...row.detail, faults } : row.detail,
  }
}

/** Ends the rounds of records that lean on each other: in a plan a circle, in a run what never came. */
async function giveUp(
  tx: Writer,
  found: Import,
  at: ImportProgress,
  { next, isRunning }: { readonly next: ImportProgress | null; readonly isRunning: boolean },
): Promise<Step> {
  // People may be each other's managers. Other things that lean on each other can't be made at all.
  if (!isRunning && KINDS[at.part] === 'people') return { visited: 0, next, moved: [] }
  const rows = await tx.imports.listNextRows(found.by.accountId, found.id, {
    part: at.part,
    after: 0,
    states: [isRunning ? 'waiting' : 'leaning'],
    limit: PORTION,
  })
  const reason = isRunning
    ? 'What this row leans on was refused. What else it says may be done already.'
    : 'This row leans on others that lean on it in turn, or on such a circle.'
  const faults = [{ column: null, reason }]
  await tx.imports.updateRows(
    found.by.accountId,
    found.id,
    rows.map((row) => ({
      ...row,
      state: isRunning ? 'done' : 'planned',
      result: 'refused',
      detail: { ...row.detail, faults },
    })),
  )
  return {
    visited: 0,
    next: rows.length < PORTION ? next : { ...at, record: Number.MAX_SAFE_INTEGER, decided: 0 },
    moved: rows.map(({ result }) => ({ from: result, to: 'refused' })),
  }
}

/** Compares what is there with the files, the last kind first; then removes what they don't have. */
async function decideRemovals(
  tx: Writer,
  found: Import,
  at: ImportProgress,
  isRunning: boolean,
): Promise<Step> {
  const position = at.part - REMOVALS
  const kind = KINDS[position]
  if (kind === undefined || !found.parts.some((part) => part.kind === kind)) {
    return { visited: 0, next: earlierRemovals(found, position), moved: [] }
  }
  return isRunning ? removeThings(tx, found, at, kind) : listMissing(tx, found, at, kind)
}

function earlierRemovals(found: Import, position: number): ImportProgress | null {
  const earlier = found.parts.map(({ kind }) => KINDS.indexOf(kind)).filter((one) => one < position)
  return earlier.length === 0 ? null : { ...START, part: REMOVALS + Math.max(...earlier) }
}

async function listMissing(tx: Writer, found: Import, at: ImportProgress, kind: Kind): Promise<Step> {
  const { accountId } = found.by
  const position = at.part - REMOVALS
  const { items, next } = await importOf(kind).listPresent(tx, writerOf(found), at.after)
  const named = await tx.imports.listTargets(
    accountId,
    found.id,
    position,
    items.map(({ target }) => target),
  )
  const missing = items.filter(({ target }) => !named.has(target))
  const result = found.options.missing === 'remove' ? ('removed' as const) : ('missing' as const)
  await tx.imports.addRows(
    accountId,
    found.id,
    missing.map(({ target, label }, index) => ({
      part: at.part,
      record: at.record + index + 1,
      cells: [label],
      state: 'planned',
      result,
      target,
      keys: [],
    })),
  )
  const moved: { from: RowResult | null; to: RowResult }[] = missing.map(() => ({ from: null, to: result }))
  const seen = { ...at, record: at.record + missing.length, decided: at.decided + items.length }
  if (next !== null) return { visited: 0, next: { ...seen, after: next }, moved }
  if (result === 'removed' && isTooMuch(found, seen.record, seen.decided)) {
    const reason = tooMuch(found, kind, seen.record, seen.decided)
    await tx.imports.setPartRefused(accountId, found.id, at.part, { faults: [{ column: null, reason }] })
    const refused = Array.from({ length: seen.record }, () => ({
      from: 'removed' as const,
      to: 'refused' as const,
    }))
    return { visited: 0, next: earlierRemovals(found, position), moved: [...moved, ...refused] }
  }
  return { visited: 0, next: earlierRemovals(found, position), moved }
}

function isTooMuch({ options: { maxRemovals } }: Import, missing: number, present: number): boolean {
  return 'count' in maxRemovals ? missing > maxRemovals.count : missing * 100 > maxRemovals.percent * present
}

function tooMuch({ options: { maxRemovals } }: Import, kind: Kind, missing: number, present: number): string {
  const most = 'count' in maxRemovals ? String(maxRemovals.count) : `${String(maxRemovals.percent)} %`
  return `Not removed: the file doesn’t have ${String(missing)} of ${String(present)} ${kind.replace('-', ' ')}, and at most ${most} may be removed. If that is right, raise the most removals.`
}

async function removeThings(tx: Writer, found: Import, at: ImportProgress, kind: Kind): Promise<Step> {
  const rows = await tx.imports.listNextRows(found.by.accountId, found.id, {
    part: at.part,
    after: at.record,
    states: ['planned'],
    results: ['removed'],
    limit: PORTION,
  })
  const decisions: RowDecision[] = []
  const columns = new Set(Object.keys(columnsOfKind(kind)))
  for (const [index, row] of rows.entries()) {
    if (index % AT_A_TURN === 0) await tx.pause()
    try {
      await tx.attempt(() => importOf(kind).remove(tx, writerOf(found), row.target ?? ''))
      decisions.push({ ...row, state: 'done' })
    } catch (error) {
      if (!isRefusal(error)) throw error
      const isGone = error.kind === 'not_found'
      decisions.push({
        ...row,
        state: 'done',
        result: isGone ? 'unchanged' : 'refused',
        detail: isGone ? row.detail : { faults: faultsOf(error, columns) },
      })
    }
  }
  await tx.imports.updateRows(found.by.accountId, found.id, decisions)
  const last = rows.at(-1)
  return {
    visited: rows.length,
    next: last === undefined ? earlierRemovals(found, at.part - REMOVALS) : { ...at, record: last.record },
    moved: decisions.map(({ result }, index) => ({ from: rows[index]?.result ?? null, to: result })),
  }
}

const ROWS_TO_DELETE = 500

/** Deletes the next records of an import that is over, and the import when there are none. */
export async function deleteImportPortion(
  tx: Writer,
  by: Principal,
  work: DeleteImport,
): Promise<Portion<DeleteImport>> {
  const { accountId } = by
  // First, as everything does that changes its records.
  await tx.imports.lock(accountId, work.importId)
  const visited = await tx.imports.removeRows(accountId, work.importId, ROWS_TO_DELETE)
  if (visited > 0) return { visited, rest: work }
  await tx.imports.delete(accountId, work.importId)
  return { visited, rest: undefined }
}
