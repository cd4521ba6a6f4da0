import Type from 'typebox'
import { demandBackups } from '../../domain/learning/backup-jobs.ts'
import { Job } from '../jobs/job-operations.ts'
import { presentJob } from '../jobs/present-job.ts'
import { Problem } from '../problems/problem.ts'
import type { ApiServices } from '../api-services.ts'
import { begun } from '../table/answer.ts'
import { listAnswer, listParameters, listRequest } from '../table/lists.ts'
import { does, type Operation } from '../table/operation.ts'
import { answer, Instant, instant, instantOrNull, orNull, pageKeys } from '../table/shapes.ts'
import { FIXED_SORTS, newestFirst, pageOfAll } from '../table/short-lists.ts'

const Backup = answer('Backup', {
  name: Type.String({ description: 'Of the file in the folder of backups.' }),
  created: Instant,
  bytes: Type.Integer({ minimum: 0 }),
})

export const Backups = answer('Backups', { lastBackup: orNull(Instant), ...pageKeys(Backup) })

/** `/backups`: copies of the whole database on the server's disk. */
export const backupOperations: readonly Operation[] = [
  does({
    id: 'listBackups',
    method: 'GET',
    path: '/backups',
    summary: 'The backups in the server’s folder',
    description:
      'The newest first, unless sorted. Those that were asked for here, and those that `quadrivium backup` put into the same folder (`QUADRIVIUM_BACKUP_DIR`).',
    scope: 'settings:read',
    query: listParameters(FIXED_SORTS),
    answers: { 200: Backups },
    problems: ['backups_elsewhere'],
    run: async (services, call) => {
      await services.store.read((reader) => demandBackups(reader, call.by))
      // One is made at a time, and is named after the second.
      const all = backupsOf(services)
        .list()
        .map((one) => ({ ...one, id: one.created }))
      const part = pageOfAll(all, newestFirst(listRequest(call, FIXED_SORTS)))
      const { body, ...answered } = listAnswer(call, part, presentBackup)
      return {
        ...answered,
        body: { lastBackup: instantOrNull(all[0]?.created ?? null), ...(body as object) },
      }
    },
  }),
  does({
    id: 'createBackup',
    method: 'POST',
    path: '/backups',
    summary: 'Make a backup',
    description:
      'A job, one at a time. The backup holds every write that was answered before, and is checked before it gets its name. It lacks the server key: keep `server.key` in another place. Of older backups the newest of seven days, four weeks and six months stay.',
    scope: 'settings:write',
    answers: { 202: Job },
    problems: ['backups_elsewhere'],
    run: async (services, { by }) => {
      await services.store.read((reader) => demandBackups(reader, by))
      return begun(presentJob(await backupsOf(services).create(by)))
    },
  }),
]

type BackupFile = ReturnType<NonNullable<ApiServices['backups']>['list']>[number]

function presentBackup({ name, created, bytes }: BackupFile) {
  return { name, created: instant(created), bytes }
}

/** @throws Problem backups_elsewhere */
function backupsOf({ backups }: ApiServices): NonNullable<ApiServices['backups']> {
  if (backups?.isPossible !== true) throw new Problem('backups_elsewhere')
  return backups
}
