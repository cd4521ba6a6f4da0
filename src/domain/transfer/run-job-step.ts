import type { JobWork } from '../learning/job.ts'
import { inviteMembersPortion, type JobProgress } from '../learning/jobs.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { runImportPortion } from './import-portions.ts'

/** Does the next portion of a job's work: each kind of work is a room's own. */
export function runJobStep(tx: Writer, by: Principal, work: JobWork): Promise<JobProgress> {
  switch (work.kind) {
    case 'invite_course':
    case 'invite_program':
      return inviteMembersPortion(tx, by, work)
    case 'backup': // has no portions: the server ends its job itself
      return Promise.resolve({ visited: 0, isDone: true, now: work, result: {} })
    case 'plan_import':
    case 'run_import':
      return runImportPortion(tx, by, work)
  }
}
