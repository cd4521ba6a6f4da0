import type { Client } from 'pg'
import type { Clock } from '../../../lib/clock.ts'
import {
  CannotCopy,
  type CopiedRow,
  type CopySide,
  type CopyTarget,
  type TableShape,
} from '../../copy/copied-tables.ts'
import { pendingMigrations } from '../../migrations/versions.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { openPool } from './pool.ts'

const ROWS_AT_ONCE = 1_000
const LOOKS = 10
const PAUSE_BETWEEN_LOOKS_MS = 200

/** A database that no server uses, as the source of a copy. Servers that start meanwhile wait until it is closed. */
export async function openPostgresSource(url: string): Promise<CopySide> {
  const client = await connect(url)
  try {
    const { rows } = await client.query<{ there: boolean }>(
      "SELECT to_regclass('migration') IS NOT NULL AS there",
    )
    if (rows[0]?.there !== true) throw new CannotCopy('There is no database of Quadrivium at the source.')
    await begin(client)
    await refuseInUse(client, 'source')
    const applied = await client.query<{ name: string }>('SELECT name FROM migration')
    if (pendingMigrations(applied.rows.map(({ name }) => name)).length > 0) {
      throw new CannotCopy(
        'The source was written by an older version. Run `quadrivium migrate` on it first.',
      )
    }
    return { ...(await readingFrom(client)), close: () => client.end() }
  } catch (error) {
    await client.end()
    throw error
  }
}

/** A database with no rows of ours. One transaction fills it: until `finish` nobody sees anything of it. */
export async function openPostgresTarget(url: string, clock: Clock): Promise<CopyTarget> {
  const pool = await openPool(url, () => undefined)
  try {
    await migratePostgres(pool, clock)
  } finally {
    await pool.end()
  }
  const client = await connect(url)
  try {
    await begin(client)
    await refuseInUse(client, 'target')
    return { ...(await fillingInto(client)), close: () => client.end() }
  } catch (error) {
    await client.end()
    throw error
  }
}

async function fillingInto(client: Client): Promise<Omit<CopyTarget, 'close'>> {
  const restore = await putAside(client)
  const identities = await identitiesOf(client)
  return {
    ...(await readingFrom(client)),
    async insert({ name, columns }, rows) {
      const names = columns.map((column) => `"${column.name}"`).join(', ')
      const arrays = columns.map(({ type }, at) => `$${at + 1}::${type}[]`).join(', ')
      await client.query(
        `INSERT INTO "${name}" (${names}) SELECT * FROM unnest(${arrays})`,
        columns.map((_, at) => rows.map((row) => row[at])),
      )
    },
    async clear(table) {
      await client.query(`DELETE FROM "${table}"`)
    },
    async settle(lastIds) {
      for (const statement of restore) await client.query(statement)
      for (const { table, column, sequence } of identities) {
        await client.query(
          `SELECT setval('${sequence}', greatest($1::bigint, (SELECT max("${column}") FROM "${table}"), 1),
             $1::bigint IS NOT NULL OR EXISTS (SELECT 1 FROM "${table}"))`,
          [lastIds.get(table) ?? null],
        )
      }
    },
    async finish() {
      await client.query('COMMIT')
      await client.query('ANALYZE')
    },
  }
}

/**
 * Drops foreign keys and indexes that are no keys, so that loading goes faster, and turns off the triggers that count: the
 * counts are copied like everything else.
 * @returns the statements that restore all this
 */
async function putAside(client: Client): Promise<readonly string[]> {
  const keys = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
     ORDER BY conrelid::regclass::text, conname`,
  )
  const indexes = await client.query<{ name: string; definition: string }>(
    `SELECT index.indexrelid::regclass::text AS name, pg_get_indexdef(index.indexrelid) AS definition
     FROM pg_index AS index JOIN pg_class AS class ON class.oid = index.indexrelid
     WHERE class.relnamespace = current_schema()::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = index.indexrelid)
     ORDER BY index.indexrelid::regclass::text`,
  )
  const tables = await tablesOf(client)
  for (const { name } of tables) await client.query(`ALTER TABLE "${name}" DISABLE TRIGGER USER`)
  for (const { table, name } of keys.rows)
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT "${name}"`)
  for (const { name } of indexes.rows) await client.query(`DROP INDEX ${name}`)
  return [
    ...tables.map(({ name }) => `ALTER TABLE "${name}" ENABLE TRIGGER USER`),
    ...indexes.rows.map(({ definition }) => definition),
    ...keys.rows.map(
      ({ table, name, definition }) => `ALTER TABLE ${table} ADD CONSTRAINT "${name}" ${definition}`,
    ),
  ]
}

