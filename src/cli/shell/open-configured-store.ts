import { existsSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import { configOfProcess } from '../../config/environment.ts'
import type { Store } from '../../domain/store.ts'
import { systemClock } from '../../lib/clock.ts'
import type { Telemetry } from '../../lib/telemetry.ts'
import { randomIds } from '../../lib/ids.ts'
import { makeDataDir, serverKeyPath } from '../../server/server-key.ts'
import { sqlitePath } from '../../store/place.ts'
import { openStore } from '../../store/open-store.ts'
import type { Report } from '../../store/report.ts'
import { CommandError, fileSentence } from './explain.ts'

/** A command gives up later than a server, which has somebody waiting: beside it there may be much work. */
const PATIENCE_MS = 120_000

/** Opens the configured store. Creates the data folder if it is missing. */
export async function openConfiguredStore(
  config: Config,
  report: Report,
  { meter, tracer }: Telemetry = {},
  patience?: number,
): Promise<Store> {
  makeDataDir(config)
  refuseLostDatabase(config)
  return explainingStoreErrors(config, () =>
    openStore(config, {
      clock: systemClock,
      ids: randomIds,
      report,
      meter,
      ...(patience !== undefined && { patience }),
      ...(tracer && { traceparent: () => tracer.traceparent() }),
    }),
  )
}

/**
 * Runs a command on the configured store, with or without a running server. Only a command that begins an installation
 * creates a folder or a database: otherwise a mistyped folder would look like an empty academy.
 * @throws CommandError when there is no database
 */
export async function withStore<T>(
  work: (store: Store, config: Config) => Promise<T>,
  { begins = false }: { readonly begins?: boolean } = {},
): Promise<T> {
  const config = configOfProcess()
  if (!begins) demandDatabase(config)
  const report: Report = (message, error) => console.error(message, error)
  const store = await openConfiguredStore(config, report, {}, PATIENCE_MS)
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
 * A server key without a database means that an installation has lost its database: a new academy would hide that.
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

/** Turns an error of opening a store into a sentence. @throws CommandError, NewerSchema */
export async function explainingStoreErrors<T>(config: Config, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof Error && error.name === 'NewerSchema') throw error
    throw cannotOpen(config, error)
  }
}

/** The error for a store that can't be opened, or whose server lock can't be taken. */
export function cannotOpen({ databaseUrl, dataDir }: Config, error: unknown): CommandError {
  const place = databaseUrl === undefined ? `in ${dataDir}` : 'at QUADRIVIUM_DATABASE_URL'
  return new CommandError(`The database ${place} can't be opened: ${reasonOf(error)}.`)
}

// Explanations of SQLite's primary result codes, for operators.
const SQLITE_REASONS: Readonly<Record<number, string>> = {
  5: 'another process has locked it',
  8: 'it is read-only for this user or on this file system',
  10: 'the disk failed to read or write it',
  11: 'the file is damaged; restore a backup',
  13: 'the disk is full',
  14: 'this user may not read or write the folder',
  26: 'the file is not a database',
}

/** The message of an error. A refused connection has its messages in the bundled errors. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  if (!(error instanceof Error)) return String(error)
  const sqlite = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
  const known = sqlite === undefined ? undefined : SQLITE_REASONS[sqlite]
  return (known ?? fileSentence(error) ?? error.message).replace(/\.$/, '')
}
