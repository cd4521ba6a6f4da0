import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = 'last-backup.json'

/** Notes in the data folder that a backup of it was made, for the server's metrics. */
export function noteBackup(dataDir: string, created: string): void {
  const path = join(dataDir, FILE)
  writeFileSync(`${path}.tmp`, `${JSON.stringify({ created })}\n`, { mode: 0o600 })
  renameSync(`${path}.tmp`, path)
}

/** When the last backup of that data folder was made, in milliseconds; undefined: none is known. */
export function readLastBackup(dataDir: string): number | undefined {
  try {
    const { created } = JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')) as { created?: unknown }
    const at = typeof created === 'string' ? Date.parse(created) : NaN
    return Number.isNaN(at) ? undefined : at
  } catch {
    return undefined
  }
}
