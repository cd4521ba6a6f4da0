import type { AddressInfo } from 'node:net'
import type { BuiltServer } from '../../src/server/build-server.ts'

/** Lets the server listen on a free port of loopback, and returns the port. */
export function listenOn({ http }: BuiltServer): Promise<number> {
  return new Promise((resolve) => {
    http.listen(0, '127.0.0.1', () => resolve((http.address() as AddressInfo).port)) // a port, not a pipe
  })
}
