import type { Config, Defaults } from '../../config/config.ts'
import { configOfProcess, isRunByNpm } from '../../config/environment.ts'
import { listAccounts } from '../../domain/academy/tenancy.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import { randomIds } from '../../lib/ids.ts'
import { openLog } from '../../server/log.ts'
import { openPrettySink } from '../../server/pretty-sink.ts'
import { giveBackMemory } from '../../server/give-back-memory.ts'
import { logListening, runServer, type RunningServer } from '../../server/run-server.ts'
import { makeDataDir } from '../../server/server-key.ts'
import { Watching } from '../../server/watching.ts'
import { endInGoodOrder } from '../../server/shutdown.ts'
import { lockOpenStore, lockStore, type StoreLock } from '../../store/open-store.ts'
import { baseUrlOf } from '../../server/base-url.ts'
import { CommandError } from '../shell/explain.ts'
import { makeFirstAccount } from '../shell/first-account.ts'
import { openServerKey } from '../shell/open-server-key.ts'
import { cannotOpen, openConfiguredStore } from '../shell/open-configured-store.ts'
import { announceServer } from '../shell/running-server.ts'

interface StartOptions {
  readonly demo: boolean
  /** How many processes answer; undefined: as many as the settings say. */
  readonly workers: number | undefined
}

/**
 * Starts the server, and returns when it listens. If there is no account, creates the first one; with `demo`, creates the
 * demo academy instead and prints how to use it.
 */
export async function start({ demo, workers }: StartOptions): Promise<void> {
  const config = withWorkers(configOfProcess(demo ? demoDefaults() : {}), workers)
  makeDataDir(config)
  const lock = await unlessInUse(config, lockStore)
  const format = config.logFormat ?? (process.stdout.isTTY ? 'pretty' : 'json')
  const serverLog = openLog(config.logLevel, format === 'pretty' ? await openPrettySink() : undefined)
  const { log } = serverLog
  const watching = await Watching.open(config, log)
  const store = await openConfiguredStore(
    config,
    (message, error) => log.error({ err: error }, message),
    watching.telemetry,
  )
  const locks = [lock]
  const releaseDatabase = () => locks.splice(1).forEach((held) => held.release())
  let withdraw: () => void = () => undefined
  const close = async () => {
    withdraw()
    await store.close()
    for (const held of locks) held.release()
  }
  /** The workers use the store: this process only looks after them, and keeps other servers off the folder. */
  const runInWorkers = async (config: Config, serverKey: Uint8Array): Promise<RunningServer> => {
    const [{ Workers, freePort }, { assignmentsOf }] = await Promise.all([
      import('../../server/workers/workers.ts'),
      import('../../server/workers/assignments.ts'),
    ])
    await store.close()
    releaseDatabase()
    const port = config.port === 0 ? await freePort(config.host) : config.port
    const all = new Workers(assignmentsOf({ ...config, port }, serverKey), log)
    // The first worker answers before the others have started, and from then on the server may be stopped.
    const end = async () => {
      await all.stop()
      await close()
    }
    endInGoodOrder(serverLog, end, isRunByNpm())
    await all.start()
    logListening(log, config, port, { workers: config.workers })
    return { port, close: () => all.stop() }
  }
  try {
    locks.push(await unlessInUse(config, (place) => onceOthersEnded(() => lockOpenStore(place))))
    const serverKey = await openServerKey(config, store)
    const prepared = demo ? await prepareDemo(config, store, serverKey) : await prepare(config, store)
    log.level = prepared.config.logLevel
    const server =
      config.workers === 1
        ? await runServer(prepared.config, store, serverKey, log, watching, { onBuilt: giveBackMemory })
        : await runInWorkers({ ...prepared.config, workers: config.workers, logFormat: format }, serverKey)
    const end = async () => {
      await server.close()
      await close()
    }
    if (config.workers === 1) endInGoodOrder(serverLog, end, isRunByNpm())
    const baseUrl = baseUrlOf({ ...config, port: server.port })
    withdraw = announceServer(config, baseUrl)
    const told = await prepared.tell(baseUrl)
    if (told !== '') console.log(told)
  } catch (error) {
    await close()
    throw error
  }
}

