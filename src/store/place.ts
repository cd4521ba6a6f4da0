import { join } from 'node:path'
import type { PoolLimits } from './engines/postgres/pool.ts'

/** Where the store is: in PostgreSQL when there is an address, else in a file of the data directory. */
export interface StorePlace {
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  /** How PostgreSQL is dealt with; left out: as usual. */
  readonly databaseLimits?: PoolLimits
}

/** The file of a store that isn't in PostgreSQL. */
export function sqlitePath({ dataDir }: StorePlace): string {
  return join(dataDir, 'quadrivium.db')
}
