import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/lib/clock.ts'
import { foundAcademy, makeDataFolder, type Academy } from './academy.ts'
import { httpClient, type HttpAnswer, type HttpClient } from './http-client.ts'
import { openPostgresAt, type TestPostgres } from './postgres.ts'
import { randomFrom } from './random.ts'
import { startServer, type ServerProcess } from './server-process.ts'
import { workerPids } from './worker-pids.ts'

const WORKERS = 3
const CLIENTS = 8

export interface WorkersCrash {
  readonly seed: number
  /** How often a worker is killed, the one that writes every other time. */
  readonly kills: number
  /** Where the store is; omitted: a SQLite file. */
  readonly postgres?: TestPostgres
}

export interface WorkersCrashReport {
  /** What was acknowledged and isn't there, isn't seen at once, or is there and nobody asked for it. */
  readonly faults: readonly string[]
  readonly acknowledged: number
  /** Requests of which nobody knows whether they were carried out. */
  readonly unknown: number
  readonly reads: number
  readonly killed: { readonly writer: number; readonly reader: number; readonly whole: number }
}

/**
 * Kills one worker after another (SIGKILL) while clients write and read, and then compares what was acknowledged with what is
 * there.
 */
export async function crashWorkers({ seed, kills, postgres }: WorkersCrash): Promise<WorkersCrashReport> {
  const place = postgres === undefined ? await onSqlite() : await onPostgres(postgres)
  try {
    const { academy, dataDir, settings } = place
    const server = await startServer({ dataDir, settings, workers: WORKERS })
    const authorization = { authorization: `VBrick ${academy.revToken}` }
    const clients = Array.from(
      { length: CLIENTS },
      (_, index) => new Client(server.port, index, authorization),
    )
    const running = clients.map((client) => client.run())
    const killed = await killAtRandom(server, randomFrom(seed), kills)
    for (const client of clients) client.stop()
    await Promise.all(running)
    const code = await server.stop()
    const faults = [
      ...(code === 0 ? [] : [`the server ended with ${code}: ${server.output().slice(-2_000)}`]),
      ...clients.flatMap((client) => client.faults),
      ...(await faultsOfStore(place, clients)),
    ]
    const sum = (pick: (client: Client) => number) =>
      clients.reduce((count, client) => count + pick(client), 0)
    return {
      faults,
      acknowledged: sum((client) => client.acknowledged.size),
      unknown: sum((client) => client.unknown.size),
      reads: sum((client) => client.reads),
      killed,
    }
  } finally {
    place.remove()
  }
}

/** Where the server that is hurt keeps its store. */
interface CrashedPlace {
  readonly academy: Academy
  readonly dataDir: string
  readonly settings: Readonly<Record<string, string>>
  /** The first column of what a query finds. */
  readonly names: (sql: string) => Promise<readonly string[]>
  /** What the engine says is wrong. */
  readonly damage: () => Promise<readonly string[]>
  readonly remove: () => void
}

async function onSqlite(): Promise<CrashedPlace> {
  const folder = makeDataFolder()
  const names = (sql: string) => {
    const db = new DatabaseSync(folder.database, { readOnly: true })
    const rows = db.prepare(sql).all()
    db.close()
    return Promise.resolve(rows.map((row) => String(Object.values(row)[0])))
  }
  return {
    academy: await folder.withStore((store) => foundAcademy(store, 'Academy')),
    dataDir: folder.path,
    settings: {},
    names,
    damage: async () => (await names('PRAGMA integrity_check')).filter((line) => line !== 'ok'),
    remove: () => folder.remove(),
  }
}

async function onPostgres(postgres: TestPostgres): Promise<CrashedPlace> {
  const folder = makeDataFolder()
  const url = await postgres.database()
  const store = await openPostgresAt(url, systemClock)
  const academy = await foundAcademy(store, 'Academy')
  await store.close()
  return {
    academy,
    dataDir: folder.path,
    settings: { DATABASE_URL: url, SERVER_KEY: Buffer.alloc(32, 5).toString('base64') },
    names: async (sql) => (await postgres.query(url, sql)).map((row) => String(Object.values(row)[0])),
    damage: () => Promise.resolve([]),
    remove: () => folder.remove(),
  }
}

