import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** How a worker tells the writer who the client is. On public addresses the header means nothing. */
export const CLIENT_HEADER = 'x-quadrivium-client'

/** The value of the header: the address at the other end of the client's connection, and whether it speaks TLS. */
export function describeClient({ socket }: IncomingMessage): string {
  return `${'encrypted' in socket ? 'tls' : 'plain'} ${socket.remoteAddress ?? ''}`
}

/** The socket of requests that are handed over, one at a time, each of another client. */
interface InnerSocket extends Socket {
  clientAddress?: string
}

/** Makes a request that was handed over look as if the client had sent it here. */
export function restoreClient(request: IncomingMessage): void {
  const { headers, rawHeaders } = request
  const socket = request.socket as InnerSocket
  const [way = 'plain', address = ''] = String(headers[CLIENT_HEADER]).split(' ', 2)
  headers[CLIENT_HEADER] = undefined
  const place = rawHeaders.findIndex((name, index) => index % 2 === 0 && name === CLIENT_HEADER)
  if (place !== -1) rawHeaders.splice(place, 2)
  if (socket.clientAddress === undefined) {
    const get = () => socket.clientAddress
    Object.defineProperty(socket, 'remoteAddress', { get, configurable: true })
  }
  socket.clientAddress = address
  if ((way === 'tls') === 'encrypted' in socket) return
  if (way === 'tls') Object.defineProperty(socket, 'encrypted', { value: true, configurable: true })
  else Reflect.deleteProperty(socket, 'encrypted')
}
