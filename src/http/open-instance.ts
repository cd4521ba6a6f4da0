import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import {
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RouteOptions,
} from 'fastify'
import type { Logger } from 'pino'
import { hasBody, passOverBody, readBody, releaseBody } from './buffered-body.ts'
import { HttpFault } from './faults.ts'
import type { RequestSpan, Telemetry } from '../lib/telemetry.ts'
import { NeedsWriter } from '../lib/needs-writer.ts'
import { isStranded, moveOf, noteMoved, wasMoved, type Move } from './movable-request.ts'
import { noteError, type RequestLog } from './request-log.ts'
import { routeOf } from './noted-route.ts'
import { readForwarded } from './forwarded.ts'
import { isSecure } from './is-secure.ts'
import { redactTarget } from './redact.ts'
import { asRouted, hasSeveralHosts } from './request-target.ts'
import { addressesAmong } from './trusted-addresses.ts'
import { RequestLine } from './request-line.ts'

export interface InstanceOptions {
  /** Named in each log line. */
  readonly door: string
  readonly log: Logger
  /** Longest body in bytes, of routes that say no other. Of 0, bodies aren't looked at. */
  readonly bodyLimit: number | ((request: FastifyRequest) => number)
  /** Longest body of a request for which there is no route; 0 unless said. */
  readonly bodyLimitOfUnknown?: number
  readonly trustedProxies: readonly string[]
  readonly ignoreDuplicateSlashes: boolean
  readonly ignoreTrailingSlash: boolean
  /** Whether a client may name its request by `X-Request-Id`. */
  readonly takesRequestId?: boolean
  /** Rewrites the path before it is routed. */
  readonly rewritePath?: (path: string) => string
  /** Takes secrets out of a path before it is logged. */
  readonly redactPath?: (path: string) => string
  /** Makes what a handler finds in `request.body` from the bytes of a body that isn't empty, at once or in a while. */
  readonly parseBody: (body: Buffer, contentType: string | undefined) => unknown
  /** Remembers the last requests; left out: nobody does. */
  readonly requests?: RequestLog | undefined
  /** Is told of each request; left out: nobody is. */
  readonly telemetry?: Telemetry | undefined
  /** Answers every error, the framework's included. */
  readonly onError: (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Longest body in bytes that the route takes. Of 0, bodies aren't looked at. */
    longestBody?: number
    /** Whether the route reads the body itself, as a stream (`streamedBody`). */
    streamsBody?: boolean
  }
}

// Fastify's own body parsing is switched off by declaring every method bodyless: it refuses content types that clients
// really send, and doesn't look at a GET's body.
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Clients may send any other word as a method. */
const SPOKEN_METHODS: ReadonlySet<string> = new Set(METHODS)

/** No route has a schema: Fastify's compilers for them would take some ten megabytes of memory at start. */
function noSchemas(): never {
  throw new Error('A route has a schema, and nothing here compiles schemas.')
}

/** A year, in seconds: how long a browser that came by TLS comes by TLS alone. */
const TLS_ONLY = 'max-age=31536000'

/**
 * A Fastify instance for one dialect: routing, parsers, 404 and the answer to a malformed request are its own. The
 * body, whatever the method and the content type, is read as bytes and handed to the dialect's parser; no body, or an
 * empty one, is `undefined` (many clients name a content type and send nothing).
 */
