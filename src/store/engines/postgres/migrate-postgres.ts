import type { Pool, PoolClient } from 'pg'
import type { Clock } from '../../../lib/clock.ts'
import type { MigrationDatabase, MigrationRow, MigrationValue } from '../../migrations/migration.ts'
import { MIGRATION_TABLE, pendingMigrations } from '../../migrations/versions.ts'

const MADE_MEANWHILE: ReadonlySet<unknown> = new Set([
  '23505', // unique_violation
  '42710', // duplicate_object: the type of the table's rows
  '42P07', // duplicate_table
])

// A database that was moved to another server counts transactions anew there: what was written before then comes before
// all that will be, in the order that it had.
const NUMBERED_ANEW = `
  UPDATE audit_entry SET committed_in = committed_in - moved.last - 1
  FROM (
    SELECT max(newest.committed_in) AS last FROM account CROSS JOIN LATERAL (
      SELECT committed_in FROM audit_entry WHERE audit_entry.account_id = account.id
      ORDER BY committed_in DESC LIMIT 1
    ) AS newest
  ) AS moved
  WHERE moved.last >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint`

/**
 * Brings the schema up to date, in one transaction under the lock of the migration table: of several nodes that start
 * at once, one migrates and the others wait, then find nothing to do.
 * @throws NewerSchema
 */
export async function migratePostgres(pool: Pool, clock: Clock): Promise<readonly string[]> {
  await makeMigrationTable(pool)
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    // A large database takes its time, and other nodes wait for the one that migrates.
    await client.query('SET LOCAL lock_timeout = 0')
    await client.query('SET LOCAL statement_timeout = 0')
    await client.query('LOCK TABLE migration IN EXCLUSIVE MODE')
    const applied = await client.query<{ name: string }>('SELECT name FROM migration ORDER BY name')
    const pending = pendingMigrations(applied.rows.map((row) => row.name))
    for (const { name, statements, rewrite } of pending) {
      for (const statement of statements('postgres')) await client.query(statement)
      await rewrite?.(databaseOf(client))
      await client.query('INSERT INTO migration (name, applied) VALUES ($1, $2)', [name, clock.now()])
    }
    await client.query(NUMBERED_ANEW)
    await client.query('COMMIT')
    client.release()
    return pending.map((migration) => migration.name)
  } catch (error) {
    client.release(true) // what isn't committed is undone
    throw error
  }
}

async function makeMigrationTable(pool: Pool): Promise<void> {
  try {
    await pool.query(MIGRATION_TABLE)
  } catch (error) {
    // Two that make it at once: IF NOT EXISTS doesn't keep the second from meeting the first's rows in the catalogue.
    if (!(error instanceof Error && 'code' in error && MADE_MEANWHILE.has(error.code))) throw error
  }
}

function databaseOf(client: PoolClient): MigrationDatabase {
  const query = (sql: string, values: readonly MigrationValue[]) => {
    let number = 0
    return client.query<MigrationRow>(
      sql.replace(/\?/g, () => `$${++number}`),
      [...values],
    )
  }
  return {
    engine: 'postgres',
    select: async (sql, ...values) => (await query(sql, values)).rows,
    run: async (sql, ...values) => {
      await query(sql, values)
    },
  }
}
