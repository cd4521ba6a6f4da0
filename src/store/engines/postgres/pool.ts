import type { Pool } from 'pg'
import type { Report } from '../../report.ts'

/** How a node deals with its database. Times in seconds. */
export interface PoolLimits {
  /** Connections of this node. At most half of them write at a time, so that reads are answered while writes wait. */
  readonly connections: number
  /** How long a statement waits for what another operation holds. */
  readonly lockSeconds: number
  /** How long a statement takes at most. */
  readonly statementSeconds: number
  /** After how long the database ends an operation whose node says nothing any more, and frees what it holds. */
  readonly idleSeconds: number
}

export const USUAL_LIMITS: PoolLimits = {
  connections: 20,
  lockSeconds: 15,
  statementSeconds: 60,
  idleSeconds: 8,
}

/** How long somebody waits for a connection, in milliseconds. */
export const STORE_TIMEOUT_MS = 10_000

/** A pool of connections on which 8-byte integers are numbers: all of ours lie within ±(2^53−1). */
export async function openPool(url: string, report: Report, limits = USUAL_LIMITS): Promise<Pool> {
  const { default: pg } = await import('pg') // loaded only where it is used: SQLite needs none of it
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.connections,
    connectionTimeoutMillis: STORE_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'quadrivium',
    lock_timeout: limits.lockSeconds * 1000,
    statement_timeout: limits.statementSeconds * 1000,
    // A node that froze or vanished in the middle of an operation mustn't hold its locks until TCP notices.
    idle_in_transaction_session_timeout: limits.idleSeconds * 1000,
  })
  pool.on('connect', (client) => {
    client.setTypeParser(pg.types.builtins.INT8, Number)
    // A connection in use has no other listener, and an 'error' that nobody listens to ends the process. Whoever uses
    // its statement fails with it, now or next.
    client.on('error', () => undefined)
  })
  pool.on('error', (error) => report('an idle connection was lost', error))
  return pool
}
