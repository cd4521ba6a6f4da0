import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config/config.ts'
import { baseUrlOf } from '../../server/base-url.ts'

const PROBE_TIMEOUT_MS = 1_000

/** Records the address of this data folder's server for other commands. Returns a function that removes it. */
export function announceServer({ dataDir, databaseUrl }: Config, baseUrl: string): () => void {
  if (databaseUrl !== undefined) return () => undefined // no data folder, and perhaps several servers
  const path = pathOf(dataDir)
  writeFileSync(path, `${baseUrl}\n`, { mode: 0o600 })
  return () => rmSync(path, { force: true })
}

/** The address of the server. If one runs on this data folder, its actual address, whatever its port. */
export async function reachableBaseUrl(config: Config): Promise<string> {
  const announced = config.databaseUrl === undefined ? readAnnounced(config.dataDir) : undefined
  if (announced !== undefined && config.publicUrl === undefined && (await answers(announced)))
    return announced
  return baseUrlOf(config)
}

/** The address on which this machine reaches the server of these settings, whatever its public address is. */
export function localBaseUrl(config: Config): string {
  const { dataDir, databaseUrl, publicUrl, port } = config
  // Of port 0, only the server itself knows the real one.
  const announced =
    port === 0 && publicUrl === undefined && databaseUrl === undefined ? readAnnounced(dataDir) : undefined
  return announced ?? baseUrlOf({ ...config, publicUrl: undefined })
}

function pathOf(dataDir: string): string {
  return join(dataDir, 'server.url')
}

function readAnnounced(dataDir: string): string | undefined {
  try {
    const text = readFileSync(pathOf(dataDir), 'utf8').trim()
    return URL.canParse(text) ? text : undefined
  } catch {
    return undefined // no server, or one of an earlier version
  }
}

/** A killed server leaves its file behind, so the address is probed. */
async function answers(baseUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${baseUrl}/healthz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })).ok
  } catch {
    return false
  }
}
