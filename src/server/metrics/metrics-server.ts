import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import type { Logger } from 'pino'
import { http } from '../../lib/node-http.ts'

/** The address on which metrics are read. */
export interface MetricsAddress {
  readonly host: string
  readonly port: number
}

const FIGURES_KEPT_MS = 500

export interface MetricsServerOptions extends MetricsAddress {
  readonly registry: Registry
  /** Brings figures up to date that are looked up. */
  readonly update: () => Promise<void>
  readonly log: Logger
  /** The metrics of the other processes of the server; omitted: there are none. */
  readonly others?: (() => Promise<readonly (readonly object[])[]>) | undefined
  /**
   * How long figures are kept, in milliseconds; omitted: half a second. However many read them within that time, the
   * store is asked once.
   */
  readonly keptFor?: number
}

/** What answers `GET /metrics`, on an address of its own. */
export class MetricsServer {
  readonly #options: MetricsServerOptions
  readonly #server = http.createServer({
    headersTimeout: 5_000,
    requestTimeout: 5_000,
    keepAliveTimeout: 65_000,
  })
  #figures: Promise<string> | undefined

  constructor(options: MetricsServerOptions) {
    this.#options = options
    this.#server.maxConnections = 50
    this.#server.on('request', (request, response) => void this.#answer(request, response))
  }

  /** Returns the port, which is another one where any free one was asked for. @throws as `listen` of a socket does */
  listen(): Promise<number> {
    const { host, port } = this.#options
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      // It listens on a port, not on a pipe.
      this.#server.listen(port, host, () => resolve((this.#server.address() as AddressInfo).port))
    })
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
    this.#options.registry.clear()
  }

  async #answer({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = url.split('?', 1)
    if (path !== '/metrics') return refuse(response, 404, 'Metrics are at /metrics.')
    if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, 'Metrics are read with GET.')
    try {
      const text = await this.#read()
      response.writeHead(200, {
        'content-type': this.#options.registry.contentType,
        'cache-control': 'no-store',
      })
      response.end(method === 'HEAD' ? undefined : text)
    } catch (error) {
      this.#options.log.error({ err: error }, 'failed to collect metrics')
      refuse(response, 500, 'The metrics could not be collected. The log says why.')
    }
  }

  #read(): Promise<string> {
    if (this.#figures === undefined) {
      const figures = this.#collect()
      this.#figures = figures
      const forget = () => (this.#figures = undefined)
      void figures.finally(() => setTimeout(forget, this.#options.keptFor ?? FIGURES_KEPT_MS).unref())
    }
    return this.#figures
  }

  /** A store that doesn't answer must not hide the rest: that is when figures are needed most. */
  async #collect(): Promise<string> {
    const { update, registry, log } = this.#options
    await update().catch((error: unknown) => {
      log.warn({ err: error }, 'metrics of the store are out of date: the store does not answer')
    })
    const others = (await this.#options.others?.()) ?? []
    return others.length === 0 ? registry.metrics() : sumOf(registry, others)
  }
}

/** The metrics of all processes, as if one had counted for all. */
async function sumOf(registry: Registry, others: readonly (readonly object[])[]): Promise<string> {
  const { AggregatorRegistry } = await import('prom-client')
  return AggregatorRegistry.aggregate([await registry.getMetricsAsJSON(), ...others] as object[]).metrics()
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 405 && { allow: 'GET, HEAD' }),
  })
  response.end(`${text}\n`)
}
