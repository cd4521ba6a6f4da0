import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { makeTlsKeys } from '../../test/support/tls-keys.ts'
import type { ConnectionLimits } from './connections.ts'
import { makeListener, type Listener } from './listener.ts'

// What clients do with sockets, against a real one. The time-outs are short so that they come to their end here.

const SHORT: Partial<ConnectionLimits> = {
  handshakeTimeout: 5_000,
  headersTimeout: 500,
  requestTimeout: 700,
  keepAliveTimeout: 100,
  writeTimeout: 200,
  lastWords: 50,
}
const keys = makeTlsKeys()

let listener: Listener
let port: number
let logged: Record<string, unknown>[]
const clients = new Set<Socket | ClientHttp2Session>()

afterEach(async () => {
  for (const client of clients) client.destroy()
  clients.clear()
  const closed = new Promise((resolve) => listener.close(resolve))
  listener.closeAllConnections()
  await closed
})

async function open(
  answer: RequestListener,
  limits: Partial<ConnectionLimits> = SHORT,
  tls?: typeof keys,
): Promise<void> {
  logged = []
  const log = pino({}, { write: (line: string) => void logged.push(JSON.parse(line) as never) })
  listener = makeListener(answer, { tls, limits, log })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  ;({ port } = listener.address() as AddressInfo)
}

/** A connection, what came on it, and whether the server has ended it. */
function dial(text = '', over: 'plain' | 'tls' = 'plain', from?: string) {
  const socket =
    over === 'plain'
      ? connect({ port, host: '127.0.0.1', ...(from === undefined ? {} : { localAddress: from }) })
      : connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
  clients.add(socket)
  let received = ''
  socket.on('data', (bytes: Buffer) => (received += bytes.toString('latin1')))
  socket.on('error', () => undefined)
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(received)))
  if (text !== '') socket.write(text)
  return { socket, closed, received: () => received }
}

const openSockets = () =>
  new Promise<number>((resolve, reject) =>
    listener.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  )

const hello: RequestListener = (_request, response) => void response.end('hello')
const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

