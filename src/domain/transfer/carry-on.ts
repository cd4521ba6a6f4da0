import { deleteCoursePortion, deleteProgramPortion } from '../learning/delete-in-portions.ts'
import { recordJobFailure, runJobPortion } from '../learning/jobs.ts'
import { deleteImportPortion } from './import-portions.ts'
import { runJobStep } from './run-job-step.ts'
import { PORTION, type Portion } from '../learning/large-work.ts'
import type { LargeWork } from '../learning/pending-work.ts'
import { settleCoursePortion } from '../learning/set-content.ts'
import type { PendingWork } from '../learning/learning-store.ts'
import { settleMembersPortion } from '../learning/settle-members.ts'
import { settleProgramPortion } from '../learning/program-progress.ts'
import type { Principal } from '../principal.ts'
import type { Store, Writer } from '../store.ts'

/** Called with work that failed and will be retried. */
type OnFailure = (error: unknown, taken: PendingWork) => void

/**
 * Runs the next portion of a pending large operation, in the name of the person who started it, in its own transaction.
 * Several processes may do this at once; each gets different work. Work that fails is postponed and doesn't block other
 * work.
 * @returns whether there was something to do
 */
export async function carryOn(store: Store, onFailure: OnFailure): Promise<boolean> {
  const tried: { work?: PendingWork } = {}
  try {
    return await store.write(async (tx) => {
      const taken = await tx.pendingWork.lockNext()
      if (taken === undefined) return false
      tried.work = taken
      const { rest } = await portionOf(tx, taken.by, taken.work)
      if (rest === undefined) await tx.pendingWork.delete(taken.by.accountId, taken.id)
      else await tx.pendingWork.update(taken.by.accountId, taken.id, rest)
      return true
    })
  } catch (error) {
    const { work } = tried
    if (work === undefined) throw error
    onFailure(error, work)
    await store.write(async (tx) => {
      const { by, id, work: what } = work
      const isOver = what.kind === 'run_job' && (await recordJobFailure(tx, by, what, error))
      if (isOver) await tx.pendingWork.delete(by.accountId, id)
      else await tx.pendingWork.postpone(by.accountId, id)
    })
    return true
  }
}

/** Runs all pending work of large operations that is due now. */
export async function finishPendingWork(store: Store, onFailure: OnFailure = () => undefined): Promise<void> {
  while (await carryOn(store, onFailure));
}

function portionOf(tx: Writer, by: Principal, work: LargeWork): Promise<Portion<LargeWork>> {
  switch (work.kind) {
    case 'delete_course':
      return deleteCoursePortion(tx, by, work, PORTION)
    case 'delete_program':
      return deleteProgramPortion(tx, by, work, PORTION)
    case 'settle_program':
      return settleProgramPortion(tx, by, work, PORTION)
    case 'run_job':
      return runJobPortion(tx, by, work, runJobStep)
    case 'delete_import':
      return deleteImportPortion(tx, by, work)
    case 'settle_course':
      return settleCoursePortion(tx, by, work, PORTION)
    case 'touch_members':
      return settleMembersPortion(tx, by, work, PORTION)
  }
}
