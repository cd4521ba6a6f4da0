import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listenOn } from '../../test/support/listen-on.ts'
import { RawConnection } from '../../test/support/raw-connection.ts'
import { openWorld, type World } from '../../test/support/world.ts'

// What comes over the wire before any door is asked, byte for byte, on the real server's socket.

let world: World
let port: number

beforeAll(async () => {
  world = await openWorld()
  port = await listenOn(world.server)
})
afterAll(() => world.close())
beforeEach(() => {
  world.logged.length = 0
})

const DOORS = [
  ['the server', '/healthz'],
  ['the pages', '/login'],
  ['Rev', '/api/v2/users'],
  ['Intellum', '/api/v2/category_tags'],
  ['Learnosity', '/latest/itembank/tagging/tags'],
  ['Coursepath', '/api/v1/members'],
] as const

async function send(bytes: string) {
  const connection = await RawConnection.open(port)
  const { status, head, body } = await connection.exchange(bytes)
  connection.close()
  return { status, head, text: body.toString('utf8') }
}

const openSockets = () =>
  new Promise((resolve) => world.server.http.getConnections((_error, count) => resolve(count)))
const errors = () => world.logged.filter(({ level }) => Number(level) >= 50)
const paths = () => world.logged.filter(({ msg }) => msg === 'request').map(({ path }) => path)

describe.each(DOORS)('at %s', (_, path) => {
  it('every answer forbids guessing its type and keeping it', async () => {
    for (const target of [path, `${path}/nothing`, `${path}/%ff`]) {
      const { head } = await send(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      expect(head).toMatch(/^x-content-type-options: nosniff$/im)
      expect(head).toMatch(/^cache-control: no-store$/im)
      expect(head).toMatch(/^x-request-id: /im)
      expect(head).not.toMatch(/^strict-transport-security/im) // it came by plain HTTP
    }
  })

  it.each(['QUERY', 'PROPFIND', 'TRACE', 'PURGE'])(
    '%s is answered, with a body and without',
    async (method) => {
      const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n`
      const answers = [
        await send(`${head}\r\n`),
        await send(`${head}Content-Length: 3\r\n\r\na=b`),
        await send(`${head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`),
      ]
      for (const { status } of answers) expect([400, 401, 404, 405, 415, 422]).toContain(status)
      expect(errors()).toEqual([])
    },
  )

  it('a request that names two hosts is refused', async () => {
    const { status, head } = await send(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nhost: evil.example\r\n\r\n`,
    )
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(head).toMatch(/^x-request-id: /im)
    expect(errors()).toEqual([])
  })

  it('a target with its origin in it is the same as without', async () => {
    const strip = ({ status, text }: { status: number; text: string }) => [
      status,
      text.replace(/[\da-f]{8}-[\da-f-]{27}|value="[^"]*"/g, ''),
    ]
    const usual = await send(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    const absolute = await send(`GET http://localhost${path} HTTP/1.1\r\nHost: other.example\r\n\r\n`)
    expect(strip(absolute)).toEqual(strip(usual))
    expect(paths()).toEqual([path, path])
  })

  it('an upload that its client gives up is no crash', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"half":`,
    )
    await expect.poll(openSockets).toBe(1)
    socket.resetAndDestroy()
    await expect.poll(openSockets).toBe(0)
    expect(errors()).toEqual([])
  })
})

describe('a key in a path', () => {
  it.each([
    '/api/v2/tokens/the-key',
    '/api/v2/tokens//the-key',
    '/api/v2//tokens///the-key',
    '/api/v2/%74okens/the-key',
    '/api/v2/TOKENS/the-key',
    'http://localhost/api/v2/tokens/the-key',
  ])('is not logged: %s', async (path) => {
    await send(`DELETE ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    expect(paths()).toHaveLength(1)
    expect(JSON.stringify(world.logged)).not.toContain('the-key')
  })
})

describe('a target that is no path', () => {
  it.each(['*', 'nothing', '//evil.example/login', 'http://', 'http://localhost?x=1', '/%', '/a?%'])(
    'is answered: %s',
    async (target) => {
      const { status } = await send(`OPTIONS ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      expect(status).toBeLessThan(500)
      expect(errors()).toEqual([])
    },
  )
})
