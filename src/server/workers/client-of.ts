import type { IncomingMessage } from 'node:http'

/** How a worker tells the writer who the client is. On public addresses the header means nothing. */
export const CLIENT_HEADER = 'x-quadrivium-client'

/** The value of the header: the address at the other end of the client's connection, and whether it speaks TLS. */
export function describeClient({ socket }: IncomingMessage): string {
  return `${'encrypted' in socket ? 'tls' : 'plain'} ${socket.remoteAddress ?? ''}`
}

/** Makes a request that was handed over look as if the client had sent it here. */
export function restoreClient(request: IncomingMessage): void {
  const { headers, rawHeaders, socket } = request
  const [way = 'plain', address = ''] = String(headers[CLIENT_HEADER]).split(' ', 2)
  headers[CLIENT_HEADER] = undefined
  const place = rawHeaders.findIndex((name, index) => index % 2 === 0 && name === CLIENT_HEADER)
  if (place !== -1) rawHeaders.splice(place, 2)
  // One connection carries the requests of many clients, one at a time.
  Object.defineProperty(socket, 'remoteAddress', { value: address, configurable: true })
  if (way === 'tls') Object.defineProperty(socket, 'encrypted', { value: true, configurable: true })
  else Reflect.deleteProperty(socket, 'encrypted')
}
