import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { AnswerParser, type AnswerHead, type AnswerTaker } from './answer-parser.ts'

/** Bytes that are read at a time. All connections share the room: what is read is taken before the next one reads. */
const room = Buffer.allocUnsafeSlow(64 * 1024)

/** A request as it is sent. */
export interface SentRequest {
  /** Everything up to the body, and the body where it is held. */
  readonly bytes: Buffer
  /** Whose body follows as it comes; undefined: all was sent. */
  readonly rest: IncomingMessage | undefined
  /** Whether `rest` has no length that is known before. */
  readonly isChunked: boolean
  /** Whether its answer has no body, whatever the headers say. */
  readonly isHead: boolean
}

/** Who takes the answer to a request. */
export interface Receiver {
  begin(head: AnswerHead): void
  /**
   * @param bytes belong to the receiver only until it returns
   * @returns whether more may come at once; otherwise `resume` says when
   */
  write(bytes: Buffer): boolean
  /** @param bytes the last of them, as in `write` */
  end(bytes: Buffer | undefined): void
  /** The connection was lost before the end. */
  lost(error: Error): void
}

/** A connection to the process that writes, which carries one request after another. */
export class WriterConnection implements AnswerTaker {
  readonly #socket: Socket
  readonly #parser = new AnswerParser()
  readonly #onFree: (connection: WriterConnection) => void
  readonly #onClosed: (connection: WriterConnection) => void
  #receiver: Receiver | undefined
  #sending: IncomingMessage | undefined
  #error = new Error('The process that writes has closed the connection.')

  /**
   * Resolves when it is open.
   * @param onFree called when the request that it carries was sent and answered
   * @throws when nobody listens
   */
  static open(
    path: string,
    onFree: (connection: WriterConnection) => void,
    onClosed: (connection: WriterConnection) => void,
  ): Promise<WriterConnection> {
    return new Promise((resolve, reject) => {
      const connection: WriterConnection = new WriterConnection(path, onFree, onClosed)
      connection.#socket.once('error', reject)
      connection.#socket.once('connect', () => resolve(connection))
    })
  }

  private constructor(
    path: string,
    onFree: (connection: WriterConnection) => void,
    onClosed: (connection: WriterConnection) => void,
  ) {
    this.#onFree = onFree
    this.#onClosed = onClosed
    this.#socket = connect({
      path,
      onread: {
        buffer: room,
        callback: (length) => {
          this.#take(room.subarray(0, length))
          return true
        },
      },
    })
    this.#socket.on('error', (error) => (this.#error = error))
    this.#socket.on('close', () => this.#closed())
  }

  /** Sends a request. Only when the one before it was sent and answered. */
  send({ bytes, rest, isChunked, isHead }: SentRequest, receiver: Receiver): void {
    this.#receiver = receiver
    this.#parser.expect(this, isHead)
    this.#socket.write(bytes)
    if (rest !== undefined) this.#sendRest(rest, isChunked)
  }

  /** Reads on. */
  resume(): void {
    this.#socket.resume()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  begin(head: AnswerHead): void {
    this.#receiver?.begin(head)
  }

  write(bytes: Buffer): void {
    if (this.#receiver?.write(bytes) === false) this.#socket.pause()
  }

  end(bytes: Buffer | undefined): void {
    const receiver = this.#receiver
    this.#receiver = undefined
    this.#socket.resume() // its receiver may have wanted a pause
    receiver?.end(bytes)
    this.#settle()
  }

  #take(bytes: Buffer): void {
    try {
      this.#parser.take(bytes)
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #sendRest(rest: IncomingMessage, isChunked: boolean): void {
    const socket = this.#socket
    this.#sending = rest
    rest.on('data', (chunk: Buffer) => {
      if (socket.destroyed) return // nobody takes it any more
      if (!(isChunked ? writeChunk(socket, chunk) : socket.write(chunk))) {
        rest.pause()
        socket.once('drain', () => rest.resume())
      }
    })
    rest.once('end', () => {
      if (isChunked && !socket.destroyed) socket.write('0\r\n\r\n')
      this.#sending = undefined
      this.#settle()
    })
  }

  /** An answer may come before all of its request was sent, which the writer then passes over. */
  #settle(): void {
    if (this.#receiver === undefined && this.#sending === undefined && !this.#socket.destroyed) {
      this.#onFree(this)
    }
  }

  #closed(): void {
    const receiver = this.#receiver
    this.#receiver = undefined
    this.#sending?.resume()
    this.#onClosed(this)
    receiver?.lost(this.#error)
  }
}

/** Returns whether more may be written at once. */
function writeChunk(socket: Socket, chunk: Buffer): boolean {
  socket.cork()
  socket.write(`${chunk.length.toString(16)}\r\n`)
  socket.write(chunk)
  const mayGoOn = socket.write('\r\n')
  socket.uncork()
  return mayGoOn
}
