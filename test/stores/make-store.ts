// Keeps a database of this version, so that every later version can be tested to migrate it: `npm run keep-store`, at a release.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import type { DemoAccess } from '../../src/demo/demo-doors.ts'
import { migrations } from '../../src/store/migrations/migrations.ts'
import { makeInstallation } from '../support/installation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { readDoors } from '../support/read-doors.ts'

const root = join(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const folder = join(import.meta.dirname, version)
const again = process.argv.includes('--again')
if (existsSync(folder) && !again) {
  console.error(
    `There is a store of ${version} already. A released one never changes; before a release use --again.`,
  )
  process.exit(1)
}
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)

const here = makeInstallation()
const postgres = await startPostgres()
try {
  const made = await here.run(['demo', '--json'])
  const access = JSON.parse(made.stdout) as DemoAccess
  const server = await here.start(['start'], { QUADRIVIUM_ALLOW_HTTP: 'true' })
  const readings = await readDoors(server.url, access)
  server.kill('SIGTERM')
  await server.ended
  writeFileSync(join(folder, 'readings.json'), `${JSON.stringify({ access, readings }, null, 2)}\n`)
  copyFileSync(join(here.dataDir, 'server.key'), join(folder, 'server.key'))

  const url = await postgres.emptyDatabase()
  const copied = await here.run(['copy', '--from', here.dataDir, '--to', url])
  if (copied.code !== 0) throw new Error(copied.stderr)
  writeFileSync(join(folder, 'postgres.sql.gz'), gzipSync(await dumpOf(postgres, url), { level: 9 }))

  const packed = join(folder, 'quadrivium.db')
  const db = new DatabaseSync(join(here.dataDir, 'quadrivium.db'))
  db.prepare('VACUUM INTO ?').run(packed)
  db.close()
  writeFileSync(`${packed}.gz`, gzipSync(readFileSync(packed), { level: 9 }))
  rmSync(packed)
} finally {
  await here.remove()
  await postgres.stop()
}

/** A PostgreSQL database as plain SQL: the statements of this version's migrations, then every row. */
async function dumpOf(server: TestPostgres, url: string): Promise<string> {
  const query = (text: string) => server.query(url, text)
  const lines = migrations.flatMap(({ statements }) => statements('postgres').map((one) => `${one};`))
  lines.push(
    'CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, applied BIGINT NOT NULL);',
    // Neither triggers nor references are looked at while rows arrive in any order.
    'SET session_replication_role = replica;',
  )
  const columns =
    await query(`SELECT table_name AS "table", column_name AS "column", pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
     ORDER BY table_name, ordinal_position`)
  const tables = Map.groupBy(columns, ({ table }) => String(table))
  for (const [table, list] of tables) {
    const names = list.map(({ column }) => `"${String(column)}"`)
    const rows = await query(
      `SELECT ${names.map((name) => `${name}::text AS ${name}`).join(', ')} FROM "${table}"`,
    )
    lines.push(`DELETE FROM "${table}";`) // what a migration itself puts there
    for (const row of rows) {
      const values = list.map(({ column }) => literal(row[String(column)]))
      lines.push(
        `INSERT INTO "${table}" (${names.join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${values.join(', ')});`,
      )
    }
    for (const { sequence } of list.filter((one) => one.sequence !== null)) {
      const [state] = await query(
        `SELECT last_value::text AS last, is_called AS called FROM ${String(sequence)}`,
      )
      lines.push(`SELECT setval('${String(sequence)}', ${String(state?.last)}, ${String(state?.called)});`)
    }
  }
  return `${lines.join('\n')}\nSET session_replication_role = DEFAULT;\n`
}

/** Every column is read as text. */
function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : 'NULL'
}