describe.each(['plain', 'tls'] as const)('a connection (%s)', (over) => {
  const tls = over === 'tls' ? keys : undefined

  it('on which nothing comes is ended, without a word', async () => {
    await open(hello, SHORT, tls)
    expect(await dial('', over).closed).toBe('')
  })

  it('on which half a head comes is told so, and ended though the client does not end it', async () => {
    await open(hello, SHORT, tls)
    const client = dial('GET / HTTP/1.1\r\nHost: lo', over)
    client.socket.allowHalfOpen = true
    await expect.poll(client.received).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
    expect(client.received()).toMatch(/The request did not arrive in time\. Send it again\.$/)
    await expect.poll(openSockets).toBe(0)
  })

  it('on which half a body comes is told so', async () => {
    await open((request) => void request.resume(), SHORT, tls)
    const text = await dial('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf', over)
      .closed
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('with headers that are too long gets 431 and a reason; the log tells', async () => {
    await open(hello, SHORT, tls)
    const text = await dial(
      `GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${'x'.repeat(40_000)}\r\n\r\n`,
      over,
    ).closed
    expect(text).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
    expect(text).toContain('longer than 16 KB. Send fewer or shorter headers and cookies.')
    expect(logged).toMatchObject([
      {
        msg: 'request refused',
        address: '127.0.0.1',
        status: 431,
        reason: 'Request Header Fields Too Large',
        code: 'HPE_HEADER_OVERFLOW',
      },
    ])
  })

  it('that speaks something else gets 400', async () => {
    await open(hello, SHORT, tls)
    expect(await dial('EHLO mail.example.com\r\n\r\n', over).closed).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n/,
    )
  })

  it('is kept for the next request, and ended when none comes', async () => {
    await open(hello, { keepAliveTimeout: 600 }, tls)
    const client = dial(GET, over)
    await expect.poll(client.received).toMatch(/hello/)
    client.socket.write(GET)
    expect((await client.closed).match(/hello/g)).toHaveLength(2)
  })

  it('that is idle, silent or half spoken does not keep the server from closing', async () => {
    await open(hello, {}, tls) // the usual time-outs, far longer than this test
    const idle = dial(GET, over)
    await expect.poll(idle.received).toMatch(/hello/)
    const silent = dial('', over)
    const half = dial('GET / HTTP/1.1\r\nHo', over)
    const unsecured = dial('', 'plain')
    await expect.poll(openSockets).toBe(4)
    const closed = new Promise((resolve) => listener.close(resolve))
    listener.closeIdleConnections()
    await closed
    await Promise.all([idle.closed, silent.closed, half.closed, unsecured.closed])
  })

  it('whose client takes nothing of its answer is ended', async () => {
    let written: Promise<void> | undefined
    await open(
      (_request, response) => {
        written = new Promise((resolve) => response.once('close', resolve))
        response.end(Buffer.alloc(32 * 1024 * 1024))
      },
      SHORT,
      tls,
    )
    const client = dial('', over)
    client.socket.pause()
    client.socket.write(GET)
    await expect.poll(() => written !== undefined).toBe(true)
    await written
    expect(await openSockets()).toBe(0)
  })

  it('whose handler takes its time is kept', async () => {
    const asked = Promise.withResolvers<ServerResponse>()
    await open((_request, response) => asked.resolve(response), SHORT, tls)
    const slow = dial(GET, over)
    const response = await asked.promise
    // Another one comes and goes by every time-out meanwhile.
    expect(await dial('GET / HTTP/1.1\r\nHost: lo', over).closed).toMatch(/ 408 /)
    response.end('at last')
    await expect.poll(slow.received).toMatch(/at last$/)
  })

  it('with many requests sent at once is answered in order, one at a time, and others in between', async () => {
    const begun: (string | undefined)[] = []
    let most = 0
    let underWay = 0
    await open(
      (request, response) => {
        begun.push(request.url)
        most = Math.max(most, ++underWay)
        setImmediate(() => {
          underWay--
          response.end(`<${request.url}>`)
        })
      },
      {},
      tls,
    )
    const count = 3_000
    const other = dial(GET, over)
    await expect.poll(other.received).toMatch(/<\/>/)
    const client = dial(
      Array.from({ length: count }, (_, i) => `GET /${i} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(''),
      over,
    )
    client.socket.once('data', () => other.socket.write('GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n'))
    await expect.poll(client.received).toContain(`</${count - 1}>`)
    await expect.poll(other.received).toMatch(/<\/other>/)
    expect(begun.indexOf('/other')).toBeLessThan(begun.indexOf(`/${count - 1}`))
    const answered = [...client.received().matchAll(/<\/(\d+)>/g)].map(([, number]) => Number(number))
    expect(answered).toEqual(Array.from({ length: count }, (_, i) => i))
    expect(most).toBeLessThanOrEqual(2) // one of each connection
  })
})

describe('an address', () => {
  it('has so many connections at a time; others have theirs', async () => {
    await open(hello, { perAddress: 3 })
    const held = [dial(GET), dial(GET), dial(GET)]
    for (const { received } of held) await expect.poll(received).toMatch(/hello/)
    expect(await dial(GET).closed).toBe('')
    expect(await dial(GET).closed).toBe('')
    expect(logged).toMatchObject([
      { msg: 'an address has too many connections', address: '127.0.0.1', limit: 3 },
    ])
    const elsewhere = dial(GET, 'plain', '127.0.0.2')
    await expect.poll(elsewhere.received).toMatch(/hello/)
    held[0]?.socket.destroy()
    await expect.poll(openSockets).toBe(3)
    const next = dial(GET)
    await expect.poll(next.received).toMatch(/hello/)
  })

  it('of a proxy has as many as it likes', async () => {
    await open(hello, { perAddress: 1, isExempt: (address) => address === '127.0.0.1' })
    for (const { received } of [dial(GET), dial(GET), dial(GET)]) {
      await expect.poll(received).toMatch(/hello/)
    }
  })
})

describe('a connection without a handshake', () => {
  it('is ended', async () => {
    await open(hello, { ...SHORT, handshakeTimeout: 100 }, keys)
    expect(await dial('', 'plain').closed).toBe('')
    expect(await dial(GET, 'plain').closed).toBe('') // plain HTTP, to a TLS socket
    await expect.poll(openSockets).toBe(0)
  })
})

describe('a session of HTTP/2', () => {
  async function session(): Promise<ClientHttp2Session> {
    const client = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
    clients.add(client)
    client.on('error', () => undefined)
    await new Promise((resolve) => client.once('connect', resolve))
    return client
  }
  const gone = (client: ClientHttp2Session) => new Promise((resolve) => client.once('close', resolve))
  const status = (client: ClientHttp2Session, headers: Record<string, string> = {}) =>
    new Promise((resolve, reject) => {
      const stream = client.request({ ':path': '/', ...headers })
      stream.once('response', (answered) => resolve(answered[':status'])).once('error', reject)
      stream.resume()
    })

  it('that says nothing is ended', async () => {
    await open(hello, SHORT, keys)
    const client = await session()
    await gone(client)
    await expect.poll(openSockets).toBe(0)
  })

  it('that was used is ended when it is no longer', async () => {
    await open(hello, { ...SHORT, keepAliveTimeout: 600 }, keys)
    const client = await session()
    expect(await status(client)).toBe(200)
    await gone(client)
  })

  it('that is idle does not keep the server from closing', async () => {
    await open(hello, {}, keys)
    const client = await session()
    expect(await status(client)).toBe(200)
    const closed = new Promise((resolve) => listener.close(resolve))
    listener.closeIdleConnections()
    await closed
    await gone(client)
  })

  it('ends a stream whose client takes nothing, and lives on', async () => {
    let ended: Promise<void> | undefined
    await open(
      (request, response) => {
        if (request.url === '/large') {
          ended = new Promise((resolve) => response.once('close', resolve))
          response.end(Buffer.alloc(8 * 1024 * 1024))
        } else response.end('hello')
      },
      { ...SHORT, keepAliveTimeout: 60_000 },
      keys,
    )
    const client = await session()
    const large = client.request({ ':path': '/large' })
    large.on('error', () => undefined).pause()
    await expect.poll(() => ended !== undefined).toBe(true)
    await ended
    expect(await status(client)).toBe(200)
  })

  it('ends a stream whose request never comes to its end', async () => {
    let ended: Promise<void> | undefined
    await open(
      (_request, response) => void (ended = new Promise((resolve) => response.once('close', resolve))),
      { ...SHORT, keepAliveTimeout: 60_000 },
      keys,
    )
    const client = await session()
    client
      .request({ ':path': '/', ':method': 'POST' })
      .on('error', () => undefined)
      .write('half')
    await expect.poll(() => ended !== undefined).toBe(true)
    await ended
  })

  it('that takes its streams back as fast as it opens them is ended before much is begun', async () => {
    let begun = 0
    await open(
      (_request, response) => {
        begun++
        setImmediate(() => response.end('hello'))
      },
      {},
      keys,
    )
    const client = await session()
    const over = gone(client)
    const rounds = setInterval(() => {
      for (let i = 0; i < 100 && !client.destroyed && !client.closed; i++) {
        const stream = client.request({ ':path': '/' })
        stream.on('error', () => undefined)
        stream.close(8)
      }
    }, 0)
    await over
    clearInterval(rounds)
    expect(begun).toBeLessThan(500)
    expect(await status(await session())).toBe(200)
  })

  it('has many requests answered together, but not all at a time', async () => {
    let most = 0
    const waiting: ServerResponse[] = []
    await open(
      (_request: IncomingMessage, response) => {
        most = Math.max(most, waiting.push(response))
        setImmediate(() => waiting.shift()?.end('hello'))
      },
      {},
      keys,
    )
    const client = await session()
    const answers = await Promise.all(Array.from({ length: 90 }, () => status(client)))
    expect(answers).toEqual(Array.from({ length: 90 }, () => 200))
    expect(most).toBeLessThanOrEqual(16)
    expect(most).toBeGreaterThan(1)
  })
})
