import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { RawConnection } from '../../../test/support/raw-connection.ts'
import { HandOver } from './hand-over.ts'

// A server that hands every request over to another one, which listens on a Unix socket.

const folder = mkdtempSync(join(tmpdir(), 'quadrivium-hand-over-'))
const handOver = new HandOver(join(folder, 'sock'), 0)
let answer: RequestListener
let writer: Server
let front: Server
let port: number
const failures: string[] = []

beforeAll(async () => {
  writer = createServer((request, response) => answer(request, response))
  await once(writer.listen(join(folder, 'sock')), 'listening')
  front = createServer((request, response) => {
    handOver.pass(request, response).catch((error: unknown) => {
      failures.push(String(error))
      response.writeHead(503).end()
    })
  })
  await once(front.listen(0, '127.0.0.1'), 'listening')
  port = (front.address() as AddressInfo).port
})
afterEach(() => {
  failures.length = 0
})
afterAll(() => {
  handOver.close()
  front.close()
  writer.close()
  rmSync(folder, { recursive: true })
})

const get = (path: string, method = 'GET') => `${method} ${path} HTTP/1.1\r\nHost: here\r\n\r\n`

it('passes answers of every kind on, one after another on the same connections', async () => {
  const long = 'ä'.repeat(300_000)
  answer = (request, response) => {
    switch (request.url) {
      case '/chunks':
        response.writeHead(200, { 'x-kind': 'chunks' })
        response.write('one ')
        setImmediate(() => {
          response.write(long)
          response.end(' end')
        })
        break
      case '/long':
        response.writeHead(201, 'Made so', { 'content-length': Buffer.byteLength(long) }).end(long)
        break
      case '/nothing':
        response.writeHead(204).end()
        break
      case '/same':
        response.writeHead(304, { etag: '"1"', 'content-length': '99' }).end()
        break
      case '/hints':
        response.writeEarlyHints({ link: '</a>; rel=preload' })
        response.setHeader('set-cookie', ['a=1', 'b=2'])
        response.end('hints')
        break
      default:
        response.writeHead(200, { 'content-length': 5 }).end('short')
    }
  }
  const connection = await RawConnection.open(port)
  for (let round = 0; round < 3; round++) {
    const chunks = await connection.exchange(get('/chunks'))
    expect([chunks.status, chunks.body.toString()]).toEqual([200, `one ${long} end`])
    expect(chunks.head).toContain('x-kind: chunks')
    const head = await connection.exchange(get('/short', 'HEAD'), true)
    expect(head.head).toMatch(/content-length: 5/i)
    expect((await connection.exchange(get('/short'))).body.toString()).toBe('short')
    const whole = await connection.exchange(get('/long'))
    expect([whole.head.split('\r\n')[0], whole.body.toString()]).toEqual(['HTTP/1.1 201 Made so', long])
    expect((await connection.exchange(get('/nothing'))).status).toBe(204)
    expect((await connection.exchange(get('/same'))).head).toContain('etag: "1"')
    const hints = await connection.exchange(get('/hints'))
    expect([hints.body.toString(), hints.head]).toEqual(['hints', expect.stringMatching(/a=1\r\n.*b=2/s)])
  }
  connection.close()
  expect(await new Promise((resolve) => writer.getConnections((_, count) => resolve(count)))).toBe(1)
})

