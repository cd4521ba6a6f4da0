import type { Job } from '../../domain/learning/job.ts'
import { type Import, type ImportRow, type MaxRemovals, REMOVALS } from '../../domain/transfer/import.ts'
import { failureOf, kindOfPart } from '../../domain/transfer/imports.ts'
import { instant, instantOrNull } from '../table/shapes.ts'

/** An import as the API shows it. */
export function presentImport(found: Import, job: Job | undefined) {
  return {
    id: found.id,
    kind: found.kind,
    state: found.state,
    job: found.jobId,
    done: job?.done ?? null,
    of: job?.of ?? null,
    missing: found.options.missing ?? null,
    maxRemovals: shownMost(found.options.maxRemovals),
    overwrite: found.options.overwrite,
    counts: found.counts,
    files: found.parts.map(({ kind, name, records, ignored }) => {
      return { kind, name, records, ignoredColumns: ignored }
    }),
    error: failureOf(found, job),
    by: found.by.memberId,
    created: instant(found.created),
    modified: instant(found.modified),
    plannedAt: instantOrNull(found.planned),
    finishedAt: instantOrNull(found.finished),
  }
}

function shownMost(most: MaxRemovals): string {
  return 'percent' in most ? `${most.percent}%` : String(most.count)
}

/** A record as the API shows it. */
export function presentImportRow({ parts }: Import) {
  return ({ part, record, cells, state, result, detail }: ImportRow) => {
    const kind = kindOfPart(part)
    const header = part >= REMOVALS ? ['name'] : (parts.find((one) => one.kind === kind)?.header ?? [])
    return {
      kind,
      row: record,
      result,
      isDone: state === 'done',
      values: Object.fromEntries(cells.map((cell, at) => [header[at] ?? `column ${at + 1}`, cell])),
      refused: detail.faults ?? [],
      changed: (detail.changes ?? []).map(({ column, from, to, kept = false }) => {
        return { column, from, to, isKept: kept }
      }),
    }
  }
}
