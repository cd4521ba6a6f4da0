import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Peer } from './peer.ts'

const LONGEST_MS = 15 * 60_000

/**
 * Installs a peer from the registry into a folder of its own, which is not a part of this project.
 * @param keep whether the folder stays where the next run finds it
 * @returns the folder
 * @throws with what npm said
 */
export async function install({ name, version, overrides, compiled }: Peer, keep: boolean): Promise<string> {
  const folder = keep
    ? join(tmpdir(), `quadrivium-bench-peer-${name}-${version}`)
    : mkdtempSync(join(tmpdir(), 'quadrivium-bench-peer-'))
  const done = join(folder, 'installed')
  if (existsSync(done)) return folder
  mkdirSync(folder, { recursive: true })
  const manifest = {
    private: true,
    dependencies: { [name]: version },
    overrides,
    allowScripts: Object.fromEntries(compiled.map((one) => [one, true])),
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  await npmInstall(folder)
  writeFileSync(done, '')
  return folder
}

function npmInstall(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['install', '--no-audit', '--no-fund', '--no-update-notifier'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    const { pid } = child
    const timer = setTimeout(() => {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL') // and all that it has started
    }, LONGEST_MS)
    let said = ''
    child.stderr.on('data', (text: Buffer) => (said += text.toString()))
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.once('close', (status) => {
      clearTimeout(timer)
      if (status === 0) resolve()
      else
        reject(new Error(`npm ended with ${status ?? 'a signal, after fifteen minutes'}: ${reasonIn(said)}`))
    })
  })
}

/** The first of npm's errors that is more than a code: what follows is advice. */
function reasonIn(text: string): string {
  const errors = text
    .split('\n')
    .filter((line) => line.startsWith('npm error ') && !line.startsWith('npm error code '))
  return (errors[0] ?? text).trim().slice(0, 200)
}
