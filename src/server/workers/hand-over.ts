import type { IncomingMessage, ServerResponse } from 'node:http'
import { hasBody, heldBody, readBody, releaseBody } from '../../http/buffered-body.ts'
import type { AnswerHead } from './answer-parser.ts'
import { CLIENT_HEADER, describeClient } from './client-of.ts'
import { WriterConnection, type Receiver, type SentRequest } from './writer-connection.ts'

/** How long a request waits for a writer that is being restarted, in milliseconds. */
const PATIENCE_MS = 5_000
const PAUSE_MS = 50
/** Bytes of a body that is read before it is sent: then the request is one message. */
const MOST_HELD = 64 * 1024
/** Connections that are kept for later. */
const MOST_IDLE = 256

/** Of a connection, not of a message. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'http2-settings',
  'expect', // was answered already
])

/**
 * Hands requests over to the process that writes, whole, and passes its answers on. They go as HTTP/1.1 over a socket; Node's
 * own client would take several times as long for each as the rest of the way.
 */
export class HandOver {
  readonly #socket: string
  readonly #patience: number
  readonly #idle: WriterConnection[] = []
  #closed = false

  /**
   * @param socket where the writer takes them
   * @param patience in milliseconds
   */
  constructor(socket: string, patience = PATIENCE_MS) {
    this.#socket = socket
    this.#patience = patience
  }

  /**
   * Has a request answered by the writer. Resolves when the answer has begun, or when the client has gone.
   * @throws when the writer can't be reached for some seconds, or is lost before it answers; nothing has been sent then
   */
  async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const until = performance.now() + this.#patience
    const body = await bodyToHold(request).catch((error: unknown) => {
      if (!response.destroyed) throw error
      return undefined // the client has gone
    })
    const sent = sentRequest(request, body)
    for (;;) {
      const connection = this.#idle.pop() ?? (await this.#connect())
      if (response.destroyed) {
        if (connection !== undefined) this.#keep(connection)
        releaseBody(request)
        return
      }
      if (connection !== undefined) return exchange(connection, sent, request, response)
      if (performance.now() > until) throw new Error('The process that writes does not answer.')
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  /** Ends the connections on which nothing is under way, and the others when it is over. */
  close(): void {
    this.#closed = true
    for (const connection of this.#idle.splice(0)) connection.destroy()
  }

  /** Undefined: the writer can't be reached. */
  async #connect(): Promise<WriterConnection | undefined> {
    try {
      return await WriterConnection.open(
        this.#socket,
        (connection) => this.#keep(connection),
        (connection) => this.#forget(connection),
      )
    } catch {
      return undefined
    }
  }

  #keep(connection: WriterConnection): void {
    if (this.#closed || this.#idle.length >= MOST_IDLE) connection.destroy()
    else this.#idle.push(connection)
  }

  #forget(connection: WriterConnection): void {
    const place = this.#idle.indexOf(connection)
    if (place !== -1) this.#idle.splice(place, 1)
  }
}

/**
 * A short body, read: it then can be read again, should nobody take it. Undefined: there is none, or it is passed on as it comes,
 * once there is somebody to send it to.
 * @throws HttpFault when the client goes away
 */
async function bodyToHold(request: IncomingMessage): Promise<Buffer | undefined> {
  const held = heldBody(request)
  if (held !== undefined || !hasBody(request)) return held
  return Number(request.headers['content-length']) <= MOST_HELD ? readBody(request, MOST_HELD) : undefined
}

/** Resolves when the answer has begun, or when the client has gone. */
function exchange(
  connection: WriterConnection,
  sent: SentRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      releaseBody(request)
      connection.destroy()
      resolve()
    }
    const receiver: Receiver = {
      begin(head) {
        beginAnswer(response, head)
        resolve()
      },
      write(bytes) {
        if (response.write(Buffer.from(bytes))) return true
        response.once('drain', () => connection.resume())
        return false
      },
      end(bytes) {
        response.off('close', leave)
        releaseBody(request)
        if (bytes === undefined) response.end()
        else response.end(Buffer.from(bytes))
      },
      lost(error) {
        response.off('close', leave)
        if (response.headersSent)
          response.destroy() // what the client has is not the whole
        else reject(error)
      },
    }
    response.once('close', leave)
    connection.send(sent, receiver)
  })
}

function sentRequest(request: IncomingMessage, body: Buffer | undefined): SentRequest {
  const { method = 'GET', headers } = request
  const hasRest = body === undefined && hasBody(request)
  const isChunked = hasRest && headers['content-length'] === undefined
  const length = body?.length ?? (hasRest || headers['content-length'] !== undefined ? undefined : 0)
  const head = headOf(request, isChunked ? 'transfer-encoding: chunked' : lengthLine(length))
  const bytes = Buffer.allocUnsafe(head.length + (body?.length ?? 0))
  bytes.write(head, 'latin1')
  body?.copy(bytes, head.length)
  return { bytes, rest: hasRest ? request : undefined, isChunked, isHead: method === 'HEAD' }
}

/** @param length undefined: the client has told it */
function lengthLine(length: number | undefined): string | undefined {
  return length === undefined ? undefined : `content-length: ${length}`
}

/** @param bodyLine says how long the body is, instead of what the client has said; undefined: as it has said */
function headOf(request: IncomingMessage, bodyLine: string | undefined): string {
  const { rawHeaders, headers, method = 'GET' } = request
  let head = `${method} ${targetOf(request)} HTTP/1.1\r\n${CLIENT_HEADER}: ${describeClient(request)}\r\n`
  const hosts: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    const value = rawHeaders[index + 1] ?? ''
    const folded = name.toLowerCase()
    if (folded === 'host') hosts.push(value)
    else if (folded === 'content-length' && bodyLine !== undefined) continue
    else if (!OF_CONNECTION.has(folded) && folded !== CLIENT_HEADER && !name.startsWith(':')) {
      head += `${name}: ${checked(value)}\r\n`
    }
  }
  // Several are refused by whoever answers. Of one, the target may have known better, and HTTP/2 has another word for it.
  const host = headers.host ?? headers[':authority']
  if (hosts.length > 1) for (const one of hosts) head += `host: ${checked(one)}\r\n`
  else if (typeof host === 'string') head += `host: ${checked(host)}\r\n`
  return `${head}${bodyLine === undefined ? '' : `${bodyLine}\r\n`}\r\n`
}

/** The target as the client has sent it, whatever the router has made of it. */
function targetOf({ url, originalUrl }: IncomingMessage & { readonly originalUrl?: string }): string {
  const target = originalUrl ?? url ?? '/'
  if (/[^\x21-\xff]/.test(target)) throw new Error('The target of a request holds characters of no address.')
  return target
}

/** Nothing in a header may end it. HTTP/1.1 can't say such a thing; what HTTP/2 can, its own library refuses already. */
function checked(value: string): string {
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
    throw new Error('A header of a request holds characters of none.')
  return value
}

function beginAnswer(response: ServerResponse, { status, reason, rawHeaders }: AnswerHead): void {
  if (response.req.httpVersionMajor === 2) {
    response.writeHead(status, byName(rawHeaders))
    return
  }
  const lines: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (!OF_CONNECTION.has(name.toLowerCase())) lines.push(name, rawHeaders[index + 1] ?? '')
  }
  response.writeHead(status, reason, lines)
}

function byName(rawHeaders: readonly string[]): Record<string, string | string[]> {
  const all: Record<string, string | string[]> = {}
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    if (OF_CONNECTION.has(name)) continue
    const before = all[name]
    all[name] = before === undefined ? value : [before, value].flat()
  }
  return all
}
