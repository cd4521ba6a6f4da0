import type { Job } from '../../domain/learning/job.ts'
import { instant, instantOrNull } from '../table/shapes.ts'
import { counted } from '../../lib/counted.ts'

/** A job as the API shows it, without its internal state, which contains links still to be mailed. */
export function presentJob(job: Job) {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    done: job.done,
    of: job.of,
    message: messageOf(job),
    created: instant(job.created),
    modified: instant(job.modified),
    startedAt: instantOrNull(job.started),
    finishedAt: instantOrNull(job.finished),
    result: job.result,
    error: job.error,
  }
}

function messageOf({ kind, state, result }: Job): string | null {
  if (state !== 'done' || result === null) return null
  if (kind === 'backup') return `${counted(result.rows ?? 0, 'row')} backed up`
  if (kind === 'plan_import' || kind === 'run_import') {
    const told = Object.entries(result).filter(([, count]) => count > 0)
    return told.map(([word, count]) => `${count} ${word}`).join(', ')
  }
  return `${result.invited ?? 0} invited, ${result.passedOver ?? 0} passed over`
}
