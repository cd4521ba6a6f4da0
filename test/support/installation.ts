import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname

type Settings = Readonly<Record<string, string>>

/** How a command ended. */
export interface Finished {
  /** null: by a signal. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A server as a process of its own. */
export interface ServerProcess {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** What it has printed so far. */
  readonly stdout: () => string
  readonly kill: (signal: NodeJS.Signals) => void
  /** When it has ended. */
  readonly ended: Promise<Finished>
}

/** A data folder of one's own, and the command line on it. */
export interface Installation {
  readonly dataDir: string
  /** Runs a command to its end. @param more.as the number of the user who runs it; only root may choose */
  run(args: readonly string[], more?: { settings?: Settings; input?: string; as?: number }): Promise<Finished>
  /** Starts a server on any free port, and waits until it listens. */
  start(args?: readonly string[], settings?: Settings): Promise<ServerProcess>
  /** Ends what still runs, and removes the folder. */
  remove(): Promise<void>
}

export interface InstallationOptions {
  /** The program and its first arguments; the default runs the sources. */
  readonly command?: readonly [string, ...string[]]
  /** The program's environment, without settings; the default is that of the tests. */
  readonly environment?: NodeJS.ProcessEnv
  /** The data folder as the program sees it; the default is an empty one of its own. */
  readonly dataDir?: string
  /** Where the program is started. */
  readonly cwd?: string
}

/** Makes an installation with an empty data folder. */
export function makeInstallation(options: InstallationOptions = {}): Installation {
  const { command = [process.execPath, MAIN], environment = process.env, cwd } = options
  const [program, ...first] = command
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-installation-'))
  const dataDir = options.dataDir ?? join(folder, 'data')
  const children = new Set<ChildProcess>()

  const launch = (args: readonly string[], settings: Settings, input = '', as?: number) => {
    const child = spawn(program, [...first, ...args], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...withoutSettings(environment), QUADRIVIUM_DATA_DIR: dataDir, ...settings },
      ...(as === undefined ? {} : { uid: as, gid: as }),
    })
    children.add(child)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.stdin.on('error', () => undefined) // a command that reads nothing closes it
    child.stdin.end(input)
    const ended = new Promise<Finished>((resolve) => {
      child.once('close', (code) => {
        children.delete(child)
        resolve({ code, stdout, stderr })
      })
    })
    return { child, ended, stdout: () => stdout }
  }

  return {
    dataDir,
    run: (args, { settings = {}, input, as } = {}) => launch(args, settings, input, as).ended,
    async start(args = ['start'], settings = {}) {
      const { child, ended, stdout } = launch(args, { QUADRIVIUM_PORT: '0', ...settings })
      const port = await new Promise<number>((resolve, reject) => {
        const look = () => {
          const found = /"port":(\d+),"msg":"listening"/.exec(stdout())
          if (found !== null) resolve(Number(found[1]))
        }
        child.stdout.on('data', look)
        void ended.then((end) => reject(new Error(`the server ended: ${JSON.stringify(end)}`)))
      })
      const kill = (signal: NodeJS.Signals) => void child.kill(signal)
      return { url: `http://127.0.0.1:${port}`, port, pid: child.pid ?? 0, stdout, kill, ended }
    },
    async remove() {
      const gone = [...children].map((child) => new Promise((resolve) => child.once('close', resolve)))
      for (const child of children) child.kill('SIGKILL')
      await Promise.all(gone)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('QUADRIVIUM_')))
}
