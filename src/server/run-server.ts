import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { FailedSignIns } from '../domain/access/failed-sign-ins.ts'
import type { Store } from '../domain/store.ts'
import { addressesAmong } from '../http/trusted-addresses.ts'
import type { RequestLog } from '../http/request-log.ts'
import { RateLimits } from '../http/rate-limits.ts'
import { systemClock } from '../lib/clock.ts'
import { randomIds } from '../lib/ids.ts'
import { SealedBox } from '../lib/sealed-box.ts'
import { Backups } from './backups/backups.ts'
import { baseUrlOf } from './base-url.ts'
import { dialects } from '../dialects/dialects.ts'
import { NeedsWriter } from '../lib/needs-writer.ts'
import { buildServer, type Sharing } from './build-server.ts'
import { CountExchange } from './count-exchange.ts'
import type { ConnectionLimits } from './connections.ts'
import { ClockWatch } from './clock-watch.ts'
import { Housekeeping } from './housekeeping.ts'
import type { Listener, TlsKeys } from './listener.ts'
import { PendingWorkWorker } from '../delivery/pending-work-worker.ts'
import { tracedStore } from './tracing/traced-store.ts'
import type { MetricsOfProcess, WatchedServer, Watching } from './watching.ts'
import { warningsOf } from './warnings.ts'
import { describeInstallation } from './describe-installation.ts'
import { makeDeliveryWorker } from './delivery-worker.ts'

/** How long current requests may take after a stop signal, in milliseconds. */
const SHUTDOWN_GRACE_MS = 10_000

/** A server that answers. */
export interface RunningServer {
  /** The port it listens on; the real one where any free one was asked for. */
  readonly port: number
  /**
   * Takes no more requests, and waits for those under way; after ten seconds they are cut off. Mails and webhooks that
   * can't be finished then are left for the next start.
   */
  close(): Promise<void>
}

/** The address is taken, unknown or not allowed. */
class CannotListen extends Error {
  override readonly name = 'CannotListen'
}

/** What a process does of the work of a server that has several. */
export interface ServerPart extends Sharing {
  /** Whether it only answers requests: another process does what is done once for all. */
  readonly onlyAnswers?: boolean
  /** Where it takes requests of other processes. */
  readonly innerSocket?: string
  /** The requests that it remembers, together with the other processes; omitted: alone. */
  readonly requests?: RequestLog
  /** Called when all is loaded that it needs at first, before it listens. */
  readonly onBuilt?: () => void
  /** Called with what it counts, before it listens. */
  readonly onLimits?: (rateLimits: RateLimits) => void
  /** Whether others say that the server listens. */
  readonly isQuiet?: boolean
  /** The metrics of the other processes; omitted: there are none. */
  readonly otherMetrics?: () => Promise<readonly MetricsOfProcess[]>
}

/**
 * Puts the server together and listens.
 * @param part omitted: one process does everything
 * @throws CannotListen
 */
export async function runServer(
  config: Config,
  store: Store,
  serverKey: Uint8Array,
  log: Logger,
  watching?: Watching,
  part: ServerPart = {},
): Promise<RunningServer> {
  const { onlyAnswers = false, innerSocket } = part
  const telemetry = watching?.telemetry ?? {}
  const engine = config.databaseUrl === undefined ? 'sqlite' : 'postgres'
  const { tracer } = telemetry
  const seenStore = tracer === undefined ? store : tracedStore(store, tracer, engine)
  const sealedBox = new SealedBox(serverKey)
  const tls = config.tls && readTlsKeys(config.tls)
  // Of port 0 the real one is known when the server listens, and links are made later than that.
  let port = config.port
  const services = {
    store: seenStore,
    clock: systemClock,
    ids: randomIds,
    log,
    telemetry,
    rateLimits: new RateLimits(systemClock),
    failedSignIns: new FailedSignIns(),
    sealedBox,
    settings: {
      limitRates: config.rateLimits === 'vendor',
      quotas: config.quotas,
      invitationLifetime: config.invitationDays * 24 * 60 * 60_000,
      sessionLifetime: config.sessionMinutes * 60_000,
      longestSession: config.sessionDays * 24 * 60 * 60_000,
      longestImport: config.importMegabytes * 1024 * 1024,
      trustedProxies: config.trustedProxies,
      corsOrigins: config.corsOrigins,
      get publicUrl() {
        return baseUrlOf({ ...config, port })
      },
      allowHttp: config.allowHttp,
      own: config.dialectSettings,
    },
  }
  part.onLimits?.(services.rateLimits)
  const backups = new Backups({ store, clock: systemClock, log }, config)
  if (!onlyAnswers) await backups.recover()
  const installation = describeInstallation(config, {
    ...services,
    publicUrl: () => services.settings.publicUrl,
  })
  const demandWriter = () => {
    if (onlyAnswers) throw new NeedsWriter()
  }
  const built = buildServer(
    { ...services, backups, installation, demandWriter, ...(part.requests && { requests: part.requests }) },
    { tls, limits: limitsOf(config) },
    dialects,
    part,
  )
  try {
    await built.ready()
    part.onBuilt?.()
    if (built.inner !== undefined && innerSocket !== undefined) await listenInside(built.inner, innerSocket)
    port = await listen(built.http, config)
    if (!onlyAnswers) await serveMetrics(config, watching, services, part)
  } catch (error) {
    if (part.othersGone === undefined) await built.close() // otherwise its process ends at once
    throw error
  }
  const watch = new ClockWatch({ store, clock: systemClock, log, onlyFollows: onlyAnswers })
  await watch.look() // before anything is due
  watch.start()
  const closeFront = async () => {
    const tooLate = setTimeout(() => {
      log.warn('aborting unfinished requests')
      built.http.closeAllConnections()
    }, SHUTDOWN_GRACE_MS)
    await built.close()
    clearTimeout(tooLate)
    await watch.stop()
  }
  if (onlyAnswers) return { port, close: () => closeFront().then(() => watching?.close()) }
  await store.write((tx) => tx.times.recall())
  const delivery = makeDeliveryWorker({ ...config, port }, { store, sealedBox, log, telemetry })
  delivery.start()
  const pendingWork = new PendingWorkWorker({
    store,
    clock: systemClock,
    log,
    alone: config.databaseUrl === undefined, // a SQLite file has one server
  })
  pendingWork.start()
  const exchange = new CountExchange({ ...services, node: randomUUID() })
  // A SQLite file has one server.
  if (config.databaseUrl !== undefined && services.settings.limitRates) exchange.start()
  const { deliveryDays, auditDays: days, auditArchive } = config
  const housekeeping = new Housekeeping({
    ...services,
    retention: { deliveryDays },
    journals: config.dataDir,
    archive:
      days === undefined
        ? undefined
        : { days, folder: auditArchive ?? join(config.dataDir, 'audit-archive') },
  })
  housekeeping.start()
  if (part.isQuiet !== true) logListening(log, config, port)
  return {
    port,
    async close() {
      await closeFront()
      await backups.close()
      await housekeeping.stop()
      await exchange.stop()
      await pendingWork.stop()
      await delivery.stop()
      await watching?.close()
    },
  }
}

