import type { RequestListener, ServerOptions } from 'node:http'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { Server, Socket } from 'node:net'
import type { Logger } from 'pino'
import { http } from '../lib/node-http.ts'
import { Connections, type ConnectionLimits } from './connections.ts'

/** What a server listens with: HTTP/1.1, or HTTP/2 and HTTP/1.1 on a TLS socket. */
export interface Listener extends Server {
  /** Ends connections on which nothing is under way: silent ones, those half-way through a handshake, idle ones. */
  closeIdleConnections(): void
  closeAllConnections(): void
}

/** A certificate with its chain, and its key, as PEM. */
export interface TlsKeys {
  readonly cert: string
  readonly key: string
}

export interface ListenerOptions {
  /** Without it: plain HTTP. */
  readonly tls?: TlsKeys | undefined
  readonly limits?: Partial<ConnectionLimits>
  readonly log: Logger
}

/** For requests that other processes of this server have taken: their clients' limits have been kept by then. */
const OF_OWN_PROCESSES = {
  limits: { perAddress: 0, keepAliveTimeout: 0 },
  options: {
    maxHeaderSize: 64 * 1024, // what they add to the headers must not be too much
    requireHostHeader: false, // HTTP/1.0 has none
  },
} satisfies { limits: Partial<ConnectionLimits>; options: ServerOptions }

const LIMITS: ConnectionLimits = {
  perAddress: 500,
  isExempt: () => false,
  handshakeTimeout: 10_000,
  headersTimeout: 20_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 65_000,
  writeTimeout: 30_000,
  lastWords: 1_000,
}

const TOO_SLOW = {
  reading: 'The client takes too long to read the answer',
  sending: 'The client takes too long to send the request',
} as const

/** How often the log tells of what clients can cause as often as they like, in milliseconds. */
const PAUSE_BETWEEN_LINES = 1_000

/** Makes what listens for other processes of this server, without listening yet. */
export function makeInnerListener(answer: RequestListener, log: Logger): Listener {
  return makeListener(answer, { limits: OF_OWN_PROCESSES.limits, log }, OF_OWN_PROCESSES.options)
}

/** Makes what listens, without listening yet. */
export function makeListener(
  answer: RequestListener,
  { tls, limits = {}, log }: ListenerOptions,
  more: ServerOptions = {},
): Listener {
  const all = { ...LIMITS, ...limits }
  const refusals = refusalLog(log)
  const connections = new Connections(
    all,
    (address) => refusals({ address, limit: all.perAddress }, 'an address has too many connections'),
    (address, what) => refusals({ address, reason: TOO_SLOW[what] }, 'request cut off'),
  )
  const admit: RequestListener = (request, response) => {
    connections.admit(request, response, () => answer(request, response))
  }
  const timeouts = {
    headersTimeout: all.headersTimeout,
    requestTimeout: all.requestTimeout,
    keepAliveTimeout: all.keepAliveTimeout,
    // Clients learn of the time-out from a header: one that comes in the last moment still finds the connection open.
    keepAliveTimeoutBuffer: Math.min(1_000, all.keepAliveTimeout),
    connectionsCheckingInterval: Math.min(all.headersTimeout, all.requestTimeout) / 4,
    ...more,
  } satisfies ServerOptions
  const server =
    tls === undefined ? http.createServer(timeouts, admit) : makeSecureServer(admit, tls, all, timeouts)
  connections.watch(server)
  // `Expect: 100-continue` is Node's own affair; any other value, an empty one included, is passed over.
  server.on('checkExpectation', admit)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const refusal = refusalOf(error)
    if (
      !socket.writable ||
      socket.bytesRead === 0 ||
      refusal === undefined ||
      connections.isAnswering(socket)
    ) {
      socket.destroy()
      return
    }
    const { status, reason } = refusal
    refusals({ address: socket.remoteAddress, status, reason, code: error.code }, 'request refused')
    socket.end(textOf(refusal))
    // The other side may never end its own: a connection that nobody ends keeps its descriptor for good.
    const tooLate = setTimeout(() => socket.destroy(), all.lastWords).unref()
    socket.once('close', () => clearTimeout(tooLate))
  })
  return Object.assign(server, {
    closeIdleConnections: () => connections.closeIdle(),
    closeAllConnections: () => connections.closeAll(),
  })
}

function makeSecureServer(
  answer: RequestListener,
  { cert, key }: TlsKeys,
  { handshakeTimeout }: ConnectionLimits,
  timeouts: ServerOptions,
) {
  // The requests of HTTP/2 have what those of HTTP/1.1 have, as far as they are used here (Node's compatibility API).
  const answerBoth = answer as unknown as (request: Http2ServerRequest, response: Http2ServerResponse) => void
  const options = {
    ...timeouts,
    cert,
    key,
    allowHTTP1: true,
    handshakeTimeout,
    settings: { maxConcurrentStreams: 100 },
    // Who begins streams and takes them back at once costs work without waiting for answers.
    streamResetBurst: 100,
    streamResetRate: 20,
  }
  return createSecureServer(options, answerBoth)
}

/** The answer to a request that couldn't be read as one. No door knows of it. */
interface Refusal {
  readonly status: number
  readonly reason: string
  readonly text: string
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    reason: 'Request Timeout',
    text: 'The request did not arrive in time. Send it again.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    reason: 'Request Header Fields Too Large',
    text: 'The address and the headers of the request are longer than 16 KB. Send fewer or shorter headers and cookies.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    reason: 'Content Too Large',
    text: 'The chunk extensions of the request are too long.',
  },
}

const MALFORMED: Refusal = {
  status: 400,
  reason: 'Bad Request',
  text: 'The request is not HTTP. Check what sends it, and whether it needs https:// here.',
}

/** Undefined if the client is gone. */
function refusalOf({ code = '' }: NodeJS.ErrnoException): Refusal | undefined {
  // Of a client that went away, and of a handshake: whoever has no TLS can't read an answer in it.
  if (/^(ECONN|EPIPE|ETIMEDOUT|ERR_SSL|ERR_TLS)/.test(code)) return undefined
  return REFUSALS[code] ?? MALFORMED
}

function textOf({ status, reason, text }: Refusal): string {
  const headers = [
    `HTTP/1.1 ${status} ${reason}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
  ]
  return `${headers.join('\r\n')}\r\n\r\n${text}`
}

/** Writes a line at most once a second; the next one tells how many were left out. */
function refusalLog(log: Logger): (line: object, message: string) => void {
  let next = 0
  let leftOut = 0
  return (line, message) => {
    const now = performance.now()
    if (now < next) leftOut++
    else {
      log.warn(leftOut === 0 ? line : { ...line, leftOut }, message)
      next = now + PAUSE_BETWEEN_LINES
      leftOut = 0
    }
  }
}
