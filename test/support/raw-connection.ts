import { connect, type Socket } from 'node:net'

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  /** The status line and the headers. */
  readonly head: string
  readonly body: Buffer
}

/**
 * One connection that is kept alive. Requests are written byte for byte as they are given, wrong ones too, and cost so
 * little that a server can be kept busy from one thread. One request at a time.
 */
export class RawConnection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #waiting: Waiting | undefined
  #open = true

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes: Buffer) => {
      this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes])
      this.#settle()
    })
    socket.on('error', () => undefined) // 'close' follows
    socket.on('close', () => {
      this.#open = false
      this.#settle()
      this.#waiting?.reject(new Error('The connection was closed without an answer.'))
      this.#waiting = undefined
    })
  }

  /** Connects to that port of this machine, or to the Unix socket at that path. */
  static open(place: number | string): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket =
        typeof place === 'string'
          ? connect({ path: place })
          : connect({ port: place, host: '127.0.0.1', noDelay: true })
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(new RawConnection(socket))
      })
    })
  }

  /** Whether the server hasn't closed it. */
  get isOpen(): boolean {
    return this.#open
  }

  /**
   * Sends the bytes of one request and waits for its answer.
   * @param forHead the answer has no body, whatever its headers say
   * @throws when the connection ends without an answer
   */
  exchange(request: string | Uint8Array, forHead = false): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#waiting !== undefined) throw new Error('One request at a time.')
      if (this.#socket.destroyed) throw new Error('The connection was closed before the request.')
      this.#waiting = { resolve, reject, forHead }
      this.#socket.write(request)
    })
  }

  /** Sends more bytes of the request that is under way. */
  push(bytes: string | Uint8Array): void {
    this.#socket.write(bytes)
  }

  close(): void {
    this.#socket.destroy()
  }

  #settle(): void {
    const waiting = this.#waiting
    if (waiting === undefined) return
    const parsed = parse(this.#received, waiting.forHead, !this.#open)
    if (parsed === undefined) return
    this.#received = this.#received.subarray(parsed.length)
    this.#waiting = undefined
    if (/^connection: close/im.test(parsed.answer.head)) this.#open = false
    waiting.resolve(parsed.answer)
  }
}

interface Waiting {
  readonly resolve: (answer: RawAnswer) => void
  readonly reject: (error: Error) => void
  readonly forHead: boolean
}

interface Parsed {
  readonly answer: RawAnswer
  /** How many bytes the answer took. */
  readonly length: number
}

/** The first answer in the bytes; undefined when there is no whole one yet. */
function parse(bytes: Buffer, forHead: boolean, ended: boolean): Parsed | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const start = end + 4
  if (status < 200) {
    const final = parse(bytes.subarray(start), forHead, ended) // "100 Continue" and the like
    return final && { ...final, length: final.length + start }
  }
  const whole = (body: Buffer, length: number) => ({ answer: { status, head, body }, length })
  if (forHead || status === 204 || status === 304) return whole(Buffer.alloc(0), start)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    const stop = start + Number(length)
    return bytes.length < stop ? undefined : whole(bytes.subarray(start, stop), stop)
  }
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const chunked = parseChunks(bytes, start)
    return chunked && whole(chunked.body, chunked.stop)
  }
  return ended ? whole(bytes.subarray(start), bytes.length) : undefined
}

function parseChunks(bytes: Buffer, start: number): { body: Buffer; stop: number } | undefined {
  const chunks: Buffer[] = []
  for (let at = start; ;) {
    const line = bytes.indexOf('\r\n', at)
    if (line === -1) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    const stop = line + 2 + size + 2
    if (bytes.length < stop) return undefined
    if (size === 0) return { body: Buffer.concat(chunks), stop }
    chunks.push(bytes.subarray(line + 2, line + 2 + size))
    at = stop
  }
}
