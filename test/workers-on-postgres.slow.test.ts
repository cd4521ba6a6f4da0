import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../src/lib/clock.ts'
import { foundAcademy, makeDataFolder, type Academy, type DataFolder } from './support/academy.ts'
import { crashWorkers } from './support/crash-workers.ts'
import { httpClient, type HttpClient } from './support/http-client.ts'
import { openPostgresAt, startPostgres, type TestPostgres } from './support/postgres.ts'
import { startServer, type ServerProcess } from './support/server-process.ts'
import { isAlive, workerPids } from './support/worker-pids.ts'

// With PostgreSQL each worker is a node: it reads and writes by itself.

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

it('two workers each read and write what the other one sees, and one serves on alone', async () => {
  const folder = makeDataFolder()
  const { server, academy } = await startTwo(folder)
  try {
    await expect.poll(() => workerPids(server).whole, { timeout: 10_000 }).toHaveLength(2) // the log comes a little later
    const { whole } = workerPids(server)
    let [one, other] = await connectToBoth(server, academy)
    for (let round = 0; round < 20; round++) {
      const id = await createTopic(one, `Topic ${round}`)
      for (const client of [other, one]) {
        expect((await client.send({ path: `/api/v2/categories/${id}` })).status).toBe(200)
      }
      ;[one, other] = [other, one]
    }

    process.kill(whole[0] ?? 0, 'SIGKILL')
    await expect.poll(() => isAlive(whole[0] ?? 0)).toBe(false)
    const left = await whoAnswers([one, other])
    for (let round = 0; round < 20; round++) {
      const id = await createTopic(left, `Alone ${round}`)
      expect((await left.send({ path: `/api/v2/categories/${id}` })).status).toBe(200)
    }
    await expect.poll(() => workerPids(server).whole[0], { timeout: 40_000 }).not.toBe(whole[0])
    const [again, another] = await connectToBoth(server, academy)
    for (const client of [again, another]) await createTopic(client, `Of ${await processOf(client)}`)
    const listed = await again.send({ path: '/api/v2/categories' })
    expect(listed.json<{ categories: unknown[] }>().categories).toHaveLength(42)
    for (const client of [one, other, again, another]) client.close()
    expect(await server.stop()).toBe(0)
  } finally {
    await server.kill()
    folder.remove()
  }
})

it('a worker that is killed loses nothing that was acknowledged', { timeout: 120_000 }, async () => {
  const { faults, acknowledged, reads, killed } = await crashWorkers({ seed: 1, kills: 2, postgres })
  expect(faults).toEqual([])
  expect(killed).toEqual({ writer: 0, reader: 0, whole: 2 })
  expect(acknowledged).toBeGreaterThan(0)
  expect(reads).toBeGreaterThan(0)
})

async function startTwo(folder: DataFolder): Promise<{ server: ServerProcess; academy: Academy }> {
  const url = await postgres.database()
  const store = await openPostgresAt(url, systemClock)
  const academy = await foundAcademy(store, 'Academy')
  await store.close()
  const settings = { DATABASE_URL: url, SERVER_KEY: Buffer.alloc(32, 5).toString('base64') }
  return { academy, server: await startServer({ dataDir: folder.path, workers: 2, settings }) }
}

/** Connections go round, so two in a row lead to different workers. */
async function connectToBoth(
  server: ServerProcess,
  { revToken }: Academy,
): Promise<[HttpClient, HttpClient]> {
  const found = new Map<string, HttpClient>()
  while (found.size < 2) {
    const client = httpClient(server.port, 1, { authorization: `VBrick ${revToken}` })
    const process = await processOf(client)
    if (found.has(process)) client.close()
    else found.set(process, client)
  }
  return [...found.values()] as [HttpClient, HttpClient]
}

/** The ids of requests begin with a word of the process that answers. */
async function processOf(client: HttpClient): Promise<string> {
  const { headers } = await client.send({ path: '/healthz' })
  return String(headers['x-request-id']).split('-')[0] ?? ''
}

/** The one whose worker is left. */
async function whoAnswers(clients: readonly HttpClient[]): Promise<HttpClient> {
  const before = await Promise.all(clients.map((client) => processOf(client).catch(() => undefined)))
  const left = clients.find((_, index) => before[index] !== undefined)
  if (left === undefined) throw new Error('nobody answers')
  return left
}

async function createTopic(client: HttpClient, name: string): Promise<string> {
  const answer = await client.send({ method: 'POST', path: '/api/v2/categories', body: { name } })
  expect([answer.status, answer.text]).toEqual([200, answer.text])
  return answer.json<{ categoryId: string }>().categoryId
}