async function killAtRandom(server: ServerProcess, random: ReturnType<typeof randomFrom>, kills: number) {
  const killed = { writer: 0, reader: 0, whole: 0 }
  for (let round = 0; round < kills; round++) {
    await untilAllRun(server)
    await sleep(50 + random.below(500))
    const { writer, readers, whole } = workerPids(server)
    const kind = whole.length > 0 ? 'whole' : round % 2 === 0 ? 'writer' : 'reader'
    const some = { writer: [writer], reader: readers, whole }[kind]
    const victim = some[random.below(some.length)]
    if (victim === undefined) continue
    const before = startsOf(server)
    process.kill(victim, 'SIGKILL')
    killed[kind]++
    while (startsOf(server) === before) await sleep(20)
  }
  await sleep(300)
  return killed
}

function startsOf(server: ServerProcess): number {
  return server.output().split('"msg":"worker started"').length - 1
}

async function untilAllRun(server: ServerProcess): Promise<void> {
  const count = () => {
    const { readers, whole } = workerPids(server)
    return whole.length > 0 ? whole.length : readers.length + 1
  }
  while (count() < WORKERS) await sleep(20)
}

/** Writes through one connection, and reads what was acknowledged through another one. */
class Client {
  readonly acknowledged = new Set<string>()
  readonly unknown = new Set<string>()
  readonly faults: string[] = []
  reads = 0
  readonly #name: string
  readonly #writing: HttpClient
  readonly #reading: HttpClient
  #stopped = false

  constructor(port: number, index: number, headers: Readonly<Record<string, string>>) {
    this.#name = `Client ${index}`
    this.#writing = httpClient(port, 1, headers)
    this.#reading = httpClient(port, 1, headers)
  }

  stop(): void {
    this.#stopped = true
  }

  async run(): Promise<void> {
    for (let number = 0; !this.#stopped; number++) {
      const name = `${this.#name} ${number}`
      const created = await answerOf(
        this.#writing.send({ method: 'POST', path: '/api/v2/categories', body: { name } }),
      )
      if (created?.status === 200) {
        this.acknowledged.add(name)
        await this.#readBack(name, created.json<{ categoryId: string }>().categoryId)
        continue
      }
      this.unknown.add(name)
      if (created !== undefined && (created.status !== 503 || created.headers['retry-after'] === undefined)) {
        this.faults.push(`${name} was answered with ${created.status} ${created.text}`)
      }
      await sleep(10)
    }
    this.#writing.close()
    this.#reading.close()
  }

  async #readBack(name: string, id: string): Promise<void> {
    const read = await answerOf(this.#reading.send({ path: `/api/v2/categories/${id}` }))
    if (read === undefined) return // that worker was killed
    this.reads++
    if (read.status !== 200) this.faults.push(`${name} was read with ${read.status} ${read.text}`)
  }
}

/** Undefined when the connection was lost. */
async function answerOf(sent: Promise<HttpAnswer>): Promise<HttpAnswer | undefined> {
  try {
    return await sent
  } catch {
    return undefined
  }
}

/** Compares the store with what clients know. */
async function faultsOfStore({ names, damage }: CrashedPlace, clients: readonly Client[]): Promise<string[]> {
  const there = await names('SELECT name FROM category')
  const audited = await names(
    `SELECT subject_id FROM audit_entry WHERE subject = 'category' AND action = 'create'`,
  )
  const known = new Set(there)
  const asked = new Set(clients.flatMap(({ acknowledged, unknown }) => [...acknowledged, ...unknown]))
  const acknowledged = clients.flatMap((client) => [...client.acknowledged])
  return [
    ...(await damage()),
    ...acknowledged.filter((name) => !known.has(name)).map((name) => `${name} was acknowledged and is gone`),
    ...there.filter((name) => !asked.has(name)).map((name) => `${name} is there and nobody asked for it`),
    ...(there.length === known.size ? [] : ['a category is there twice']),
    ...(audited.length === there.length
      ? []
      : [`${audited.length} entries tell of ${there.length} categories`]),
  ]
}