interface Identity {
  readonly table: string
  readonly column: string
  readonly sequence: string
}

async function identitiesOf(client: Client): Promise<readonly Identity[]> {
  const { rows } = await client.query<Identity>(
    `SELECT table_name::text AS table, column_name::text AS column,
       pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
     FROM information_schema.columns
     WHERE table_schema = current_schema() AND is_identity = 'YES' ORDER BY table_name`,
  )
  return rows
}

async function readingFrom(client: Client): Promise<Omit<CopySide, 'close'>> {
  return {
    tables: await tablesOf(client),
    rows: (table, columns) => rowsOf(client, table, columns),
    async lastIds() {
      const last = new Map<string, number>()
      for (const { table, sequence } of await identitiesOf(client)) {
        const { rows } = await client.query<{ last_value: number; is_called: boolean }>(
          `SELECT last_value, is_called FROM ${sequence}`,
        )
        const [row] = rows
        if (row?.is_called === true) last.set(table, row.last_value)
      }
      return last
    },
  }
}

async function* rowsOf(
  client: Client,
  table: string,
  columns: readonly string[],
): AsyncIterable<readonly CopiedRow[]> {
  const names = columns.map((name) => `"${name}"`).join(', ')
  await client.query(`DECLARE copied NO SCROLL CURSOR FOR SELECT ${names} FROM "${table}"`)
  try {
    for (;;) {
      const { rows } = await client.query<(string | number | null)[]>({
        text: `FETCH ${ROWS_AT_ONCE} FROM copied`,
        rowMode: 'array',
      })
      if (rows.length === 0) return
      yield rows
    }
  } finally {
    await client.query('CLOSE copied').catch(() => undefined) // with the transaction, when that has failed
  }
}

async function tablesOf(client: Client): Promise<readonly TableShape[]> {
  const { rows } = await client.query<{ table: string; name: string; type: string }>(
    `SELECT class.relname::text AS table, attname::text AS name, format_type(atttypid, atttypmod) AS type
     FROM pg_attribute JOIN pg_class AS class ON class.oid = attrelid
     WHERE class.relnamespace = current_schema()::regnamespace AND class.relkind = 'r' AND attnum > 0
       AND NOT attisdropped AND attgenerated = ''
     ORDER BY class.relname COLLATE "C", attname COLLATE "C"`,
  )
  return [...Map.groupBy(rows, ({ table }) => table)].map(([name, columns]) => ({ name, columns }))
}

async function connect(url: string): Promise<Client> {
  const { default: pg } = await import('pg') // loaded on demand: SQLite doesn't need it
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'quadrivium copy',
  })
  client.on('error', () => undefined) // the statement at work fails with it
  await client.connect()
  client.setTypeParser(pg.types.builtins.INT8, Number)
  return client
}

/** One snapshot for all that follows. A server that starts waits for the lock, because it looks for migrations first. */
async function begin(client: Client): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  await client.query('LOCK TABLE migration IN EXCLUSIVE MODE')
}

/** Retried for a moment: the database notices late that a connection has ended. */
async function refuseInUse(client: Client, side: string): Promise<void> {
  for (let attempt = 0; attempt < LOOKS; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_BETWEEN_LOOKS_MS))
    await client.query('SELECT pg_stat_clear_snapshot()')
    const { rows } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'quadrivium'`,
    )
    if (rows.length === 0) return
  }
  throw new CannotCopy(`A server works on the ${side}. Stop it first.`)
}