export function openInstance(options: InstanceOptions): FastifyInstance {
  const { log, door, onError, rewritePath, redactPath, trustedProxies, requests } = options
  const { meter, tracer } = options.telemetry ?? {}
  const spans = new WeakMap<FastifyRequest, RequestSpan>()
  const node = randomBytes(4).toString('hex')
  let count = 0
  const app = fastify({
    logger: false,
    genReqId: (request) =>
      (options.takesRequestId === true ? wishedId(request) : undefined) ??
      `${node}-${(count++).toString(36)}`,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    routerOptions: {
      maxParamLength: 512,
      querystringParser: () => ({}), // dialects read the query string themselves
      ignoreDuplicateSlashes: options.ignoreDuplicateSlashes,
      ignoreTrailingSlash: options.ignoreTrailingSlash,
    },
    frameworkErrors: (error, request, reply) => {
      setOwnHeaders(request, reply)
      void onError(error, request, reply)
    },
    ...(rewritePath && {
      rewriteUrl: (request: IncomingMessage) => rewritten(request.url ?? '/', rewritePath),
    }),
  })
  app.decorate('door', door)
  const known: Route[] = []
  routes.set(app, known)
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) known.push({ method: one, url })
  })
  for (const method of [...METHODS, ...app.supportedMethods]) {
    app.addHttpMethod(method, { hasBody: false, overrideExisting: true })
  }
  const isTrusted = addressesAmong(trustedProxies)
  app.addHook('onRequest', (request, reply, done) => {
    if (trustedProxies.length > 0) readForwarded(request.raw, isTrusted)
    setOwnHeaders(request, reply)
    requests?.begin(door, request, reply.raw)
    const fault = faultOfRaw(request, reply)
    if (tracer === undefined) done(fault)
    else {
      const { raw, method, protocol } = request
      const span = tracer.request({
        door,
        method: SPOKEN_METHODS.has(method) ? method : '_OTHER',
        scheme: protocol,
        httpVersion: raw.httpVersion,
        traceparent: [raw.headers.traceparent].flat()[0],
      })
      spans.set(request, span)
      span.within(() => done(fault))
    }
  })
  app.addHook('preValidation', (request, _reply, done) => {
    if (!hasBody(request.raw) || request.routeOptions.config.streamsBody === true) {
      done()
      return
    }
    const limit = limitOf(request, options)
    if (limit === 0) {
      passOverBody(request.raw)
      done()
      return
    }
    readBody(request.raw, limit)
      .then((body) => {
        requests?.noteBody(door, request, body)
        return body.length === 0 ? undefined : options.parseBody(body, request.headers['content-type'])
      })
      .then((parsed) => {
        request.body = parsed
      })
      .then(() => done(), done)
  })
  app.setNotFoundHandler(() => {
    throw new HttpFault('no_such_route')
  })
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (requests !== undefined) noteError(request, error)
    return onError(error, request, reply)
  }
  const moveOn = async (request: FastifyRequest, reply: FastifyReply, move: Move): Promise<FastifyReply> => {
    try {
      await move(reply.raw)
    } catch (error) {
      reply.header('retry-after', RETRY_SOON)
      return refuse(new HttpFault('overloaded', { cause: error }), request, reply)
    }
    noteMoved(request.raw)
    return reply.hijack()
  }
  app.setErrorHandler((error, request, reply) => {
    const move = error instanceof NeedsWriter ? moveOf(request.raw) : undefined
    return move === undefined ? refuse(error, request, reply) : moveOn(request, reply, move)
  })
  app.addHook('onResponse', (request, reply, done) => {
    releaseBody(request.raw)
    if (wasMoved(request.raw)) {
      spans.get(request)?.end(routeOf(request), reply.statusCode)
      done() // whoever has answered counts and logs it
      return
    }
    const target = redactTarget(request.raw.url ?? '')
    const path = redactPath ? redactPath(asRouted(target)) : target
    const ms = Math.round(reply.elapsedTime * 100) / 100
    log.info(new RequestLine(request.id, door, request.method, path, reply.statusCode, ms), 'request')
    spans.get(request)?.end(routeOf(request), reply.statusCode)
    meter?.answered({
      door,
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
    })
    requests?.add(door, request, path, { status: reply.statusCode, milliseconds: ms })
    done()
  })
  return app
}

/** In seconds: what is away for a moment will be back by then. */
const RETRY_SOON = '1'

/** What is wrong with a request before anybody looks at what it asks for. */
function faultOfRaw({ raw }: FastifyRequest, reply: FastifyReply): HttpFault | undefined {
  if (isStranded(raw)) {
    reply.header('retry-after', RETRY_SOON)
    return new HttpFault('overloaded')
  }
  return hasSeveralHosts(raw) ? new HttpFault('malformed_request') : undefined
}

/** Plain characters only: it stands in log lines, audit entries and headers as it is. */
const REQUEST_ID = /^[\w.:/+=@-]{1,128}$/

/** The id that the client gives its request, if it can be used. */
function wishedId({ headers }: { readonly headers: IncomingMessage['headers'] }): string | undefined {
  const wished = headers['x-request-id']
  return typeof wished === 'string' && REQUEST_ID.test(wished) ? wished : undefined
}

/** What an instance answers: an address and a method. */
export interface Route {
  readonly method: string
  readonly url: string
}

const routes = new WeakMap<FastifyInstance, Route[]>()

/** All routes of an instance that is open, for sweeps that must leave none out. */
export function routesOf(app: FastifyInstance): readonly Route[] {
  return routes.get(app) ?? []
}

/** A hook for routes that are open to everybody and take no body. */
export function takeNoBody(route: RouteOptions): void {
  route.config = { ...route.config, longestBody: 0 }
}

function limitOf(request: FastifyRequest, { bodyLimit, bodyLimitOfUnknown = 0 }: InstanceOptions): number {
  if (request.is404) return bodyLimitOfUnknown
  const { longestBody } = request.routeOptions.config
  return longestBody ?? (typeof bodyLimit === 'number' ? bodyLimit : bodyLimit(request))
}

/** What every answer says, whoever gives it. A handler may say otherwise of caching. */
function setOwnHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id)
  reply.header('x-content-type-options', 'nosniff')
  reply.header('cache-control', 'no-store') // answers are made for one person
  if (isSecure(request) && !isThisMachine(request.host)) reply.header('strict-transport-security', TLS_ONLY)
}

/** Other servers on a developer's machine share its name, and may have no TLS. */
function isThisMachine(host: string): boolean {
  return /^(.+\.)?localhost(:\d+)?$/i.test(host)
}

function rewritten(target: string, rewritePath: (path: string) => string): string {
  const mark = target.indexOf('?')
  return mark === -1 ? rewritePath(target) : rewritePath(target.slice(0, mark)) + target.slice(mark)
}