function withWorkers(config: Config, workers: number | undefined): Config {
  return workers === undefined ? config : { ...config, workers }
}

/** A store with at least one account, and how to serve it. */
interface Prepared {
  readonly config: Config
  /** What to print when the server listens at this address. */
  readonly tell: (baseUrl: string) => Promise<string> | string
}

async function prepare(config: Config, store: Store): Promise<Prepared> {
  const manager = await makeFirstAccount(store, config, randomIds)
  if (manager === undefined && config.adminEmail !== undefined && (await holdsDemo(store))) {
    return {
      config,
      tell: (baseUrl) =>
        `Quadrivium is running at ${baseUrl}
The data folder ${config.dataDir} holds the demo academy, so QUADRIVIUM_ADMIN_EMAIL had no effect. To start your own academy:
  QUADRIVIUM_DATA_DIR=./academy QUADRIVIUM_ADMIN_EMAIL=${config.adminEmail ?? ''} npx quadrivium start
`,
    }
  }
  return {
    config,
    tell: (baseUrl) => {
      if (manager === undefined) return ''
      const { username, password } = manager
      const known =
        password === undefined ? 'the one in QUADRIVIUM_ADMIN_PASSWORD' : `${password} (shown only once)`
      return `Quadrivium is running at ${baseUrl}\n\n  The first manager\n    username  ${username}\n    password  ${known}\n`
    },
  }
}

async function holdsDemo(store: Store): Promise<boolean> {
  const accounts = await store.read((reader) => listAccounts(reader, SYSTEM_ITSELF))
  return accounts.some(({ demoSeed }) => demoSeed !== null)
}

async function prepareDemo(config: Config, store: Store, serverKey: Uint8Array): Promise<Prepared> {
  const { openDemoOrExplain } = await import('./demo.ts')
  const opened = await openDemoOrExplain(store, serverKey, config)
  if (opened === undefined) {
    return {
      config: configOfProcess(), // an existing academy is served as without --demo
      tell: (baseUrl) =>
        `Quadrivium is running at ${baseUrl}\nThe store already holds another academy, so the demo academy was not created.\n`,
    }
  }
  const { demoBanner } = await import('../shell/demo-banner.ts')
  return { config, tell: (baseUrl) => demoBanner(baseUrl, opened.access, config.dataDir) }
}

/** Defaults for trying out the demo. On a terminal, log lines would bury the printed instructions. */
function demoDefaults(): Defaults {
  const quiet: Defaults = process.stdout.isTTY ? { logLevel: 'warn' } : {}
  return { allowHttp: true, rateLimits: 'off', ...quiet }
}

/** How long the workers of a server that was killed may take to notice, in milliseconds. */
const OTHERS_END_WITHIN_MS = 3_000
const PAUSE_MS = 50

/** Takes the lock of the database, which workers of a killed server hold for a moment longer than the one of the folder. */
async function onceOthersEnded<T>(take: () => Promise<T>): Promise<T> {
  const until = performance.now() + OTHERS_END_WITHIN_MS
  for (;;) {
    try {
      return await take()
    } catch (error) {
      if (performance.now() > until || !(error instanceof Error) || error.name !== 'StoreInUse') throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}

async function unlessInUse(config: Config, take: (config: Config) => Promise<StoreLock>): Promise<StoreLock> {
  try {
    return await take(config)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StoreInUse') throw cannotOpen(config, error)
    throw new CommandError(
      `Another server is using the data folder ${config.dataDir}. Stop it first, or set QUADRIVIUM_DATA_DIR to another folder.`,
    )
  }
}
