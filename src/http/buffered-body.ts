import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { HttpFault } from './faults.ts'

// Bodies that were read before a dialect had been chosen, for the dialect's own parser to read again.
const bodies = new WeakMap<IncomingMessage, Buffer>()

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
 * Reads the whole body and keeps it with the request.
 * @param limit in bytes; a longer one is cut there, and the dialect's own limit refuses it
 */
export async function bufferBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length <= limit) chunks.push(chunk) // the rest is read and dropped, so that the answer can be sent
    length += chunk.length
  }
  const body = Buffer.concat(chunks)
  bodies.set(request, body)
  return body
}

/** The body as one buffer, whether or not it was read before. @throws HttpFault body_too_large */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const body = bodies.get(request) ?? (await bufferBody(request, limit))
  if (body.length > limit) throw new HttpFault('body_too_large')
  return body
}
