import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Config } from '../../config/config.ts'
import { configOfProcess } from '../../config/environment.ts'
import { systemClock } from '../../lib/clock.ts'
import { openServerKeyOf, sealServerKey } from '../../server/key-in-backup.ts'
import { givenServerKey, makeDataDir, serverKeyPath } from '../../server/server-key.ts'
import {
  backUpSqlite,
  BadBackup,
  restoreSqlite,
  verifyBackup,
  type BackupManifest,
} from '../../store/engines/sqlite/backup-sqlite.ts'
import { noteBackup } from '../../server/last-backup.ts'
import { lockStore } from '../../store/open-store.ts'
import { sqlitePath } from '../../store/place.ts'
import { backupName, removeOutlived } from '../../server/backups/backup-files.ts'
import { parseKeeping, type Keeping } from '../../server/backups/kept-backups.ts'
import { CommandError } from '../shell/explain.ts'
import { reasonOf } from '../shell/open-configured-store.ts'
import { print } from '../shell/print.ts'
import { counted } from '../../lib/counted.ts'

interface BackupOptions {
  readonly keep?: string
  readonly passphraseFile?: string
  readonly json?: true
}

interface RestoreOptions {
  readonly verifyOnly?: true
  readonly passphraseFile?: string
  readonly json?: true
}

const KEY_NOTE = 'serverKey'

/** Makes a backup and, on request, deletes older ones. */
export async function backUp(target: string, options: BackupOptions): Promise<void> {
  const config = configOfProcess()
  refusePostgres(config)
  const source = sqlitePath(config)
  if (!existsSync(source)) {
    throw new CommandError(`There is no database in ${config.dataDir}. Check QUADRIVIUM_DATA_DIR.`, 2)
  }
  const keeping = readKeeping(options.keep, target)
  const created = new Date(systemClock.now()).toISOString()
  const file = isFolder(target) ? join(target, backupName(created)) : resolve(target)
  const key = keyNote(config, options.passphraseFile)
  const manifest = await told(() =>
    backUpSqlite({ source, target: file, created, notes: key === undefined ? {} : { [KEY_NOTE]: key } }),
  )
  noteMade(config.dataDir, created)
  const removed = keeping === undefined ? [] : removeOutlived(target, keeping)
  if (key === undefined) {
    console.error(
      'WARNING: the server key is NOT in this backup. Without it, signing keys and secrets of webhooks cannot be read any more. Keep a copy of server.key in another place, or use --passphrase-file.',
    )
  }
  print(options.json === true, { ...summary(file, manifest), removed }, () =>
    [
      `Backed up ${counted(rowsOf(manifest), 'row')} to ${file}, checked. Checksum ${checksumOf(manifest)}.`,
      ...removed.map((name) => `Deleted ${name}: it is older than what is kept.`),
    ].join('\n'),
  )
}

/** Verifies a backup and restores it, unless only the check is requested. */
export async function restoreBackup(file: string, options: RestoreOptions): Promise<void> {
  const manifest = await told(async () => verifyBackup(file))
  const key = keyOf(manifest, options.passphraseFile)
  if (options.verifyOnly === true) {
    print(
      options.json === true,
      summary(file, manifest),
      () =>
        `${file} is whole: ${counted(rowsOf(manifest), 'row')} of ${manifest.created}. Checksum ${checksumOf(manifest)}.`,
    )
    return
  }
  const config = configOfProcess()
  refusePostgres(config)
  makeDataDir(config)
  const lock = await lockStore(config).catch(() => {
    throw new CommandError(
      `A server runs on ${config.dataDir}. Stop it, or set QUADRIVIUM_DATA_DIR to an empty folder.`,
      2,
    )
  })
  try {
    const target = sqlitePath(config)
    if (existsSync(target)) {
      throw new CommandError(
        `There is a database in ${config.dataDir} already. Move it away first, or set QUADRIVIUM_DATA_DIR to an empty folder.`,
        2,
      )
    }
    const keyFile = serverKeyPath(config.dataDir)
    if (key !== undefined && !isSameKey(keyFile, key)) {
      throw new CommandError(`${keyFile} holds another server key than the backup. Move it away first.`, 2)
    }
    await told(() => restoreSqlite(file, target))
    if (key !== undefined && !existsSync(keyFile))
      writeFileSync(keyFile, `${key}\n`, { mode: 0o600, flush: true })
    if (!existsSync(keyFile) && config.serverKey === undefined) {
      console.error(
        `WARNING: there is no server key. Put server.key into ${config.dataDir}, or set QUADRIVIUM_SERVER_KEY, before you start.`,
      )
    }
    print(
      options.json === true,
      summary(file, manifest),
      () =>
        `Restored ${counted(rowsOf(manifest), 'row')} of ${manifest.created} to ${config.dataDir}. Checksum ${checksumOf(manifest)}.`,
    )
  } finally {
    lock.release()
  }
}

