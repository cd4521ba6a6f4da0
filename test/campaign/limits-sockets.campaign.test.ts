// What hostile clients do with sockets, all at a time against a server of its own process: the longest wait of somebody
// else is recorded; the server must live, forget every socket, hold little memory, and stop at once.
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2'
import { readdirSync, readFileSync } from 'node:fs'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCategory } from '../../src/domain/taxonomy/categories.ts'
import { makeListener } from '../../src/server/listener.ts'
import { foundAcademy, makeDataFolder, type Academy, type DataFolder } from '../support/academy.ts'
import { httpClient } from '../support/http-client.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { makeTlsKeys } from '../support/tls-keys.ts'

const CATEGORIES = 60_000
const SOCKETS = 300
const READERS = 70
const MEMORY = 1024 * 1024 * 1024

let folder: DataFolder
let academy: Academy
const clients = new Set<Socket | ClientHttp2Session>()

beforeAll(async () => {
  folder = makeDataFolder()
  academy = await folder.withStore(async (store) => {
    const founded = await foundAcademy(store, 'Academy')
    for (let made = 0; made < CATEGORIES; made += 1_000) {
      await store.write(async (tx) => {
        for (let i = made; i < made + 1_000; i++) {
          await createCategory(tx, founded.owner, { name: `category ${i} ${'x'.repeat(100)}`, parent: null })
        }
      })
    }
    return founded
  })
})
afterAll(() => folder.remove())

function dial(port: number, text: string, from = '127.0.0.1'): Socket {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from })
  clients.add(socket)
  socket.on('error', () => undefined)
  socket.once('connect', () => text !== '' && socket.write(text))
  return socket
}

const descriptors = ({ pid }: ServerProcess) => readdirSync(`/proc/${pid}/fd`).length
const mostMemory = ({ pid }: ServerProcess) =>
  1024 * Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

/** Asks again and again, until told to end. */
function pinger(ask: () => Promise<unknown>) {
  const waits: number[] = []
  const over = new AbortController()
  const pinging = (async () => {
    while (!over.signal.aborted) {
      const asked = performance.now()
      await ask()
      waits.push(performance.now() - asked)
      await sleep(10)
    }
  })()
  return {
    async end(what: string) {
      over.abort()
      await pinging
      const sorted = waits.toSorted((a, b) => a - b)
      const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]?.toFixed(0)
      console.log(
        `${what}: ${waits.length} pings, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
      )
    },
  }
}

async function underAttack(
  what: string,
  settings: Record<string, string>,
  attack: (port: number, server: ServerProcess) => Promise<void>,
  ask: (port: number) => () => Promise<unknown>,
): Promise<void> {
  const server = await startServer({ dataDir: folder.path, settings: { ALLOW_HTTP: 'true', ...settings } })
  try {
    const before = descriptors(server)
    const pings = pinger(ask(server.port))
    await attack(server.port, server)
    await pings.end(what)
    for (const client of clients) client.destroy()
    clients.clear()
    await expect.poll(() => descriptors(server), { timeout: 60_000 }).toBeLessThan(before + 20)
    console.log(`${what}: at most ${(mostMemory(server) / 1024 / 1024).toFixed(0)} MiB`)
    expect(mostMemory(server)).toBeLessThan(MEMORY)
    const failures = server
      .output()
      .split('\n')
      .filter((line) => /"level":"(error|fatal)"/.test(line))
    expect(failures.filter((line) => !line.includes('The client of a long list was too slow.'))).toEqual([])
  } finally {
    expect(await server.stop()).toBe(0)
  }
}

const plainPing = (port: number) => {
  const client = httpClient(port, 1)
  return async () => expect((await client.send({ path: '/readyz' })).status).toBe(200)
}

it('silent sockets, half heads and half bodies', () =>
  underAttack(
    'silent and half-spoken sockets',
    {},
    async (port, server) => {
      const before = descriptors(server)
      const texts = [
        '',
        'GET / HTTP/1.1\r\nHo',
        'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx',
      ]
      // From several addresses, each below its share.
      for (const [i, text] of texts.entries()) {
        for (let count = 0; count < SOCKETS; count++) dial(port, text, `127.0.0.${i + 2}`)
      }
      await sleep(35_000)
      // Bodies have five minutes, heads twenty seconds.
      expect(descriptors(server)).toBeLessThan(before + SOCKETS + 20)
    },
    plainPing,
  ))

it('more sockets than an address may have', () =>
  underAttack(
    'a flood of sockets',
    { CONNECTIONS_PER_ADDRESS: '100' },
    async (port) => {
      for (let round = 0; round < 20; round++) {
        for (let i = 0; i < 500; i++) dial(port, '', '127.0.0.9')
        await sleep(250)
      }
    },
    plainPing,
  ))

it('clients that ask for long lists and read nothing', () =>
  underAttack(
    'slow readers',
    {},
    async (port) => {
      const request = `GET /api/v2/categories HTTP/1.1\r\nHost: a\r\nAuthorization: VBrick ${academy.revToken}\r\n\r\n`
      const readers = Array.from({ length: READERS }, () => dial(port, request, '127.0.0.2'))
      for (const reader of readers) reader.pause()
      await sleep(60_000)
    },
    plainPing,
  ))

it('requests sent without waiting for answers', () =>
  underAttack(
    'pipelines',
    {},
    async (port) => {
      const many = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20_000)
      const sockets = Array.from({ length: 5 }, () => dial(port, many, '127.0.0.2'))
      for (const socket of sockets) socket.resume()
      await sleep(15_000)
    },
    plainPing,
  ))

it('TLS without a handshake, sessions that say nothing, streams that are taken back', async () => {
  // In this process: `startServer` asks for readiness by plain HTTP.
  const listener = makeListener((_request, response) => void setImmediate(() => response.end('hello')), {
    tls: makeTlsKeys(),
    log: pino({ level: 'silent' }),
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo // of a port, not of a pipe
  for (let i = 0; i < SOCKETS; i++) dial(port, '', '127.0.0.2')
  for (let i = 0; i < SOCKETS; i++) {
    const socket = connectTls({ socket: dial(port, '', '127.0.0.3'), rejectUnauthorized: false })
    clients.add(socket)
    socket.on('error', () => undefined)
  }
  for (let round = 0; round < 50; round++) {
    const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
    clients.add(session)
    session.on('error', () => undefined)
    await new Promise((resolve) => session.once('connect', resolve))
    for (let i = 0; i < 1_000 && !session.destroyed && !session.closed; i++) {
      const stream = session.request({ ':path': '/' })
      stream.on('error', () => undefined)
      stream.close(8)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  const open = () =>
    new Promise<number>((resolve) => listener.getConnections((_error, count) => resolve(count)))
  // Handshakes have ten seconds, heads twenty: all are gone without the clients' doing anything.
  await expect.poll(open, { timeout: 60_000, interval: 500 }).toBe(0)
  const closed = new Promise((resolve) => listener.close(resolve))
  listener.closeIdleConnections()
  await closed
  for (const client of clients) client.destroy()
  clients.clear()
})
