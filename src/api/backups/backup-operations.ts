import Type from 'typebox'
import { demandBackups } from '../../domain/learning/backup-jobs.ts'
import { Job } from '../jobs/job-operations.ts'
import { presentJob } from '../jobs/present-job.ts'
import { Problem } from '../problems/problem.ts'
import { begun, told } from '../table/answer.ts'
import type { ApiServices } from '../api-services.ts'
import { does, type Operation } from '../table/operation.ts'
import { answer, Instant, instant, instantOrNull, orNull } from '../table/shapes.ts'

export const Backups = answer('Backups', {
  lastBackup: orNull(Instant),
  items: Type.Array(
    Type.Object(
      {
        name: Type.String({ description: 'Of the file in the folder of backups.' }),
        created: Instant,
        bytes: Type.Integer({ minimum: 0 }),
      },
      { additionalProperties: true },
    ),
  ),
})

/** `/backups`: copies of the whole database on the server's disk. */
export const backupOperations: readonly Operation[] = [
  does({
    id: 'listBackups',
    method: 'GET',
    path: '/backups',
    summary: 'The backups in the server’s folder, newest first',
    description:
      'Those that were asked for here, and those that `quadrivium backup` put into the same folder (`QUADRIVIUM_BACKUP_DIR`).',
    scope: 'settings:read',
    answers: { 200: Backups },
    problems: ['backups_elsewhere'],
    run: async (services, { by }) => {
      await services.store.read((reader) => demandBackups(reader, by))
      const items = backupsOf(services)
        .list()
        .map(({ name, created, bytes }) => ({ name, created: instant(created), bytes }))
      return told({ lastBackup: items[0]?.created ?? instantOrNull(null), items })
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

/** @throws Problem backups_elsewhere */
function backupsOf({ backups }: ApiServices): NonNullable<ApiServices['backups']> {
  if (backups?.isPossible !== true) throw new Problem('backups_elsewhere')
  return backups
}
