import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import type { Assignment } from './messages.ts'

/** How long the path of a Unix socket may be; the shortest of all systems (macOS) has 104 bytes with the one at the end. */
const LONGEST_PATH = 100
/** PostgreSQL needs so many connections of each worker. */
const LEAST_CONNECTIONS = 4

/** What each worker of a server does. */
export function assignmentsOf(config: Config, serverKey: Uint8Array): readonly Assignment[] {
  const { workers, databaseUrl, databaseLimits } = config
  const socket = databaseUrl === undefined ? socketPath(config) : ''
  const connections = Math.max(LEAST_CONNECTIONS, Math.floor(databaseLimits.connections / workers))
  const own = { ...config, databaseLimits: { ...databaseLimits, connections } }
  return Array.from({ length: workers }, (_, index) => ({
    role: databaseUrl !== undefined ? 'whole' : index === 0 ? 'writer' : 'reader',
    number: index + 1,
    config: own,
    serverKey,
    socket,
  }))
}

/** Where the writer takes requests: in the data folder, which belongs to this user alone. */
function socketPath({ dataDir }: Config): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\quadrivium-${randomBytes(16).toString('hex')}`
  const path = join(resolve(dataDir), 'workers.sock')
  if (Buffer.byteLength(path) <= LONGEST_PATH) return path
  return join(mkdtempSync(join(tmpdir(), 'quadrivium-')), 'workers.sock') // 0700
}
