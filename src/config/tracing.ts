/** Where traces go, and what they say of this server. */
export interface TracingConfig {
  /** Of the receiver, such as `http://collector:4318/v1/traces`. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMilliseconds: number
  readonly serviceName: string
  readonly attributes: Readonly<Record<string, string>>
  readonly sampler: { readonly kind: SamplerKind; readonly ratio: number }
}

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const
export type SamplerKind = (typeof SAMPLERS)[number]

const USUAL_TIMEOUT_MS = 10_000

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the standard variables of OpenTelemetry, the only ones without our prefix. Without an endpoint, there are no traces
 * and the others have no effect.
 * @param report is told what is wrong, in sentences
 */
export function readTracing(
  environment: Environment,
  report: (problem: string) => void,
): TracingConfig | undefined {
  const valueOf = (name: string) => environment[name]?.trim() ?? ''
  const own = valueOf('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT')
  const shared = valueOf('OTEL_EXPORTER_OTLP_ENDPOINT')
  if (own === '' && shared === '') return undefined
  if (valueOf('OTEL_SDK_DISABLED').toLowerCase() === 'true' || valueOf('OTEL_TRACES_EXPORTER') === 'none')
    return undefined
  const endpoint = own === '' ? shared : own
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    report(
      `OTEL_EXPORTER_OTLP_${own === '' ? '' : 'TRACES_'}ENDPOINT must be an http or https address such as http://localhost:4318; "${endpoint}" isn't.`,
    )
    return undefined
  }
  const protocol = valueOf('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') || valueOf('OTEL_EXPORTER_OTLP_PROTOCOL')
  if (protocol === 'grpc') {
    report(
      'Traces are sent by http, not by grpc. Leave OTEL_EXPORTER_OTLP_PROTOCOL out, and use the port for http (4318).',
    )
  }
  const kind = SAMPLERS.find(
    (sampler) => sampler === (valueOf('OTEL_TRACES_SAMPLER') || 'parentbased_always_on'),
  )
  if (kind === undefined) report(`OTEL_TRACES_SAMPLER must be one of ${SAMPLERS.join(', ')}.`)
  const ratio = Number(valueOf('OTEL_TRACES_SAMPLER_ARG') || '1')
  if (!(ratio >= 0 && ratio <= 1)) report('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.')
  const timeout = Number(valueOf('OTEL_EXPORTER_OTLP_TIMEOUT') || USUAL_TIMEOUT_MS)
  if (!(timeout > 0)) report('OTEL_EXPORTER_OTLP_TIMEOUT must be a number of milliseconds.')
  const attributes = pairs(valueOf('OTEL_RESOURCE_ATTRIBUTES'))
  return {
    url: own === '' ? `${shared.replace(/\/+$/, '')}/v1/traces` : own,
    headers: {
      ...pairs(valueOf('OTEL_EXPORTER_OTLP_HEADERS')),
      ...pairs(valueOf('OTEL_EXPORTER_OTLP_TRACES_HEADERS')),
    },
    timeoutMilliseconds: timeout,
    serviceName:
      [valueOf('OTEL_SERVICE_NAME'), attributes['service.name']].find((name) => name) ?? 'quadrivium',
    attributes,
    sampler: { kind: kind ?? 'parentbased_always_on', ratio },
  }
}

/** `key=value,key=value`, the values percent-encoded. What isn't a pair is left out, as the standard wants it. */
function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').flatMap((part) => {
      const pair = part.trim()
      const mark = pair.indexOf('=')
      if (mark < 1) return []
      try {
        return [[pair.slice(0, mark).trim(), decodeURIComponent(pair.slice(mark + 1).trim())]]
      } catch {
        return []
      }
    }),
  )
}
