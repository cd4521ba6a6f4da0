import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Random } from './random.ts'

/** Stands between a client and an HTTP server, and does to its answers what networks and busy servers do. */
export interface HostileProxy {
  readonly url: string
  /** How often each fault was done. */
  readonly faults: Readonly<Record<string, number>>
  /** Called before each request that gets through; it waits for the promise. */
  onRequest: ((path: string) => Promise<void>) | undefined
  close(): Promise<void>
}

const FAULTS = ['429', '429 with a date', '500', '503', 'cut before', 'cut within', 'half an answer'] as const

/** @param oneIn a fault in one of so many requests */
export async function openHostileProxy(target: number, random: Random, oneIn: number): Promise<HostileProxy> {
  const faults: Record<string, number> = {}
  const proxy = { onRequest: undefined as HostileProxy['onRequest'] }
  const server = createServer((asked, answer) => {
    const fault = random.oneIn(oneIn) ? random.pick(FAULTS) : undefined
    if (fault !== undefined) faults[fault] = (faults[fault] ?? 0) + 1
    if (fault !== undefined && !fault.startsWith('cut within') && !fault.startsWith('half')) {
      asked.resume()
      refuse(fault, answer)
      return
    }
    void (async () => {
      await proxy.onRequest?.(asked.url ?? '')
      const { status, headers, body } = await passedOn(target, asked)
      if (fault === undefined) {
        answer.writeHead(status, headers).end(body)
        return
      }
      const half = body.subarray(0, Math.floor(body.length / 2))
      if (fault === 'half an answer') {
        answer.writeHead(status, { ...headers, 'content-length': half.length }).end(half)
        return
      }
      answer.writeHead(status, { ...headers, 'content-length': body.length })
      answer.write(half, () => answer.destroy())
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    get onRequest() {
      return proxy.onRequest
    },
    set onRequest(listener) {
      proxy.onRequest = listener
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function refuse(fault: string, answer: ServerResponse): void {
  if (fault === 'cut before') answer.destroy()
  else if (fault === '429') answer.writeHead(429, { 'retry-after': '1' }).end('[]')
  else if (fault === '429 with a date') {
    answer.writeHead(429, { 'retry-after': new Date(Date.now() + 1_000).toUTCString() }).end()
  } else answer.writeHead(Number(fault)).end('<html>an error</html>')
}

function passedOn(
  port: number,
  asked: IncomingMessage,
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { method, url, headers } = asked
    const on = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const { 'transfer-encoding': _, ...rest } = answer.headers
        resolve({ status: answer.statusCode ?? 0, headers: rest, body: Buffer.concat(parts) })
      })
    })
    on.on('error', reject)
    asked.pipe(on)
  })
}
