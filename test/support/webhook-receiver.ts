import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it came in. */
export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What the receiver does with a request: a status, or something less friendly. */
export type Behaviour =
  | number
  /** Says nothing, and keeps the connection open. */
  | 'hang'
  /** Cuts the connection. */
  | 'reset'
  | { readonly answer: (response: ServerResponse) => void }

/** The other end of a webhook. */
export interface WebhookReceiver {
  readonly url: string
  readonly received: ReceivedRequest[]
  /** What it does from now on. */
  behave(how: Behaviour | ((request: ReceivedRequest) => Behaviour)): void
  close(): Promise<void>
}

/** Listens on a free port of loopback, and answers 204 until told otherwise. */
export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedRequest[] = []
  let behaviour: (request: ReceivedRequest) => Behaviour = () => 204
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('error', () => undefined)
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const whole = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') }
      received.push(whole)
      const how = behaviour(whole)
      if (typeof how === 'object') how.answer(response)
      else if (how === 'reset') request.socket.resetAndDestroy()
      else if (how !== 'hang') response.writeHead(how).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's is an object
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    behave(how) {
      behaviour = typeof how === 'function' ? how : () => how
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
