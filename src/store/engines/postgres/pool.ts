import type { Pool } from 'pg'
import type { Report } from '../../report.ts'

/** A node's limits for its database. Times in seconds. */
export interface PoolLimits {
  /** Connections of this node. At most half of them write at a time, so that reads are served while writes wait. */
  readonly connections: number
  /** How long a statement waits for a lock. */
  readonly lockSeconds: number
  /** How long a statement may run. */
  readonly statementSeconds: number
  /** How long an operation may be idle before the database ends it and releases its locks. */
  readonly idleSeconds: number
}

export const USUAL_LIMITS: PoolLimits = {
  connections: 20,
  lockSeconds: 15,
  statementSeconds: 60,
  idleSeconds: 8,
}

/** How long a caller waits for a connection, in milliseconds. */
export const STORE_TIMEOUT_MS = 10_000

/** A pool of connections that return 8-byte integers as numbers: all of ours are within ±(2^53−1). */
export async function openPool(url: string, report: Report, limits = USUAL_LIMITS): Promise<Pool> {
  const { default: pg } = await import('pg') // loaded on demand: SQLite doesn't need it
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.connections,
    pipeline: true,
    connectionTimeoutMillis: STORE_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'quadrivium',
    lock_timeout: limits.lockSeconds * 1000,
    statement_timeout: limits.statementSeconds * 1000,
    // If a node freezes or vanishes during an operation, its locks must not be held until TCP notices.
    idle_in_transaction_session_timeout: limits.idleSeconds * 1000,
  })
  pool.on('connect', (client) => {
    client.setTypeParser(pg.types.builtins.INT8, Number)
    // A connection in use has no other listener, and an 'error' event without a listener ends the process. Its current
    // or next statement fails with the error.
    client.on('error', () => undefined)
  })
  pool.on('error', (error) => report('an idle connection was lost', error))
  return pool
}