/** The backup is good even where its note can't be written. */
function noteMade(dataDir: string, created: string): void {
  try {
    noteBackup(dataDir, created)
  } catch (error) {
    console.error(
      `The time of this backup could not be noted in ${dataDir}: ${reasonOf(error)}. The server's metrics show an earlier one.`,
    )
  }
}

function refusePostgres({ databaseUrl }: Config): void {
  if (databaseUrl === undefined) return
  throw new CommandError(
    'The data are in PostgreSQL: back them up by `pg_dump -Fc`, restore them by `pg_restore` (docs/backup.md).',
    2,
  )
}

function readKeeping(text: string | undefined, target: string): Keeping | undefined {
  if (text === undefined) return undefined
  const keeping = parseKeeping(text)
  if (keeping === undefined) {
    throw new CommandError('--keep says how many days, weeks and months: 7d4w6m.', 2)
  }
  if (!isFolder(target)) throw new CommandError('--keep needs a folder to put the backups into.', 2)
  return keeping
}

function keyNote({ dataDir, serverKey }: Config, passphraseFile: string | undefined): string | undefined {
  if (passphraseFile === undefined) return undefined
  const key = givenServerKey(dataDir, serverKey)
  if (key === undefined) throw new CommandError(`There is no server key in ${dataDir}.`)
  return sealServerKey(key, passphraseOf(passphraseFile))
}

function keyOf({ notes }: BackupManifest, passphraseFile: string | undefined): string | undefined {
  const sealed = notes[KEY_NOTE]
  if (passphraseFile === undefined) return undefined
  if (sealed === undefined) throw new CommandError('There is no server key in this backup.', 2)
  const key = openServerKeyOf(sealed, passphraseOf(passphraseFile))
  if (key === undefined) throw new CommandError('The passphrase is not the one of this backup.')
  return key
}

function passphraseOf(file: string): string {
  const passphrase = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  if (passphrase.length < 12)
    throw new CommandError(`The passphrase in ${file} must have at least 12 characters.`, 2)
  return passphrase
}

function isSameKey(file: string, key: string): boolean {
  return !existsSync(file) || readFileSync(file, 'utf8').trim() === key.trim()
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function summary(file: string, manifest: BackupManifest) {
  const { created, tables } = manifest
  return {
    file,
    created,
    checksum: checksumOf(manifest),
    tables: Object.fromEntries(Object.entries(tables).map(([name, { rows }]) => [name, rows])),
  }
}

/** One digest of all tables: two copies with the same one hold the same rows. */
function checksumOf({ tables }: BackupManifest): string {
  const lines = Object.entries(tables).map(([name, { rows, digest }]) => `${name} ${rows} ${digest}`)
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 32)
}

function rowsOf({ tables }: BackupManifest): number {
  return Object.values(tables).reduce((sum, { rows }) => sum + rows, 0)
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof BadBackup ? new CommandError(error.message) : error
  }
}
