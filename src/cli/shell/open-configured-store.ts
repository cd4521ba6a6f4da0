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
import { CommandError } from './explain.ts'

/** Opens the store that the settings name; the data folder is made when it is missing. */
export async function openConfiguredStore(config: Config, report: Report): Promise<Store> {
  makeDataDir(config)
  refuseLostDatabase(config)
  return explainingStoreErrors(config, () =>
    openStore(config, { clock: systemClock, ids: randomIds, report }),
  )
}

/** Runs a command on the store that the settings name, beside a running server or without one. */
export async function withStore<T>(work: (store: Store, config: Config) => Promise<T>): Promise<T> {
  const config = configOfProcess()
  const store = await openConfiguredStore(config, (message, error) => console.error(message, error))
  try {
    return await work(store, config)
  } finally {
    await store.close()
  }
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
    `The database ${path} is missing, though ${left.join(' and ')} ${left.length === 1 ? 'is' : 'are'} there. Put it back from a backup; to begin anew, set QUADRIVIUM_DATA_DIR to an empty folder.`,
    2,
  )
}

/** Says in a sentence why a store can't be opened. @throws CommandError, NewerSchema */
export async function explainingStoreErrors<T>(config: Config, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof Error && error.name === 'NewerSchema') throw error
    const place = config.databaseUrl === undefined ? `in ${config.dataDir}` : 'at QUADRIVIUM_DATABASE_URL'
    throw new CommandError(`The database ${place} can't be opened: ${reasonOf(error)}`)
  }
}

/** The message of an error; that of a refused connection stands in the errors that it bundles. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
