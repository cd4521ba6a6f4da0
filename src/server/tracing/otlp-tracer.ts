import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context, Span } from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'
import type { TracingConfig } from '../../config/tracing.ts'
import type { SpanStart, Tracer } from '../../lib/telemetry.ts'

/** A tracer, and how it ends. */
export interface OtlpTracer extends Tracer {
  /** Sends what still waits, for a moment. */
  close(): Promise<void>
}

/** How often the log says that traces don't arrive, in milliseconds. */
const PAUSE_BETWEEN_LINES = 60_000
/** How long the end of the server waits for a receiver, in milliseconds. */
const LAST_WORDS_MS = 1_000

/** Version 0 of W3C's Trace Context; later versions begin like it. */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Loads OpenTelemetry; a server without an endpoint for traces never needs it. */
export async function openOtlpTracer(
  config: TracingConfig,
  version: string,
  log: Logger,
): Promise<OtlpTracer> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace, isSpanContextValid } = api
  const { url, headers, timeoutMilliseconds, serviceName, attributes } = config
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: timeoutMilliseconds })
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      ...attributes,
      'service.name': serviceName,
      'service.version': version,
    }),
    sampler: samplerOf(config.sampler),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: telling(exporter, log),
        exportTimeoutMillis: timeoutMilliseconds,
      }),
    ],
  })
  const tracer = provider.getTracer('quadrivium', version)
  const current = new AsyncLocalStorage<Context>()

  function samplerOf({ kind, ratio }: TracingConfig['sampler']) {
    const root = kind.endsWith('always_off')
      ? new sdk.AlwaysOffSampler()
      : kind.endsWith('traceidratio')
        ? new sdk.TraceIdRatioBasedSampler(ratio)
        : new sdk.AlwaysOnSampler()
    return kind.startsWith('parentbased') ? new sdk.ParentBasedSampler({ root }) : root
  }

  function remote(traceparent: string | null | undefined): Context {
    const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(traceparent ?? '') ?? []
    const parent = {
      traceId,
      spanId,
      traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
      isRemote: true,
    }
    return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
  }

  const fail = (span: Span, type: string) => {
    span.setAttribute('error.type', type)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }

  async function within<T>(start: SpanStart, parent: Context, work: () => Promise<T>): Promise<T> {
    const kind = start.kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL
    const span = tracer.startSpan(start.name, { kind, attributes: { ...start.attributes } }, parent)
    try {
      return await current.run(trace.setSpan(parent, span), work)
    } catch (error) {
      // Never the message, which may hold what a client sent.
      fail(span, error instanceof Error ? error.name : 'unknown')
      throw error
    } finally {
      span.end()
    }
  }

  return {
    request({ door, method, scheme, httpVersion, traceparent }) {
      const parent = remote(traceparent)
      const span = tracer.startSpan(
        method,
        {
          kind: SpanKind.SERVER,
          attributes: {
            'http.request.method': method,
            'url.scheme': scheme,
            'network.protocol.version': httpVersion,
            'quadrivium.door': door,
          },
        },
        parent,
      )
      return {
        within: (work) => current.run(trace.setSpan(parent, span), work),
        end(route, status) {
          if (route !== undefined) {
            span.updateName(`${method} ${route}`)
            span.setAttribute('http.route', route)
          }
          span.setAttribute('http.response.status_code', status)
          if (status >= 500) fail(span, String(status))
          span.end()
        },
      }
    },
    part(start, work) {
      const parent = current.getStore()
      return parent === undefined ? work() : within(start, parent, work)
    },
    continued: (traceparent, start, work) => within(start, remote(traceparent), work),
    traceparent() {
      const context = current.getStore()
      const span = context && trace.getSpanContext(context)
      if (span === undefined || !isSpanContextValid(span)) return undefined
      return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`
    },
    async close() {
      const late = new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS).unref())
      await Promise.race([provider.shutdown().catch(() => undefined), late])
    },
  }
}

/** Says in the log, now and then, that traces don't arrive. Nothing else depends on it. */
function telling(exporter: SpanExporter, log: Logger): SpanExporter {
  let next = -Infinity
  let lost = 0
  return {
    export(spans: ReadableSpan[], done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined) {
          lost += spans.length
          if (performance.now() >= next) {
            next = performance.now() + PAUSE_BETWEEN_LINES
            log.warn({ err: result.error, lost }, 'traces do not arrive')
            lost = 0
          }
        }
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  }
}
