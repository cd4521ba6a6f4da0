import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { dialects } from '../dialects/dialects.ts'
import type { Store } from '../domain/store.ts'
import type { Clock } from '../lib/clock.ts'
import type { Telemetry } from '../lib/telemetry.ts'
import { readLastBackup } from './last-backup.ts'
import type { MetricsServer } from './metrics/metrics-server.ts'
import type { PrometheusMeter } from './metrics/prometheus-meter.ts'
import type { OtlpTracer } from './tracing/otlp-tracer.ts'
import { ownVersion } from './own-version.ts'

/** Who can cause requests to be counted under their name, besides the dialects. */
const OWN_DOORS = ['api', 'docs', 'pages', 'server']

/** The parts of a server that its figures come from. */
export interface WatchedServer {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  /** The metrics of the other processes of the server; omitted: there are none. */
  readonly otherMetrics?: (() => Promise<readonly MetricsOfProcess[]>) | undefined
}

/** The metrics of one process, as plain data. */
export type MetricsOfProcess = readonly object[]

/** Metrics and traces, as far as they are switched on. What isn't is never loaded. */
export class Watching {
  readonly telemetry: Telemetry
  readonly #config: Config
  readonly #meter: PrometheusMeter | undefined
  #metrics: MetricsServer | undefined

  readonly #tracer: OtlpTracer | undefined

  private constructor(config: Config, meter: PrometheusMeter | undefined, tracer: OtlpTracer | undefined) {
    this.#config = config
    this.#meter = meter
    this.#tracer = tracer
    this.telemetry = { meter, tracer }
  }

  /** Loads what the settings switch on. */
  static async open(config: Config, log: Logger): Promise<Watching> {
    return new Watching(config, await openMeter(config), await openTracer(config, log))
  }

  /** Lets others read the metrics. Returns the port; undefined: they are off. @throws as `listen` of a socket does */
  async serve({ store, clock, log, otherMetrics }: WatchedServer): Promise<number | undefined> {
    const { metricsListen, databaseUrl, dataDir, smtpUrl } = this.#config
    if (metricsListen === undefined || this.#meter === undefined) return undefined
    const [{ addGauges }, { MetricsServer }] = await Promise.all([
      import('./metrics/gauges.ts'),
      import('./metrics/metrics-server.ts'),
    ])
    const { registry } = this.#meter
    const update = await addGauges(registry, {
      store,
      clock,
      engine: databaseUrl === undefined ? 'sqlite' : 'postgres',
      version: ownVersion(),
      sent: smtpUrl === undefined ? ['webhook_event'] : ['webhook_event', 'mail'],
      lastBackup: () => readLastBackup(dataDir),
    })
    const metrics = new MetricsServer({ ...metricsListen, registry, update, log, others: otherMetrics })
    const port = await metrics.listen()
    this.#metrics = metrics
    return port
  }

  /** What this process has measured. */
  async measured(): Promise<MetricsOfProcess> {
    return (await this.#meter?.registry.getMetricsAsJSON()) ?? []
  }

  async close(): Promise<void> {
    await this.#metrics?.close()
    await this.#tracer?.close()
  }
}

async function openMeter({ metricsListen }: Config): Promise<PrometheusMeter | undefined> {
  if (metricsListen === undefined) return undefined
  const { openPrometheusMeter } = await import('./metrics/prometheus-meter.ts')
  return openPrometheusMeter([...dialects.map(({ name }) => name), ...OWN_DOORS])
}

async function openTracer({ tracing }: Config, log: Logger): Promise<OtlpTracer | undefined> {
  if (tracing === undefined) return undefined
  const { openOtlpTracer } = await import('./tracing/otlp-tracer.ts')
  return openOtlpTracer(tracing, ownVersion(), log)
}
