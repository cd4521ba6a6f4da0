import { join } from 'node:path'
import type { Config } from '../../config/config.ts'
import { ServerLock, StoreInUse } from '../../store/engines/sqlite/server-lock.ts'

const PAUSE_MS = 50

/**
 * Runs the work while no other process creates the demo academy in this data folder: creating it takes longer than a writer
 * waits for another one. An operating system lock ends with its process. With PostgreSQL the database does the locking.
 */
export async function aloneWithDemo<T>({ dataDir, databaseUrl }: Config, work: () => Promise<T>): Promise<T> {
  if (databaseUrl !== undefined) return work()
  const lock = await taken(join(dataDir, 'demo.lock'))
  try {
    return await work()
  } finally {
    lock.release()
  }
}

async function taken(path: string): Promise<ServerLock> {
  for (;;) {
    try {
      return new ServerLock(path)
    } catch (error) {
      if (!(error instanceof StoreInUse)) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
