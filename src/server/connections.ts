import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import type { Server, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { addressKey } from './address-key.ts'

/** What clients may do with connections. Times in milliseconds. */
export interface ConnectionLimits {
  /** Connections that are open at a time from one address, of IPv6 from one /64; 0: as many as they like. */
  readonly perAddress: number
  /** Whether an address may open more, as a proxy does. */
  readonly isExempt: (address: string) => boolean
  /** From the first byte of a TLS handshake to its end. */
  readonly handshakeTimeout: number
  /** For the headers of a request, from when the connection is open or the first of them has come. */
  readonly headersTimeout: number
  /** For a whole request. */
  readonly requestTimeout: number
  /** How long a connection stays open on which nothing is under way. */
  readonly keepAliveTimeout: number
  /** How long a client may take less than `LEAST_TAKEN` of an answer that waits for it. */
  readonly writeTimeout: number
  /** How long the other side may take to receive the last words of a connection and to end it. */
  readonly lastWords: number
}

/** In bytes for each `writeTimeout`. */
const LEAST_TAKEN = 16 * 1024
/** The longest that an answer may wait for its client on a stream of HTTP/2, as a multiple of `writeTimeout`. */
const LONGEST_STREAM = 20
/** Answered at a time on one connection. HTTP/1.1 sends its answers in order anyway. */
const MOST_UNDER_WAY = { http1: 1, http2: 16 }
/** From here on nothing more is read from a connection of HTTP/1.1. */
const MOST_WAITING = 16
/** From here on a session of HTTP/2 is ended: it can have no more than 100 open streams. */
const MOST_STREAMS_WAITING = 200

/** A request that has started, or waits for earlier ones. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly begin: () => void
  /** When it came in. */
  readonly since: number
  /** How the answer goes; undefined while nothing of it waits for the client. */
  waiting: Waiting | undefined
}

/** An answer of which something waits for the client. */
interface Waiting {
  readonly since: number
  /** When this window began, and what had been taken by then. */
  windowSince: number
  taken: number
}

interface Connection {
  /** What speaks: of TLS the decrypted side, once there is one. */
  socket: Socket
  session: ServerHttp2Session | undefined
  readonly address: string
  readonly underWay: Set<Exchange>
  readonly queue: Exchange[]
  paused: boolean
  scheduled: boolean
}

/**
 * The open connections of a server: how many one address may have, how many requests of one connection are answered at a
 * time, and how long a client may take to read. How long it may take to speak is Node's affair, by its own time-outs.
 */
export class Connections {
  readonly #limits: ConnectionLimits
  readonly #onTooMany: (address: string) => void
  readonly #onTooSlow: (address: string, what: 'reading' | 'sending') => void
  readonly #open = new Set<Connection>()
  /** By the socket or the session that a request names. */
  readonly #byCarrier = new WeakMap<object, Connection>()
  /** By the client's address and port. */
  readonly #byEnds = new Map<string, Connection>()
  readonly #counts = new Map<string, number>()
  readonly #sweeper: NodeJS.Timeout

  /**
   * @param onTooMany called when an address opens more connections than allowed
   * @param onTooSlow called when a client is cut off because it takes too long
   */
  constructor(
    limits: ConnectionLimits,
    onTooMany: (address: string) => void,
    onTooSlow: (address: string, what: 'reading' | 'sending') => void = () => undefined,
  ) {
    this.#limits = limits
    this.#onTooMany = onTooMany
    this.#onTooSlow = onTooSlow
    this.#sweeper = setInterval(() => this.#sweep(performance.now()), limits.writeTimeout / 4).unref()
  }

  /** Watches the connections of a server. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#opened(socket))
    server.on('secureConnection', (socket: TLSSocket) => this.#secured(socket))
    server.on('session', (session: ServerHttp2Session) => this.#agreedOnHttp2(session))
    server.once('close', () => clearInterval(this.#sweeper))
  }

  /** Begins a request, at once or when those before it on its connection have been answered. */
  admit(request: IncomingMessage, response: ServerResponse, begin: () => void): void {
    const connection = this.#byCarrier.get(carrierOf(request))
    if (connection === undefined) {
      begin()
      return
    }
    const exchange = { request, response, begin, since: performance.now(), waiting: undefined }
    if (connection.queue.length === 0 && hasRoom(connection)) {
      this.#begin(connection, exchange)
      return
    }
    connection.queue.push(exchange)
    if (connection.session !== undefined && connection.queue.length > MOST_STREAMS_WAITING) {
      connection.session.destroy()
    } else this.#schedule(connection)
  }

  /** Whether part of an answer may have been sent on a connection. */
  isAnswering(socket: object): boolean {
    const underWay = this.#byCarrier.get(socket)?.underWay ?? []
    return [...underWay].some(({ response }) => response.headersSent)
  }

  /** Ends the connections on which nothing is under way. */
  closeIdle(): void {
    for (const { underWay, queue, session, socket } of this.#open) {
      if (underWay.size > 0 || queue.length > 0) continue
      if (session === undefined) socket.destroy()
      else session.close()
    }
  }

  /** Ends all connections. */
  closeAll(): void {
    for (const { session, socket } of this.#open) {
      session?.destroy()
      socket.destroy()
    }
  }

