import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Services } from '../dialects/dialect.ts'
import { dialects } from '../dialects/dialects.ts'
import { buildPages } from '../pages/pages.ts'
import { buildServerInstance } from './server-instance.ts'
import { chooseAnswerer, type Answerer } from './front.ts'
import { makeListener, type Listener, type TlsKeys } from './listener.ts'

const PAUSE_BETWEEN_SWEEPS = 20

/** A server that isn't listening yet. */
export interface BuiltServer {
  readonly http: Listener
  /** The dialects' own instances, the pages' and the server's, for tests that speak to one of them. */
  readonly instances: ReadonlyMap<Answerer, FastifyInstance>
  /** Answers requests with `Connection: close` from now on, and waits for those under way. */
  close(): Promise<void>
}

/**
 * Puts the server together: every dialect on an instance of its own, and the pages, behind the front.
 * @param tls without it: plain HTTP
 */
export async function buildServer(services: Services, tls?: TlsKeys): Promise<BuiltServer> {
  const own = buildServerInstance(services)
  const pages = buildPages(services)
  const instances = new Map<Answerer, FastifyInstance>([
    ['server', own],
    ['pages', pages.instance],
  ])
  for (const { door, build } of dialects) instances.set(door as Answerer, build(services, pages.signOn))
  for (const instance of instances.values()) await instance.ready()

  let closing = false
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (closing) response.shouldKeepAlive = false
    const chosen = chooseAnswerer(request)
    if (typeof chosen === 'string') hand(chosen, request, response)
    else {
      chosen.then(
        (answerer) => hand(answerer, request, response),
        () => request.destroy(), // the client went away while its body was read
      )
    }
  }
  const hand = (answerer: Answerer, request: IncomingMessage, response: ServerResponse) => {
    const instance = instances.get(answerer) ?? own
    instance.routing(request, response)
  }

  const http = makeListener(answer, tls)
  return {
    http,
    instances,
    async close() {
      closing = true
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      // An answer that was under way leaves its connection open and idle: Node would keep it alive.
      const sweeping = setInterval(() => http.closeIdleConnections(), PAUSE_BETWEEN_SWEEPS)
      await closed
      clearInterval(sweeping)
      for (const instance of instances.values()) await instance.close()
    },
  }
}
