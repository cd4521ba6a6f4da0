import type { Pool } from 'pg'
import type { Report } from '../../report.ts'

const CONNECTIONS = 20

/** A pool of connections on which 8-byte integers are numbers: all of ours lie within ±(2^53−1). */
export async function openPool(url: string, report: Report): Promise<Pool> {
  const { default: pg } = await import('pg') // loaded only where it is used: SQLite needs none of it
  const INT8 = 20
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    application_name: 'quadrivium',
    types: {
      getTypeParser: (type: number): ((text: string) => unknown) =>
        // pg types its own parsers as any
        type === INT8 ? Number : (pg.types.getTypeParser(type as number) as (text: string) => unknown),
    },
  })
  pool.on('error', (error) => report('an idle connection was lost', error))
  return pool
}
