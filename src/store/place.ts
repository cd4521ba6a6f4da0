import { join } from 'node:path'
import type { PoolLimits } from './engines/postgres/pool.ts'

/** Where the store is: in PostgreSQL if there is an address, otherwise in a file in the data directory. */
export interface StorePlace {
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  /** PostgreSQL limits; omitted: the defaults. */
  readonly databaseLimits?: PoolLimits
}

/** The file of a SQLite store. */
export function sqlitePath({ dataDir }: StorePlace): string {
  return join(dataDir, 'quadrivium.db')
}
