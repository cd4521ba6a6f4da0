import { hostname } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAccessToken } from '../src/domain/access/access-tokens.ts'
import { newAccessToken } from '../src/lib/access-token.ts'
import { randomIds } from '../src/lib/ids.ts'
import { foundAcademy, makeDataFolder, type Academy, type DataFolder } from './support/academy.ts'
import { crashWorkers } from './support/crash-workers.ts'
import { RawConnection, type RawAnswer } from './support/raw-connection.ts'
import { freePort, startServer, type ServerProcess } from './support/server-process.ts'
import { isAlive, workerPids } from './support/worker-pids.ts'

// A server of two processes: one reads and writes, the other one reads and hands over what writes.

let folder: DataFolder
let academy: Academy
let server: ServerProcess
let apiToken: string
let metricsPort: number
/** A connection to each worker. */
let atWriter: RawConnection
let atReader: RawConnection

beforeAll(async () => {
  folder = makeDataFolder()
  academy = await folder.withStore((store) => foundAcademy(store, 'Academy'))
  apiToken = newAccessToken(randomIds)
  await folder.withStore((store) =>
    store.write((tx) =>
      createAccessToken(tx, academy.owner, academy.manager.id, {
        token: apiToken,
        label: 'test',
        scopes: ['*:write'],
        networks: [],
        expires: null,
      }),
    ),
  )
  metricsPort = await freePort()
  server = await start()
})
afterAll(async () => {
  await server.kill()
  folder.remove()
})
beforeEach(async () => {
  if (isAlive(server.pid)) [atWriter, atReader] = await connectToBoth()
})

function start(log: 'kept' | 'piped' = 'kept'): Promise<ServerProcess> {
  return startServer({
    dataDir: folder.path,
    workers: 2,
    log,
    settings: {
      RATE_LIMITS: 'vendor',
      QUOTAS: 'rev.login=7',
      TRUSTED_PROXIES: '127.0.0.1',
      METRICS_LISTEN: `127.0.0.1:${metricsPort}`,
    },
  })
}

/** Connections go round: two in a row lead to different workers. Only the writer is asked for its readiness by itself. */
async function connectToBoth(): Promise<[RawConnection, RawConnection]> {
  const readers = () => workerPids(server).readers
  await expect.poll(() => readers().length === 1 && readers().every(isAlive)).toBe(true)
  const found = new Map<boolean, RawConnection>()
  while (found.size < 2) {
    const connection = await RawConnection.open(server.port)
    found.set(await leadsToWriter(connection), connection)
  }
  return [found.get(true) ?? atWriter, found.get(false) ?? atReader]
}

/** The ids of requests begin with a word of the process and the door that answers: only the writer answers /readyz. */
async function leadsToWriter(connection: RawConnection): Promise<boolean> {
  const [ready, healthy] = [await get(connection, '/readyz'), await get(connection, '/healthz')]
  return processOf(ready) === processOf(healthy)
}

function processOf({ head }: RawAnswer): string | undefined {
  return /x-request-id: (\w+)-/i.exec(head)?.[1]
}

