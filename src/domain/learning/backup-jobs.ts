// Backups as jobs: somebody asks for one, and the server makes it outside of any transaction.
import { getActor } from '../actor.ts'
import { DomainError } from '../errors.ts'
import type { AccountId } from '../ids.ts'
import { demand, mayManageAccount } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import type { Job } from './job.ts'

/**
 * Begins the job of a backup.
 * @param isOneMade whether the server is making one, for whichever account
 * @throws forbidden, conflict (one is being made)
 */
export async function createBackupJob(tx: Writer, by: Principal, isOneMade: boolean): Promise<Job> {
  await demandBackups(tx, by)
  await tx.accounts.lock(by.accountId)
  const unfinished = await tx.jobs.findFirstUnfinished(by.accountId, 'backup')
  if (isOneMade || unfinished !== undefined) {
    throw new DomainError('conflict', [{ subject: 'job', field: 'jobs', problem: 'too_many', limit: 1 }])
  }
  const { id } = await tx.jobs.insert(by, { kind: 'backup' }, null)
  await tx.jobs.update(by.accountId, id, { state: 'running', started: tx.now })
  return requireJob(tx, by.accountId, id)
}

/** Whether somebody may see which backups there are. @throws forbidden */
export async function demandBackups(reader: Reader, by: Principal): Promise<void> {
  demand(mayManageAccount(await getActor(reader, by), 'look'), 'account', 'read')
}

/** What became of a backup: what it holds, or why there is none. */
export type BackupOutcome = { readonly result: Readonly<Record<string, number>> } | { readonly error: string }

/** Records the end of a backup, unless its job was cancelled meanwhile. */
export async function recordBackup(tx: Writer, { id, by }: Job, outcome: BackupOutcome): Promise<void> {
  await tx.jobs.lock(by.accountId, id)
  const job = await requireJob(tx, by.accountId, id)
  if (job.finished !== null) return
  await tx.jobs.update(by.accountId, id, {
    ...outcome,
    state: 'result' in outcome ? 'done' : 'failed',
    finished: tx.now,
  })
}

/** Records that a server stopped before its backup was made, if one did. */
export async function recordInterruptedBackup(tx: Writer, account: AccountId): Promise<void> {
  const id = await tx.jobs.findFirstUnfinished(account, 'backup')
  if (id === undefined) return
  await recordBackup(tx, await requireJob(tx, account, id), {
    error: 'The server stopped before the backup was made. Ask for it again.',
  })
}

async function requireJob(reader: Reader, account: AccountId, id: Job['id']): Promise<Job> {
  const job = await reader.jobs.find(account, id)
  if (job === undefined) throw new Error('The job of a backup is gone.')
  return job
}
