import type { Pool, PoolClient } from 'pg'
import type { Clock } from '../../../lib/clock.ts'
import type { MigrationDatabase, MigrationRow, MigrationValue } from '../../migrations/migration.ts'
import { MIGRATION_TABLE, pendingMigrations } from '../../migrations/versions.ts'

const MADE_MEANWHILE: ReadonlySet<unknown> = new Set([
  '23505', // unique_violation
  '42710', // duplicate_object: the type of the table's rows
  '42P07', // duplicate_table
])

// A database that was moved to another server starts counting transactions anew. What was written before the move sorts
// before everything written after it, in its original order.
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
 * simultaneously, one migrates and the others wait, then find nothing to do.
 * @throws NewerSchema
 */
export async function migratePostgres(pool: Pool, clock: Clock): Promise<readonly string[]> {
  await makeMigrationTable(pool)
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    // Migrating a large database takes long, and other nodes wait for it.
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
    await indexWords(client)
    await client.query('COMMIT')
    client.release()
    return pending.map((migration) => migration.name)
  } catch (error) {
    client.release(true) // uncommitted changes are rolled back
    throw error
  }
}

/**
 * Creates the indexes for word searches if the server has the required extensions and we may use them. Without them
 * searches read whole tables. Checked at every start, because extensions may have been added since.
 */
async function indexWords(client: PoolClient): Promise<void> {
  const found = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relname = ANY ($1)`,
    [SEARCHED.map((table) => `${table}_words`)],
  )
  const indexed = new Set(found.rows.map(({ name }) => name))
  const missing = SEARCHED.filter((table) => !indexed.has(`${table}_words`))
  if (missing.length === 0) return
  await client.query('SAVEPOINT words')
  try {
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm')
    for (const table of missing) {
      await client.query(`CREATE INDEX ${table}_words ON ${table} USING gin (words gin_trgm_ops)`)
    }
    await client.query('RELEASE SAVEPOINT words')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NOT_TO_BE_HAD.has(error.code))) throw error
    await client.query('ROLLBACK TO SAVEPOINT words')
  }
}

const SEARCHED = ['member', 'member_group', 'course', 'program', 'category', 'outbox']

const NOT_TO_BE_HAD: ReadonlySet<unknown> = new Set([
  '0A000', // feature_not_supported: the server doesn't have the extension
  '42501', // insufficient_privilege
  '42704', // undefined_object: it is in a schema outside the search path
  '58P01', // undefined_file: likewise
])

async function makeMigrationTable(pool: Pool): Promise<void> {
  try {
    await pool.query(MIGRATION_TABLE)
  } catch (error) {
    // Two nodes that create it at the same time: IF NOT EXISTS doesn't prevent the second from conflicting with the
    // first's rows in the catalogue.
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
