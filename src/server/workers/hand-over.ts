import {
  Agent,
  request as send,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { hasBody, heldBody } from '../../http/buffered-body.ts'
import { CLIENT_HEADER, describeClient } from './client-of.ts'

/** How long a request waits for a writer that is being restarted, in milliseconds. */
const PATIENCE_MS = 5_000
const PAUSE_MS = 50

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

/** Hands requests over to the process that writes, whole, and passes its answers on. */
export class HandOver {
  readonly #socket: string
  readonly #patience: number
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Infinity })

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
    while (!(await this.#attempt(request, response))) {
      if (performance.now() > until) throw new Error('The process that writes does not answer.')
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      if (response.destroyed) return
    }
  }

  /** Ends the connections on which nothing is under way. */
  close(): void {
    this.#agent.destroy()
  }

  /** Returns whether the writer was reached. */
  #attempt(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const body = heldBody(request)
    const out = send({
      agent: this.#agent,
      socketPath: this.#socket,
      method: request.method,
      path: targetOf(request),
      headers: headersOf(request, body),
    })
    return new Promise((resolve, reject) => {
      let reached = false
      const leave = () => {
        if (!out.destroyed) out.destroy()
        request.unpipe(out)
        request.resume()
      }
      response.once('close', leave)
      out.once('response', (answer) => {
        answer.once('error', () => response.destroy()) // the writer was lost: what the client has is not the whole
        beginAnswer(response, answer)
        answer.pipe(response)
        resolve(true)
      })
      out.on('error', (error) => {
        response.off('close', leave)
        request.unpipe(out)
        if (response.destroyed) resolve(true)
        else if (reached) reject(error)
        else resolve(false)
      })
      onceConnected(out, () => {
        reached = true
        if (body !== undefined) out.end(body)
        else if (hasBody(request)) request.pipe(out)
        else out.end()
      })
    })
  }
}

/** Nothing of a body is read before there is somebody to send it to: it can only be read once. */
function onceConnected(out: ClientRequest, begin: () => void): void {
  out.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', begin)
    else begin()
  })
}

/** The target as the client has sent it, whatever the router has made of it. */
function targetOf({ url, originalUrl }: IncomingMessage & { readonly originalUrl?: string }): string {
  return originalUrl ?? url ?? '/'
}

/** @param body already read; undefined: it is passed on as it comes */
function headersOf(request: IncomingMessage, body: Buffer | undefined): string[] {
  const { rawHeaders, headers } = request
  const lines = [CLIENT_HEADER, describeClient(request)]
  const hosts: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    const folded = name.toLowerCase()
    if (folded === 'host') hosts.push(value)
    else if (folded === 'content-length' && body !== undefined) continue
    else if (!OF_CONNECTION.has(folded) && folded !== CLIENT_HEADER && !name.startsWith(':')) {
      lines.push(name, value)
    }
  }
  // Several are refused by whoever answers. Of one, the target may have known better, and HTTP/2 has another word for it.
  const host = headers.host ?? headers[':authority']
  if (hosts.length > 1) for (const one of hosts) lines.push('host', one)
  else if (typeof host === 'string') lines.push('host', host)
  if (body !== undefined) lines.push('content-length', String(body.length))
  else if (headers['content-length'] === undefined) {
    if (hasBody(request)) lines.push('transfer-encoding', 'chunked')
    else lines.push('content-length', '0')
  }
  return lines
}

function beginAnswer(response: ServerResponse, answer: IncomingMessage): void {
  const { statusCode = 500, statusMessage = '', rawHeaders, headers } = answer
  if (response.req.httpVersionMajor === 2) {
    const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...kept } = headers
    response.writeHead(statusCode, kept)
    return
  }
  const lines: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    if (!OF_CONNECTION.has(name.toLowerCase())) lines.push(name, value)
  }
  response.writeHead(statusCode, statusMessage, lines)
}
