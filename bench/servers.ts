import { fileURLToPath } from 'node:url'
import { freePort, startProcess, startServer, type ServerProcess } from '../test/support/server-process.ts'
import type { FilledAcademy } from './academy.ts'

/** Our server as users run it: built, with a log line a request, every commit on disk. */
export function startOurs(
  academy: FilledAcademy,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  return startServer({
    dataDir: academy.folder.path,
    settings,
    code: 'built',
    flags: ['--max-semi-space-size=8'],
    log: 'dropped',
  })
}

/** A bare server over the store of that academy: `bare/<job>.ts`. */
export async function startBare(job: string, academy: FilledAcademy): Promise<ServerProcess> {
  const port = await freePort()
  const file = fileURLToPath(new URL(`./bare/${job}.ts`, import.meta.url))
  return startProcess([file, academy.folder.database, String(port)], { port, log: 'dropped' })
}
