import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { outlivedBackups, type Keeping } from './kept-backups.ts'

const NAME = /^quadrivium-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.backup$/

/** A backup in a folder of backups. */
export interface BackupFile {
  readonly name: string
  /** When it was started, in milliseconds. */
  readonly created: number
  readonly bytes: number
}

/** The name of a backup that is started now. @param created ISO 8601, in UTC */
export function backupName(created: string): string {
  return `quadrivium-${created.slice(0, 19).replaceAll(':', '-')}Z.backup`
}

/** The backups in a folder, the newest first. Other files are passed over; a missing folder has none. */
export function listBackupFiles(folder: string): readonly BackupFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name) => {
      const [, day, hour, minute, second] = NAME.exec(name) ?? []
      const stats = day === undefined ? undefined : statSync(join(folder, name), { throwIfNoEntry: false })
      if (stats === undefined) return []
      return [{ name, created: Date.parse(`${day}T${hour}:${minute}:${second}Z`), bytes: stats.size }]
    })
    .sort((one, other) => other.created - one.created)
}

/** Deletes the backups that are older than what is kept. Returns their names. */
export function removeOutlived(folder: string, keeping: Keeping): readonly string[] {
  const files = listBackupFiles(folder).map(({ name, created }) => ({ file: name, created }))
  return outlivedBackups(files, keeping).map(({ file }) => {
    rmSync(join(folder, file))
    return file
  })
}
