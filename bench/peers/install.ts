import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Peer, PeerHome } from './peer.ts'

const LONGEST_MS = 15 * 60_000

/**
 * Installs a peer from the registry into a folder of its own, which is not a part of this project.
 * @param keep whether the folder stays where the next run finds it
 * @returns the folder, and the Node that runs the peer
 * @throws with what npm said
 */
export async function install(peer: Peer, keep: boolean): Promise<Omit<PeerHome, 'data'>> {
  const { name, version, overrides, compiled } = peer
  const packages = keep
    ? join(tmpdir(), `quadrivium-bench-peer-${name}-${version}`)
    : mkdtempSync(join(tmpdir(), 'quadrivium-bench-peer-'))
  const runtime = join(packages, 'runtime')
  const node = peer.node === undefined ? process.execPath : join(runtime, 'node_modules', NODE, 'bin/node')
  const done = join(packages, 'installed')
  if (existsSync(done)) return { packages, node }
  if (peer.node !== undefined) await npmInstall(runtime, { dependencies: { [NODE]: peer.node } })
  const allowScripts = Object.fromEntries(compiled.map((one) => [one, true]))
  await npmInstall(packages, { dependencies: { [name]: version }, overrides, allowScripts }, node)
  writeFileSync(done, '')
  return { packages, node }
}

/** Node as a package of the registry, with the headers for what is compiled. */
const NODE = `node-${process.platform}-${process.arch}`

/** @param node runs npm, and what is compiled is compiled for it */
function npmInstall(folder: string, manifest: object, node = process.execPath): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }))
  const bin = dirname(node)
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['install', '--no-audit', '--no-fund', '--no-update-notifier'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: {
        ...process.env,
        PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
        ...(existsSync(join(bin, '../include/node')) && { npm_config_nodedir: dirname(bin) }),
      },
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