  #opened(socket: Socket): void {
    const { remoteAddress = '' } = socket
    const address = addressKey(remoteAddress)
    const count = this.#counts.get(address) ?? 0
    const { perAddress, isExempt } = this.#limits
    if (perAddress > 0 && count >= perAddress && !isExempt(remoteAddress)) {
      this.#onTooMany(address)
      socket.destroy()
      return
    }
    const connection: Connection = {
      socket,
      session: undefined,
      address,
      underWay: new Set(),
      queue: [],
      paused: false,
      scheduled: false,
    }
    const ends = endsOf(socket)
    this.#counts.set(address, count + 1)
    this.#open.add(connection)
    this.#byCarrier.set(socket, connection)
    this.#byEnds.set(ends, connection)
    socket.once('close', () => {
      this.#open.delete(connection)
      if (this.#byEnds.get(ends) === connection) this.#byEnds.delete(ends)
      connection.queue.length = 0
      const left = (this.#counts.get(address) ?? 1) - 1
      if (left === 0) this.#counts.delete(address)
      else this.#counts.set(address, left)
    })
  }

  #secured(socket: TLSSocket): void {
    const connection = this.#byEnds.get(endsOf(socket))
    if (connection === undefined) return
    connection.socket = socket
    this.#byCarrier.set(socket, connection)
  }

  #agreedOnHttp2(session: ServerHttp2Session): void {
    const connection = this.#byEnds.get(endsOf(session.socket))
    if (connection === undefined) return
    connection.session = session
    this.#byCarrier.set(session, connection)
    session.setTimeout(this.#limits.keepAliveTimeout, () => {
      if (connection.underWay.size > 0) return // how long those may take is looked at one by one
      session.close()
      setTimeout(() => session.destroy(), this.#limits.lastWords).unref()
    })
  }

  #begin(connection: Connection, exchange: Exchange): void {
    connection.underWay.add(exchange)
    exchange.response.on('close', () => {
      connection.underWay.delete(exchange)
      if (connection.queue.length > 0) this.#schedule(connection)
    })
    exchange.begin()
  }

  /** Goes on with a connection in the next turn of the event loop: others have theirs in between. */
  #schedule(connection: Connection): void {
    if (connection.scheduled) return
    connection.scheduled = true
    setImmediate(() => {
      connection.scheduled = false
      this.#goOn(connection)
    })
  }

  #goOn(connection: Connection): void {
    const { queue, session, socket } = connection
    while (queue.length > 0 && hasRoom(connection)) {
      const next = queue.shift()
      if (next !== undefined && !isGone(next)) this.#begin(connection, next)
    }
    if (session !== undefined) return
    // Node lets the socket flow again whenever a message is complete: it is held back here as often as needed.
    if (queue.length >= MOST_WAITING) {
      connection.paused = true
      socket.pause()
    } else if (connection.paused) {
      connection.paused = false
      socket.resume()
    }
  }

  /** Ends the exchanges of clients that don't read, or on HTTP/2 don't come to the end of their request. */
  #sweep(now: number): void {
    for (const connection of this.#open) {
      for (const exchange of connection.underWay) {
        if (!this.#isTooSlow(connection, exchange, now)) continue
        this.#onTooSlow(connection.address, exchange.request.complete ? 'reading' : 'sending')
        if (connection.session === undefined) connection.socket.destroy()
        else streamOf(exchange.request).close(CANCEL)
      }
    }
  }

  #isTooSlow(connection: Connection, exchange: Exchange, now: number): boolean {
    const { request } = exchange
    const { requestTimeout, writeTimeout } = this.#limits
    if (connection.session !== undefined && !request.complete && now - exchange.since > requestTimeout) {
      return true // of HTTP/1.1 Node looks at it
    }
    if (pendingOf(connection, exchange) === 0) {
      exchange.waiting = undefined
      return false
    }
    const taken = takenOf(connection.socket)
    const waiting = (exchange.waiting ??= { since: now, windowSince: now, taken })
    if (taken - waiting.taken >= LEAST_TAKEN) {
      waiting.windowSince = now
      waiting.taken = taken
    }
    const limit = connection.session === undefined ? Infinity : LONGEST_STREAM * writeTimeout
    return now - waiting.windowSince >= writeTimeout || now - waiting.since >= limit
  }
}

/** NGHTTP2_CANCEL */
const CANCEL = 8

function hasRoom({ underWay, session }: Connection): boolean {
  return underWay.size < (session === undefined ? MOST_UNDER_WAY.http1 : MOST_UNDER_WAY.http2)
}

function carrierOf(request: IncomingMessage): object {
  return request.httpVersionMajor === 2 ? (streamOf(request).session ?? request) : request.socket
}

// The requests of HTTP/2 come by Node's compatibility API.
function streamOf(request: IncomingMessage): Http2ServerRequest['stream'] {
  return (request as unknown as Http2ServerRequest).stream
}

function isGone({ request }: Exchange): boolean {
  return request.httpVersionMajor === 2 ? streamOf(request).destroyed : request.socket.destroyed
}

function endsOf(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  return `${socket.remoteAddress} ${socket.remotePort}`
}

/** How much of an answer waits for the client, in bytes. */
function pendingOf({ session, socket }: Connection, { response }: Exchange): number {
  if (session === undefined) return socket.writableLength
  const { stream } = response as unknown as Http2ServerResponse
  return stream.destroyed ? 0 : stream.writableLength
}

/** How much a client has taken on a connection, in bytes. What is on its way in one piece counts bit by bit. */
function takenOf(socket: Socket): number {
  // Node's own time-out of sockets looks there too. Without it a large piece on a slow line would look stuck.
  const { _handle: handle } = socket as { _handle?: { bytesWritten: number; writeQueueSize: number } | null }
  return handle == null ? 0 : handle.bytesWritten - handle.writeQueueSize
}