/** Tells that the server listens, and what may surprise. */
export function logListening(log: Logger, config: Config, port: number, more: object = {}): void {
  log.info({ ...more, host: config.host, port }, 'listening')
  for (const { about, sentence } of warningsOf({ ...config, port })) {
    if (about === 'links') log.warn(sentence)
    else log.info(sentence)
  }
}

function readTlsKeys({ cert, key }: NonNullable<Config['tls']>): TlsKeys {
  try {
    const keys = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
    createSecureContext(keys) // throws when they are no PEM, or don't belong together
    return keys
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CannotListen(
      `The certificate or its key can't be used: ${why}. QUADRIVIUM_TLS_CERT and QUADRIVIUM_TLS_KEY must name two PEM files that belong together.`,
    )
  }
}

function limitsOf({ connectionsPerAddress, trustedProxies }: Config): Partial<ConnectionLimits> {
  // Everybody's connections come from a proxy.
  return { perAddress: connectionsPerAddress, isExempt: addressesAmong(trustedProxies) }
}

async function serveMetrics(
  { metricsListen }: Config,
  watching: Watching | undefined,
  { store, clock, log }: WatchedServer,
  { otherMetrics }: ServerPart,
): Promise<void> {
  if (metricsListen === undefined || watching === undefined) return
  const { host, port } = metricsListen
  try {
    const real = await watching.serve({ store, clock, log, otherMetrics })
    log.info({ host, port: real }, 'serving metrics')
  } catch (error) {
    // That of a socket.
    throw new CannotListen(reason(error as NodeJS.ErrnoException, host, port, 'METRICS_LISTEN'))
  }
}

/** Returns the port, which is another one where any free one was asked for. */
function listen(http: Listener, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(new CannotListen(reason(error, host, port))))
    // It listens on a port, not on a pipe.
    http.listen(port, host, () => resolve((http.address() as AddressInfo).port))
  })
}

/** Listens for the other processes of this server, and for nobody else: the socket is in a folder of their own user. */
async function listenInside(inner: Listener, socket: string): Promise<void> {
  if (process.platform !== 'win32') await rm(socket, { force: true }) // left behind by a killed process
  await new Promise<void>((resolve, reject) => {
    inner.once('error', reject)
    inner.listen({ path: socket, exclusive: true }, resolve)
  })
}

/** @param setting that of the address, unless it has one each for host and port */
function reason(
  { code, message }: NodeJS.ErrnoException,
  host: string,
  port: number,
  setting?: 'METRICS_LISTEN',
): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use. Stop the program that uses it, or choose another port with QUADRIVIUM_${setting ?? 'PORT'} (0: any free port).`
    case 'EACCES':
      return `This user may not listen on port ${port} of ${host}. Choose a port above 1023 with QUADRIVIUM_${setting ?? 'PORT'}.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Choose another with QUADRIVIUM_${setting ?? 'HOST'}.`
    default:
      return `The server can't listen on ${host}, port ${port}: ${message}`
  }
}
