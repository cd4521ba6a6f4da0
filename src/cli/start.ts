import { configOfProcess } from '../config/environment.ts'
import { systemClock } from '../lib/clock.ts'
import { randomIds } from '../lib/ids.ts'
import { openLog } from '../server/log.ts'
import { runServer } from '../server/run-server.ts'
import { loadServerKey, makeDataDir } from '../server/server-key.ts'
import { lockStore, openStore } from '../store/open-store.ts'
import { CommandError } from './explain.ts'

/** Starts the server, and returns when it listens. */
export async function start(_options: { readonly demo: boolean }): Promise<void> {
  const config = configOfProcess()
  const { log, flush } = openLog(config.logLevel)
  makeDataDir(config.dataDir)
  const serverKey = loadServerKey(config.dataDir, config.serverKey)
  const lock = await lockStore(config).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'StoreInUse') {
      throw new CommandError(
        `Another server runs on the data folder ${config.dataDir}. Stop it first, or give this one a folder of its own by QUADRIVIUM_DATA_DIR.`,
      )
    }
    throw error
  })
  const report = (message: string, error?: unknown) => log.error({ err: error }, message)
  const store = await openStore(config, { clock: systemClock, ids: randomIds, report })
  const server = await runServer(config, store, serverKey, log)
  const stop = async () => {
    await server.close()
    await store.close()
    lock.release()
    await flush()
    process.exit(0)
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
}
