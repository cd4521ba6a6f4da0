import { createServer, type RequestListener } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { Server } from 'node:net'
import type { Duplex } from 'node:stream'

/** What a server listens with: HTTP/1.1, or HTTP/2 and HTTP/1.1 on a TLS socket. */
export interface Listener extends Server {
  closeIdleConnections(): void
  closeAllConnections(): void
}

/** A certificate with its chain, and its key, as PEM. */
export interface TlsKeys {
  readonly cert: string
  readonly key: string
}

const TIMEOUTS = { keepAliveTimeout: 65_000, requestTimeout: 300_000 }

/** Makes what listens, without listening yet. @param tls without it: plain HTTP */
export function makeListener(answer: RequestListener, tls: TlsKeys | undefined): Listener {
  const listener = tls === undefined ? createServer(TIMEOUTS, answer) : makeSecureListener(answer, tls)
  // `Expect: 100-continue` is Node's own affair; any other value, an empty one included, is passed over.
  listener.on('checkExpectation', answer)
  listener.on('clientError', (_error, socket: Duplex) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
  return listener
}

function makeSecureListener(answer: RequestListener, { cert, key }: TlsKeys): Listener {
  // The requests of HTTP/2 have what those of HTTP/1.1 have, as far as they are used here (Node's compatibility API).
  const answerBoth = answer as unknown as (request: Http2ServerRequest, response: Http2ServerResponse) => void
  const server = createSecureServer({ ...TIMEOUTS, cert, key, allowHTTP1: true }, answerBoth)
  const connections = new Set<Duplex>()
  server.on('secureConnection', (socket: Duplex) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  return Object.assign(server, {
    closeIdleConnections: () => undefined, // `close` does it: HTTP/2 tells its clients to go
    closeAllConnections: () => {
      for (const socket of connections) socket.destroy()
    },
  })
}
