import type { Registry } from 'prom-client'
import type { AnsweredRequest, Meter, SignInMethod, SignInResult } from '../../lib/telemetry.ts'

/** What the server counts, as Prometheus reads it. */
export interface PrometheusMeter extends Meter {
  /** For figures that are looked up when somebody reads them. */
  readonly registry: Registry
}

/** The methods that have a name of their own; clients may send any word. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** The label of every other method, as OpenTelemetry has it. */
const OTHER_METHOD = '_OTHER'
/** The label of requests that no route matches, whatever they asked for. */
const NO_ROUTE = 'unknown'

/** In seconds. The upper end is the longest that a proxy waits for an answer. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const COMMIT_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/** The counts of one route with one status. */
interface RouteCounts {
  observe(seconds: number): void
}

/**
 * Loads what counts; a server that nobody watches never needs it.
 * @param doors the names under which requests are counted
 */
export async function openPrometheusMeter(doors: readonly string[]): Promise<PrometheusMeter> {
  const { Registry, Histogram, Counter, collectDefaultMetrics } = await import('prom-client')
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry }) // process_* and nodejs_*
  // Gauges that are named like counters: readers of metrics take offence, and nobody misses them.
  for (const what of ['resources', 'handles', 'requests']) {
    registry.removeSingleMetric(`nodejs_active_${what}`)
    registry.removeSingleMetric(`nodejs_active_${what}_total`)
  }

  const requests = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'How long requests took, from the first byte to the end of the answer.',
    labelNames: ['door', 'http_request_method', 'http_route', 'http_response_status_code'],
    buckets: REQUEST_BUCKETS,
    registers,
  })
  const rateLimited = new Counter({
    name: 'quadrivium_rate_limited_total',
    help: 'Requests that were refused because there were too many (429).',
    labelNames: ['door'],
    registers,
  })
  const logins = new Counter({
    name: 'quadrivium_logins_total',
    help: 'Attempts to sign in. limited: refused unseen, after too many wrong ones.',
    labelNames: ['method', 'result'],
    registers,
  })
  const deliveries = new Counter({
    name: 'quadrivium_deliveries_total',
    help: 'Attempts to deliver mails and webhook messages. retried: failed, and will be tried again.',
    labelNames: ['kind', 'result'],
    registers,
  })
  const commits = new Histogram({
    name: 'quadrivium_store_commit_duration_seconds',
    help: 'How long it took until a commit was on disk.',
    buckets: COMMIT_BUCKETS,
    registers,
  })
  const batches = new Histogram({
    name: 'quadrivium_store_batch_operations',
    help: 'Operations that shared a commit. Always 1 with PostgreSQL.',
    buckets: BATCH_BUCKETS,
    registers,
  })

  // What never happened yet is 0, not missing: otherwise the first time would not be seen as an increase.
  for (const door of doors) rateLimited.inc({ door }, 0)
  for (const method of ['password', 'key', 'link'] satisfies SignInMethod[]) {
    for (const result of ['succeeded', 'refused', 'limited'] satisfies SignInResult[]) {
      logins.inc({ method, result }, 0)
    }
  }
  for (const kind of ['mail', 'webhook']) {
    for (const result of ['sent', 'retried', 'given_up']) deliveries.inc({ kind, result }, 0)
  }

  // The library would put the labels together anew for each request.
  const byRoute = new Map<string, RouteCounts>()
  return {
    registry,
    answered({ door, method, route = NO_ROUTE, status, milliseconds }: AnsweredRequest) {
      const knownMethod = METHODS.has(method) ? method : OTHER_METHOD
      const key = `${door} ${knownMethod} ${route} ${status}`
      let counts = byRoute.get(key)
      if (counts === undefined) {
        counts = requests.labels(door, knownMethod, route, String(status))
        byRoute.set(key, counts)
      }
      counts.observe(milliseconds / 1000)
      if (status === 429) rateLimited.inc({ door })
    },
    signIn(method: SignInMethod, result: SignInResult) {
      logins.inc({ method, result })
    },
    delivery(kind, result) {
      deliveries.inc({ kind, result })
    },
    committed(milliseconds, operations) {
      commits.observe(milliseconds / 1000)
      batches.observe(operations)
    },
  }
}
