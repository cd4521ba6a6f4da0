import type { Pool } from 'pg'
import type { Report } from '../../report.ts'

const CONNECTIONS = 20

/** A pool of connections on which 8-byte integers are numbers: all of ours lie within ±(2^53−1). */
export async function openPool(url: string, report: Report): Promise<Pool> {
  const { default: pg } = await import('pg') // loaded only where it is used: SQLite needs none of it
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'quadrivium',
    // A node that vanished in the middle of an operation mustn't hold its locks until TCP notices.
    idle_in_transaction_session_timeout: 60_000,
  })
  pool.on('connect', (client) => {
    client.setTypeParser(pg.types.builtins.INT8, Number)
    // A connection in use has no other listener, and an 'error' that nobody listens to ends the process. Whoever uses
    // it is told by his statement, now or next.
    client.on('error', () => undefined)
  })
  pool.on('error', (error) => report('an idle connection was lost', error))
  return pool
}
