import type { IncomingMessage, ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import type { ApiServices } from '../api/api-services.ts'
import { loadApi } from '../api/load-api.ts'
import type { Dialect, Services } from '../dialects/dialect.ts'
import { dialects } from '../dialects/dialects.ts'
import { buildPages } from '../pages/pages.ts'
import { makeSignOn } from '../pages/sign-on.ts'
import { buildServerInstance } from './server-instance.ts'
import { chooseHandler, isForWriter, type Handler } from './front.ts'
import { Instances } from './instances.ts'
import { crossOrigin } from '../http/cross-origin.ts'
import { RequestLog } from '../http/request-log.ts'
import { useOriginForm } from '../http/request-target.ts'
import { makeMovable, strand } from '../http/movable-request.ts'
import { makeInnerListener, makeListener, type Listener, type ListenerOptions } from './listener.ts'
import { restoreClient } from './workers/client-of.ts'
import type { HandOver } from './workers/hand-over.ts'

async function buildApi(
  services: Services & { readonly requests: RequestLog },
  doors: readonly Dialect[],
  closing: AbortSignal,
): Promise<FastifyInstance> {
  const { renderMail } = await import('../delivery/mail/render-mail.ts')
  const { openPreviewPrinter } = await import('../pages/certificates/certificate-preview.ts')
  const build = await loadApi()
  return build({ ...services, doors, renderMail, printPreview: openPreviewPrinter(), closing })
}

const PAUSE_BETWEEN_SWEEPS = 20

/**
 * Built for their first request, which takes 0.3 s longer: with shapes and documents they hold more memory than all doors
 * together, and a server that only speaks a vendor's API never needs them.
 */
const BUILT_LATE: readonly Handler[] = ['api', 'docs', 'console']

/** The part of one process in a server of several. */
export interface Sharing {
  /** Where requests go that this process can't answer; omitted: it answers all. */
  readonly handOver?: HandOver
  /** Called when requests have arrived, before anything is read for them. */
  readonly onArrival?: () => void
  /** Whether other processes hand requests over to this one. */
  readonly takesOver?: boolean
  /** Resolves when no other process hands anything over any more. */
  readonly othersGone?: Promise<void>
}

/** A server that isn't listening yet. */
export interface BuiltServer {
  readonly http: Listener
  /** Takes what other processes hand over; undefined: nobody does. */
  readonly inner: Listener | undefined
  /** The dialects' own instances, the pages' and the server's, for tests that speak to one of them. */
  readonly instances: Pick<Instances, 'opened'>
  /** Builds every instance that is not built late. Each other one is built for its first request, which waits for it. */
  ready(): Promise<void>
  /** Answers requests with `Connection: close` from now on, and waits for those under way. */
  close(): Promise<void>
}

/**
 * Puts the server together: every dialect on an instance of its own, and the pages, behind the front.
 * @param listening plain HTTP with the usual limits unless said
 * @param doors the dialects that it speaks
 * @param sharing omitted: one process does everything
 */
export function buildServer(
  services: Services & Pick<ApiServices, 'backups' | 'installation'>,
  listening: Omit<ListenerOptions, 'log'> = {},
  doors: readonly Dialect[] = dialects,
  sharing: Sharing = {},
): BuiltServer {
  const { handOver, onArrival, takesOver = false, othersGone } = sharing
  const signOn = makeSignOn(services)
  const requests = services.requests ?? new RequestLog(services.clock, { node: hostname() })
  const ending = new AbortController() // streams that would go on end with the server
  const instances = new Instances([
    ['server', () => buildServerInstance(services)],
    ['api', () => buildApi({ ...services, requests }, doors, ending.signal)],
    ['docs', () => buildDocs(services, doors)],
    ['console', () => buildConsole(services)],
    ['pages', () => buildPages(services)],
    ...doors.map(({ name, build }) => [name, () => build({ ...services, requests }, signOn)] as const),
  ])

  let closing = false
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (closing) response.shouldKeepAlive = false
    useOriginForm(request)
    if (handOver !== undefined) {
      if (isForWriter(request, doors)) {
        handOver.pass(request, response).catch((error: unknown) => {
          services.log.warn({ err: error }, 'failed to hand a request over to the process that writes')
          strand(request)
          choose(request, response)
        })
        return
      }
      makeMovable(request, (to) => handOver.pass(request, to))
      if (arrived.push([request, response]) === 1) setImmediate(answerArrived)
      return
    }
    choose(request, response)
  }
  /**
   * Requests that another process writes for are answered together, when all that had come were taken from their sockets: so they share a
   * snapshot that is younger than each of them.
   */
  const arrived: [IncomingMessage, ServerResponse][] = []
  const answerArrived = () => {
    onArrival?.()
    for (const [request, response] of arrived.splice(0)) choose(request, response)
  }
  const choose = (request: IncomingMessage, response: ServerResponse) => {
    const chosen = chooseHandler(request, doors)
    if (typeof chosen === 'string') dispatch(chosen, request, response)
    else {
      chosen.then(
        (handler) => dispatch(handler, request, response),
        () => request.destroy(), // the client went away while its body was read
      )
    }
  }
  const shareWith = crossOrigin(services.settings.corsOrigins ?? [])
  const shared = new Set<Handler>(['api', ...doors.map(({ name }) => name)])
  const dispatch = (handler: Handler, request: IncomingMessage, response: ServerResponse) => {
    if (shared.has(handler) && shareWith(request, response)) return
    const instance = instances.open.get(handler)
    if (instance !== undefined) {
      instance.routing(request, response)
      return
    }
    instances.opened(handler).then(
      (opened) => opened.routing(request, response),
      (error: unknown) => {
        services.log.error({ err: error }, 'failed to build a dialect')
        request.destroy()
      },
    )
  }

  const http = makeListener(answer, { ...listening, log: services.log })
  const inner = takesOver
    ? makeInnerListener((request, response) => {
        restoreClient(request)
        answer(request, response)
      }, services.log)
    : undefined
  return {
    http,
    inner,
    instances,
    ready: () => instances.openAll(BUILT_LATE),
    async close() {
      closing = true
      ending.abort()
      await closeListener(http)
      if (inner !== undefined) {
        await othersGone
        await closeListener(inner)
      }
      handOver?.close()
      await instances.close()
    },
  }
}

async function closeListener(listener: Listener): Promise<void> {
  const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
  // An answer that was under way leaves its connection open and idle: Node would keep it alive.
  const sweeping = setInterval(() => listener.closeIdleConnections(), PAUSE_BETWEEN_SWEEPS)
  await closed
  clearInterval(sweeping)
}

/** The console's document and files. */
async function buildConsole(services: Services): Promise<FastifyInstance> {
  const { buildConsolePages } = await import('../console-pages/console-pages.ts')
  return buildConsolePages(services)
}

/** The documentation, with the documents of the doors that have one. */
async function buildDocs(services: Services, doors: readonly Dialect[]): Promise<FastifyInstance> {
  const { buildDocsPages } = await import('../docs-pages/docs-pages.ts')
  const documents = doors.flatMap(({ name, document }) =>
    document === undefined ? [] : [{ name, ...document }],
  )
  return buildDocsPages(services, documents)
}