it('sends bodies whole, however they come', async () => {
  answer = (request, response) => {
    void text(request).then((body) => {
      response.end(JSON.stringify([request.headers['content-length'], body.length, body.slice(-3)]))
    })
  }
  const connection = await RawConnection.open(port)
  const post = (headers: string, body: string) =>
    connection.exchange(`POST / HTTP/1.1\r\nHost: here\r\n${headers}\r\n\r\n${body}`)
  const told = async (headers: string, body: string) =>
    JSON.parse((await post(headers, body)).body.toString()) as unknown
  for (const length of [1, 5_000, 64 * 1024, 64 * 1024 + 1, 2_000_000]) {
    const body = `${'x'.repeat(length - 1)}y`
    const [ending] = /.{1,3}$/.exec(body) ?? []
    expect(await told(`Content-Length: ${length}`, body)).toEqual([String(length), length, ending])
    const chunked = `${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    expect(await told('Transfer-Encoding: chunked', chunked)).toEqual([null, length, ending])
  }
  expect(await told('Content-Length: 0', '')).toEqual(['0', 0, ''])
  connection.close()
})

it('reads no faster from the writer than the client does', async () => {
  const portion = Buffer.alloc(64 * 1024)
  const portions = 1_000
  let written = 0
  answer = (_, response) => {
    const go = () => {
      while (written < portions) {
        written++
        if (response.write(portion)) continue
        response.once('drain', go)
        return
      }
      response.end()
    }
    response.writeHead(200, { 'content-length': portion.length * portions })
    go()
  }
  const response = await fetch(`http://127.0.0.1:${port}/`)
  // What fits into the buffers between here and there, which is far less than the whole.
  let before = -1
  await vi.waitFor(
    () => {
      const isStill = written === before
      before = written
      expect(isStill).toBe(true)
    },
    { interval: 50, timeout: 20_000 },
  )
  expect(written).toBeLessThan(portions / 2)
  const all = await buffer(response.body as unknown as AsyncIterable<Uint8Array>)
  expect(all.length).toBe(portion.length * portions)
})

it('takes a client that goes away for one, and goes on', async () => {
  const gone: PromiseWithResolvers<void> = Promise.withResolvers()
  answer = (request, response) => {
    if (request.url === '/short') response.end('short')
    else response.once('close', () => gone.resolve())
  }
  const leaving = await RawConnection.open(port)
  const lost = leaving.exchange(get('/never')).catch(() => undefined)
  await expect
    .poll(() => new Promise((r) => writer.getConnections((_, count) => r(count))))
    .toBeGreaterThan(0)
  leaving.close()
  await Promise.all([gone.promise, lost])
  const connection = await RawConnection.open(port)
  expect((await connection.exchange(get('/short'))).body.toString()).toBe('short')
  connection.close()
})

it('never repeats a request whose writer was lost, nor ends half an answer as if it were the whole', async () => {
  let asked = 0
  answer = (request, response) => {
    asked++
    if (request.url === '/half') response.write('half', () => request.socket.destroy())
    else request.socket.destroy()
  }
  const connection = await RawConnection.open(port)
  expect((await connection.exchange(get('/lost'))).status).toBe(503)
  expect([asked, failures.length]).toEqual([1, 1])
  await expect(connection.exchange(get('/half'))).rejects.toThrow('closed without an answer')
  expect(asked).toBe(2)
})

it('takes requests of HTTP/2', async () => {
  answer = (request, response) => {
    void text(request).then((body) => {
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      response.setHeader('x-kind', 'plain')
      response.statusCode = 201
      response.end(JSON.stringify([request.method, request.url, request.headers.host, body]))
    })
  }
  const http2 = createHttp2Server((request, response) => {
    // The compatibility API, as everywhere in the server.
    const [asked, answering] = [request, response] as unknown as [IncomingMessage, ServerResponse]
    handOver.pass(asked, answering).catch((error: unknown) => failures.push(String(error)))
  })
  await once(http2.listen(0, '127.0.0.1'), 'listening')
  const client = connectHttp2(`http://localhost:${(http2.address() as AddressInfo).port}`)
  const ask = async (headers: Record<string, string>, body: string) => {
    const stream = client.request({ ':path': '/thing?a=1', ...headers })
    if (body !== '') stream.end(body)
    const [told] = (await once(stream, 'response')) as [Record<string, unknown>]
    return { told, body: JSON.parse(await text(stream)) as unknown }
  }
  const host = `localhost:${(http2.address() as AddressInfo).port}`
  for (const headers of [{}, { 'content-length': '4' }]) {
    const { told, body } = await ask({ ':method': 'POST', ...headers }, 'body')
    expect(told).toMatchObject({ ':status': 201, 'set-cookie': ['a=1', 'b=2'], 'x-kind': 'plain' })
    expect(body).toEqual(['POST', '/thing?a=1', host, 'body'])
  }
  expect((await ask({ ':method': 'GET' }, '')).body).toEqual(['GET', '/thing?a=1', host, ''])
  expect(failures).toEqual([])
  client.close()
  http2.close()
})
