import { join } from 'node:path'

/** Where the store is: in PostgreSQL when there is an address, else in a file of the data directory. */
export interface StorePlace {
  readonly databaseUrl: string | undefined
  readonly dataDir: string
}

/** The file of a store that isn't in PostgreSQL. */
export function sqlitePath({ dataDir }: StorePlace): string {
  return join(dataDir, 'quadrivium.db')
}
