import { existsSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import { configOfProcess } from '../../config/environment.ts'
import type { Store } from '../../domain/store.ts'
import { systemClock } from '../../lib/clock.ts'
import { randomIds } from '../../lib/ids.ts'
import { makeDataDir, serverKeyPath } from '../../server/server-key.ts'
import { sqlitePath } from '../../store/place.ts'
import { openStore } from '../../store/open-store.ts'
import type { Report } from '../../store/report.ts'
import { CommandError, fileSentence } from './explain.ts'

/** Opens the store that the settings name; the data folder is made when it is missing. */
export async function openConfiguredStore(config: Config, report: Report): Promise<Store> {
  makeDataDir(config)
  refuseLostDatabase(config)
  return explainingStoreErrors(config, () =>
    openStore(config, { clock: systemClock, ids: randomIds, report }),
  )
}

/**
 * Runs a command on the store that the settings name, beside a running server or without one. A command makes no folder
 * and no database, unless it is one that begins an installation: a mistyped folder would look like an empty academy.
 * @throws CommandError when there is no database
 */
export async function withStore<T>(
  work: (store: Store, config: Config) => Promise<T>,
  { begins = false }: { readonly begins?: boolean } = {},
): Promise<T> {
  const config = configOfProcess()
  if (!begins) demandDatabase(config)
  const store = await openConfiguredStore(config, (message, error) => console.error(message, error))
  try {
    return await work(store, config)
  } finally {
    await store.close()
  }
}

function demandDatabase(config: Config): void {
  if (config.databaseUrl !== undefined || existsSync(sqlitePath(config))) return
  refuseLostDatabase(config)
  throw new CommandError(
    `There is no database in ${config.dataDir}. \`quadrivium start\` creates one. If one should exist, check QUADRIVIUM_DATA_DIR.`,
  )
}

/**
 * A server key without a database is what is left of an installation: a fresh academy in its place would hide that.
 * @throws CommandError
 */
export function refuseLostDatabase({ dataDir, databaseUrl }: Config): void {
  if (databaseUrl !== undefined) return
  const path = sqlitePath({ dataDir, databaseUrl })
  const left = [serverKeyPath(dataDir), `${path}-wal`].filter((file) => existsSync(file))
  if (left.length === 0 || existsSync(path)) return
  throw new CommandError(
    `The database ${path} is missing, but ${left.join(' and ')} ${left.length === 1 ? 'exists' : 'exist'}. Restore it from a backup; to start from scratch, set QUADRIVIUM_DATA_DIR to an empty folder.`,
    2,
  )
}

/** Says in a sentence why a store can't be opened. @throws CommandError, NewerSchema */
export async function explainingStoreErrors<T>(config: Config, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof Error && error.name === 'NewerSchema') throw error
    throw cannotOpen(config, error)
  }
}

/** What to tell when a store, or the lock that keeps a second server out of it, can't be opened. */
export function cannotOpen({ databaseUrl, dataDir }: Config, error: unknown): CommandError {
  const place = databaseUrl === undefined ? `in ${dataDir}` : 'at QUADRIVIUM_DATABASE_URL'
  return new CommandError(`The database ${place} can't be opened: ${reasonOf(error)}.`)
}

// What SQLite says by its primary result code, for the one who runs the installation.
const SQLITE_REASONS: Readonly<Record<number, string>> = {
  5: 'another process has locked it',
  8: 'it is read-only for this user or on this file system',
  10: 'the disk failed to read or write it',
  11: 'the file is damaged; restore a backup',
  13: 'the disk is full',
  14: 'this user may not read or write the folder',
  26: 'the file is not a database',
}

/** The message of an error; that of a refused connection stands in the errors that it bundles. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  if (!(error instanceof Error)) return String(error)
  const sqlite = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
  const known = sqlite === undefined ? undefined : SQLITE_REASONS[sqlite]
  return (known ?? fileSentence(error) ?? error.message).replace(/\.$/, '')
}
