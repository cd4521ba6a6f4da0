import { join } from 'node:path'
import type { Store } from '../domain/store.ts'
import { sqlitePath, type StorePlace } from './place.ts'
import type { StoreSurroundings } from './surroundings.ts'

/** Opens the store and brings its schema up to date. */
export async function openStore(place: StorePlace, surroundings: StoreSurroundings): Promise<Store> {
  if (place.databaseUrl !== undefined) {
    const { PostgresStore } = await import('./engines/postgres/postgres-store.ts')
    return PostgresStore.open(place.databaseUrl, surroundings, place.databaseLimits)
  }
  const { SqliteStore } = await import('./engines/sqlite/sqlite-store.ts')
  return SqliteStore.open({ path: sqlitePath(place), durability: 'full' }, surroundings)
}

/** A store that only reads. */
export interface ReadingStore extends Store {
  /** The next read sees what other processes have committed by now. */
  renew(): void
}

/**
 * Opens the store of a SQLite file for reading only, beside the process that writes it: `write` throws `NeedsWriter`. The
 * schema is that of this version.
 */
export async function openReadingStore(
  place: StorePlace,
  surroundings: StoreSurroundings,
): Promise<ReadingStore> {
  const { SqliteReadingStore } = await import('./engines/sqlite/sqlite-reading-store.ts')
  return new SqliteReadingStore({ path: sqlitePath(place), durability: 'full' }, surroundings)
}

/** The locks that a server holds while it uses the store. */
export interface StoreLock {
  release(): void
}

/**
 * Keeps other servers off the store's data folder. PostgreSQL supports several servers: there it locks nothing.
 * @throws StoreInUse
 */
export async function lockStore(place: StorePlace): Promise<StoreLock> {
  if (place.databaseUrl !== undefined) return { release: () => undefined }
  const { ServerLock } = await import('./engines/sqlite/server-lock.ts')
  return new ServerLock(join(place.dataDir, 'server.lock'))
}

/**
 * Keeps other servers off the database itself, which exists by now: the lock file may have been deleted.
 * @throws StoreInUse
 */
export async function lockOpenStore(place: StorePlace): Promise<StoreLock> {
  if (place.databaseUrl !== undefined) return { release: () => undefined }
  const { lockDatabase } = await import('./engines/sqlite/database-lock.ts')
  return lockDatabase(sqlitePath(place))
}