function requestText(method: string, path: string, headers: Record<string, string> = {}, body = ''): string {
  const all = {
    host: 'localhost',
    ...headers,
    ...(body && { 'content-length': String(Buffer.byteLength(body)) }),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

function get(connection: RawConnection, path: string, headers = {}): Promise<RawAnswer> {
  return connection.exchange(requestText('GET', path, headers))
}

function rev(
  connection: RawConnection,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
): Promise<RawAnswer> {
  const all = { authorization: `VBrick ${academy.revToken}`, 'content-type': 'application/json', ...headers }
  return connection.exchange(
    requestText(method, `/api/v2${path}`, all, body === undefined ? '' : JSON.stringify(body)),
  )
}

async function createCategory(connection: RawConnection, name: string): Promise<string> {
  const { status, body } = await rev(connection, 'POST', '/categories', { name })
  expect([status, body.toString()]).toEqual([200, expect.stringContaining('categoryId')])
  return (JSON.parse(body.toString()) as { categoryId: string }).categoryId
}

describe('what was acknowledged', () => {
  it('is seen at once by every worker, whichever took it', async () => {
    for (let round = 0; round < 100; round++) {
      const [writing, reading] = round % 2 === 0 ? [atReader, atWriter] : [atWriter, atReader]
      const id = await createCategory(writing, `Seen ${round}`)
      expect((await rev(reading, 'GET', `/categories/${id}`)).status).toBe(200)
      expect((await rev(writing, 'GET', `/categories/${id}`)).status).toBe(200)
      if (round % 10 !== 0) continue
      // Rows of recurring queries are kept from read to read.
      expect((await rev(writing, 'PUT', `/categories/${id}`, { name: `Changed ${round}` })).status).toBe(200)
      const changed = await rev(reading, 'GET', `/categories/${id}`)
      expect(changed.body.toString()).toContain(`Changed ${round}`)
    }
  })

  it('ends a session at every worker', async () => {
    const { revToken } = await folder.withStore((store) => foundAcademy(store, 'Another'))
    const authorization = { authorization: `VBrick ${revToken}` }
    const read = (connection: RawConnection) =>
      rev(connection, 'GET', '/categories', undefined, authorization)
    expect((await read(atReader)).status).toBe(200)
    expect((await read(atWriter)).status).toBe(200)
    expect((await rev(atReader, 'POST', '/user/logoff', {}, authorization)).status).toBe(200)
    expect((await read(atReader)).status).toBe(401)
    expect((await read(atWriter)).status).toBe(401)
  })
})

describe('a request that is handed over', () => {
  it('arrives whole, in one piece or in chunks, and so does its answer', async () => {
    const name = 'Ünïcode ✓'
    const body = JSON.stringify({ name })
    const chunks = Array.from(Buffer.from(body), (byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join('')
    const head = requestText('POST', '/api/v2/categories', {
      authorization: `VBrick ${academy.revToken}`,
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
      'x-request-id': 'mine',
    })
    const chunked = await atReader.exchange(Buffer.from(`${head}${chunks}0\r\n\r\n`, 'latin1'))
    const { categoryId } = JSON.parse(chunked.body.toString()) as { categoryId: string }
    expect((await rev(atReader, 'GET', `/categories/${categoryId}`)).body.toString()).toContain(name)
    const tooLong = await rev(atReader, 'POST', '/categories', { name: 'x'.repeat(3_000_000) })
    const same = await rev(atWriter, 'POST', '/categories', { name: 'x'.repeat(3_000_000) })
    expect([tooLong.status, tooLong.body.toString()]).toEqual([same.status, same.body.toString()])
    // The connection is of use afterwards.
    expect((await rev(atReader, 'GET', `/categories/${categoryId}`)).status).toBe(200)
  })

  it('is answered with the same words and headers as at the writer', async () => {
    const shown = (answer: RawAnswer) => ({
      head: answer.head.replace(/(x-request-id|date): .*/gi, ''),
      body: answer.body.toString(),
    })
    for (const [method, path, body] of [
      ['POST', '/categories', { name: '' }],
      ['POST', '/nothing/here', {}],
      ['DELETE', '/categories/00000000-0000-4000-8000-000000000000', undefined],
      ['OPTIONS', '/categories', undefined],
      ['PROPFIND', '/categories', undefined],
    ] as const) {
      const [here, there] = [await rev(atWriter, method, path, body), await rev(atReader, method, path, body)]
      expect(shown(there)).toEqual(shown(here))
    }
    const bothHosts = `POST /api/v2/categories HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n`
    expect(shown(await atReader.exchange(bothHosts))).toEqual(shown(await atWriter.exchange(bothHosts)))
  })

  it('keeps the address of its client, and what proxies say of it', async () => {
    const wrong = { username: 'nobody', password: 'x' }
    const from = (address: string) => ({ 'x-forwarded-for': address })
    const statuses: number[] = []
    // Seven from one address may log in, whichever worker they reach.
    for (let round = 0; round < 8; round++) {
      const connection = round % 2 === 0 ? atReader : atWriter
      statuses.push((await rev(connection, 'POST', '/user/login', wrong, from('198.51.100.7'))).status)
    }
    expect(statuses).toEqual([...Array<number>(7).fill(401), 429])
    const other = await rev(atReader, 'POST', '/user/login', wrong, from('198.51.100.8'))
    expect(other.status).toBe(401)
    // Nobody can claim to have been handed over.
    const forged = { ...from('198.51.100.7'), 'x-quadrivium-client': 'plain 203.0.113.1' }
    for (const connection of [atReader, atWriter]) {
      expect((await rev(connection, 'POST', '/user/login', wrong, forged)).status).toBe(429)
    }
  })
})
describe('metrics', () => {
  it('are the sum of all workers', async () => {
    for (const connection of [atWriter, atReader, atReader]) {
      expect((await rev(connection, 'GET', '/groups/0001')).status).toBe(404)
    }
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    const line =
      /^http_server_request_duration_seconds_count\{.*http_route="\/api\/v2\/groups\/:id".*\} (\d+)$/m
    expect(line.exec(text)?.[1]).toBe('3')
  })
})

describe('a worker that is killed', () => {
  it('is started again while others read, and writes wait or are put off', { timeout: 60_000 }, async () => {
    const before = await createCategory(atReader, 'Before')
    const { writer, readers } = workerPids(server)
    process.kill(writer, 'SIGKILL')
    await expect.poll(() => atWriter.isOpen).toBe(false)
    const written = createAtLast('Meanwhile')
    expect((await rev(atReader, 'GET', `/categories/${before}`)).status).toBe(200)
    const { categoryId } = await written
    await expect.poll(() => workerPids(server).writer !== writer).toBe(true) // the log comes a little later
    const next = workerPids(server)
    expect(next.readers).toEqual(readers)

    process.kill(readers[0] ?? 0, 'SIGKILL')
    await expect.poll(() => workerPids(server).readers[0] !== readers[0], { timeout: 40_000 }).toBe(true)
    ;[atWriter, atReader] = await connectToBoth()
    for (const connection of [atWriter, atReader]) {
      expect((await rev(connection, 'GET', `/categories/${categoryId}`)).status).toBe(200)
    }
    expect(workerPids(server).writer).toBe(next.writer)
  })

  /** Without a writer a request is answered within seconds, by its own door: it may be sent again. */
  async function createAtLast(name: string): Promise<{ categoryId: string }> {
    let connection = await RawConnection.open(server.port)
    for (;;) {
      const answer = await rev(connection, 'POST', '/categories', { name }).catch(() => undefined)
      if (answer === undefined) {
        // It was given to the worker that is dead, before that was noticed: nobody has read from it.
        connection = await RawConnection.open(server.port)
        continue
      }
      const { status, head, body } = answer
      if (status === 200) return JSON.parse(body.toString()) as { categoryId: string }
      expect([status, /^retry-after: \d+$/im.test(head)]).toEqual([503, true])
      expect(body.toString()).toContain('"code":"ServiceUnavailable"')
    }
  }
})

describe('the requests at the doors', () => {
  it('are told whole by every worker, and recorded by all, whichever is asked', async () => {
    const ask = async (connection: RawConnection, method: string, path: string, body?: object) => {
      const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' }
      const content = body === undefined ? '' : JSON.stringify(body)
      const answer = await connection.exchange(
        requestText(method, `/api/quadrivium/v1${path}`, headers, content),
      )
      expect([answer.status, answer.body.toString()]).toEqual([200, expect.any(String)])
      return JSON.parse(answer.body.toString()) as {
        readonly node: string
        readonly items: readonly { readonly id: number; readonly path: string; readonly answerBody: string }[]
        readonly recordingUntil: string | null
      }
    }
    await ask(atReader, 'POST', '/doors/rev/recording', { minutes: 5 })
    await rev(atReader, 'GET', '/categories?limit=1&seen-at=reader')
    await rev(atWriter, 'GET', '/categories?limit=1&seen-at=writer')
    for (const connection of [atReader, atWriter]) {
      expect((await ask(connection, 'GET', '/doors/rev/recording')).recordingUntil).not.toBeNull()
      const { items, node } = await ask(connection, 'GET', '/doors/rev/requests?q=seen-at')
      expect(items.map(({ path }) => /seen-at=(\w+)/.exec(path)?.[1])).toEqual(['writer', 'reader'])
      for (const { answerBody } of items) expect(answerBody).toContain('categories')
      expect(node).toBe(hostname())
      for (const { id } of items) await ask(connection, 'GET', `/doors/rev/requests/${id}`)
    }
  })
})

it('writes the lines of all workers to one file, whole', () => demandWholeLines('filed'))

/** Has both workers write lines at the same time, and looks for each of them. */
async function demandWholeLines(word: string): Promise<void> {
  const connections = await connectToBoth()
  const paths = connections.map((_, at) => Array.from({ length: 150 }, (__, n) => `/${word}/${at}/${n}`))
  await Promise.all(
    connections.map(async (connection, at) => {
      for (const path of paths[at] ?? []) await rev(connection, 'GET', path)
    }),
  )
  const lines = () =>
    server
      .output()
      .split('\n')
      .filter((line) => line.includes(`/${word}/`))
  const expected = paths.flat().map((path) => `/api/v2${path}`)
  await expect.poll(() => lines().length).toBe(expected.length)
  const told = lines().map((line) => (JSON.parse(line) as { path: string }).path)
  expect(told.toSorted()).toEqual(expected.toSorted())
}

describe('the end', () => {
  it('finishes what was begun at both workers, and leaves no process', async () => {
    const { writer, readers } = workerPids(server)
    const half = requestText('POST', '/api/v2/categories', {
      authorization: `VBrick ${academy.revToken}`,
      'content-type': 'application/json',
      'content-length': '16',
    })
    const [first, second] = await connectToBoth()
    const answers = [first, second].map((connection, index) => {
      const answer = connection.exchange(half)
      setTimeout(() => connection.push(`{"name":"End ${index}"}`), 500)
      return answer
    })
    expect(await server.stop()).toBe(0)
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
    expect([writer, ...readers].filter(isAlive)).toEqual([])
    expect(server.output()).not.toMatch(/"level":"(error|fatal)"(?!.*is started again)/)
  })

  it('of the first process is the end of all, and of the lock', { timeout: 60_000 }, async () => {
    server = await start()
    await connectToBoth()
    const { writer, readers } = workerPids(server)
    await server.kill()
    await expect.poll(() => [writer, ...readers].filter(isAlive)).toEqual([])
    server = await start('piped')
    ;[atWriter, atReader] = await connectToBoth()
    const list = await rev(atReader, 'GET', '/categories')
    expect(list.body.toString()).toContain('"End 1"')
    await demandWholeLines('piped')
  })
})

// The long form: test/campaign/workers.campaign.test.ts.
it(
  'loses nothing that was acknowledged when workers are killed under load',
  { timeout: 120_000 },
  async () => {
    const { faults, acknowledged, killed } = await crashWorkers({ seed: Date.now() % 1_000_000, kills: 2 })
    expect(faults).toEqual([])
    expect(killed).toEqual({ writer: 1, reader: 1, whole: 0 })
    expect(acknowledged).toBeGreaterThan(10)
  },
)
