import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { BodyBudget, type Holder } from './body-budget.ts'
import { HttpFault, type Fault } from './faults.ts'

/** What all bodies under way may hold together. Memory is the process's, and so is this. */
const budget = new BodyBudget(96 * 1024 * 1024)

const FIRST_ROOM = 16 * 1024
const NOTHING = Buffer.alloc(0)

/** A body that was received, or is being received. */
interface Received extends Holder {
  readonly body: Promise<Buffer>
  /** The body, when all of it has come. */
  whole?: Buffer
}

/** A request whose body may be read before a dialect has been chosen, and then by the dialect's own parser. */
interface Carrier extends IncomingMessage {
  received?: Received | undefined
}

/** Whether the request announces a body; an empty one counts as none. */
export function hasBody(request: IncomingMessage): boolean {
  const { headers } = request
  // HTTP/2 needs no header to announce a body: the stream says whether more follows.
  if (request.httpVersionMajor === 2 && headers['content-length'] === undefined) {
    const { stream } = request as unknown as Http2ServerRequest // as the version says
    return !stream.endAfterHeaders
  }
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/**
 * The body as one buffer, whether or not it was read before. Of one that is too long no more is kept, and what the client
 * goes on to send is dropped, so that it can read the answer.
 * @param limit in bytes
 * @throws HttpFault body_too_large, overloaded, malformed_body when the client goes away
 */
export async function readBody(request: Carrier, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    passOverBody(request)
    throw new HttpFault('body_too_large')
  }
  const one = (request.received ??= receive(request, limit))
  const body = await one.body
  if (body.length > limit) throw new HttpFault('body_too_large')
  return body
}

/**
 * The body in pieces, of a route that reads it itself. Whatever ends the reading, the rest of the body is dropped, so that the
 * client can read the answer.
 * @param limit in bytes
 * @throws HttpFault body_too_large, malformed_body when the client goes away
 */
export async function* streamedBody(request: Carrier, limit: number): AsyncGenerator<Buffer> {
  let length = 0
  try {
    if (Number(request.headers['content-length'] ?? 0) > limit) throw new HttpFault('body_too_large')
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > limit) throw new HttpFault('body_too_large')
      yield chunk
    }
  } catch (error) {
    if (error instanceof HttpFault || !request.destroyed) throw error
    throw new HttpFault('malformed_body', { cause: error })
  } finally {
    request.resume()
  }
}

/** Lets the client send a body that nobody looks at. */
export function passOverBody(request: Carrier): void {
  if (request.received === undefined) request.resume()
}

/** The body, where all of it was read before; it may be empty. */
export function heldBody({ received }: Carrier): Buffer | undefined {
  return received?.whole
}

/** Forgets the body of a request that was answered. */
export function releaseBody(request: Carrier): void {
  if (request.received === undefined) return
  budget.release(request.received)
  request.received = undefined
}

function receive(request: IncomingMessage, limit: number): Received {
  const holder: Holder & Pick<Received, 'whole'> = {}
  const body = new Promise<Buffer>((resolve, reject) => {
    const declared = Number(request.headers['content-length'] ?? limit)
    // One buffer that grows: a body may come in pieces of a byte each, and each would hold more than that.
    let bytes = NOTHING
    let length = 0
    const take = (chunk: Buffer) => {
      if (length + chunk.length > limit) refuse('body_too_large')
      else if (!makeRoom(length + chunk.length)) refuse('overloaded')
      else {
        chunk.copy(bytes, length)
        length += chunk.length
      }
    }
    const makeRoom = (needed: number) => {
      if (needed <= bytes.length) return true
      const room = Math.max(needed, Math.min(Math.max(bytes.length * 2, FIRST_ROOM), declared, limit))
      if (!budget.hold(holder, room)) return false
      const larger = Buffer.allocUnsafeSlow(room)
      bytes.copy(larger, 0, 0, length)
      bytes = larger
      return true
    }
    const listenNoMore = () => {
      delete holder.giveWay
      request.off('data', take).off('end', end).off('error', gone).off('close', gone)
    }
    const refuse = (fault: Fault, options?: ErrorOptions) => {
      listenNoMore()
      budget.release(holder)
      bytes = NOTHING
      request.resume()
      reject(new HttpFault(fault, options))
    }
    const end = () => {
      listenNoMore()
      holder.whole = bytes.subarray(0, length)
      resolve(holder.whole)
    }
    const gone = (cause?: Error) => refuse('malformed_body', { cause })
    holder.giveWay = () => refuse('overloaded')
    request.on('data', take).on('end', end).on('error', gone).on('close', gone)
  })
  return Object.assign(holder, { body })
}
