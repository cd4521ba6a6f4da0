import { sqlitePath, type StorePlace } from './place.ts'
import { pendingMigrations } from './migrations/versions.ts'
import type { StoreState } from './store-state.ts'
import type { Clock } from '../lib/clock.ts'

/** A store as `doctor` sees it. */
export interface StoreHealth extends StoreState {
  /** The pending migrations. */
  readonly pending: readonly string[]
}

/**
 * Inspects the store without changing it; undefined when it doesn't exist yet.
 * @throws NewerSchema; the engine's own error when the store can't be reached
 */
export async function inspectStore(place: StorePlace): Promise<StoreHealth | undefined> {
  const state = await stateOf(place)
  return state && { ...state, pending: pendingMigrations(state.applied).map(({ name }) => name) }
}

/**
 * Applies the pending migrations, and returns their names.
 * @param options.copyFirst whether an SQLite database of an older version is copied first; true by default
 * @throws NewerSchema
 */
export async function migrateStore(
  place: StorePlace,
  clock: Clock,
  options: { readonly copyFirst?: boolean } = {},
): Promise<readonly string[]> {
  if (place.databaseUrl === undefined) {
    const { migrateSqlite } = await import('./engines/sqlite/migrate-sqlite.ts')
    return migrateSqlite({ path: sqlitePath(place), durability: 'full' }, clock, options)
  }
  const { openPool } = await import('./engines/postgres/pool.ts')
  const { migratePostgres } = await import('./engines/postgres/migrate-postgres.ts')
  const pool = await openPool(place.databaseUrl, () => undefined)
  try {
    return await migratePostgres(pool, clock)
  } finally {
    await pool.end()
  }
}

async function stateOf(place: StorePlace): Promise<StoreState | undefined> {
  if (place.databaseUrl === undefined) {
    const { inspectSqlite } = await import('./engines/sqlite/inspect-sqlite.ts')
    return inspectSqlite(sqlitePath(place))
  }
  const { inspectPostgres } = await import('./engines/postgres/inspect-postgres.ts')
  return inspectPostgres(place.databaseUrl)
}
