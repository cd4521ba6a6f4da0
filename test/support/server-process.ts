import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('../..', import.meta.url))

export interface ServerOptions {
  readonly dataDir: string
  /** Settings without their prefix: `{ RATE_LIMITS: 'off' }`. Those of the surroundings aren't passed on. */
  readonly settings?: Readonly<Record<string, string>>
  /** `sources` needs no build; `built` is what users run. */
  readonly code?: 'sources' | 'built'
  /** Flags of Node. */
  readonly flags?: readonly string[]
  /** Where its output goes: `kept` in a file and `piped` can be read by `output()`. */
  readonly log?: 'kept' | 'piped' | 'dropped'
  readonly port?: number
  /** How many processes answer; one unless said. */
  readonly workers?: number
}

/** A server of its own process. */
export interface ServerProcess {
  readonly port: number
  readonly pid: number
  /** Milliseconds from its start to its first answer. */
  readonly startedIn: number
  /** What it has written so far. */
  output(): string
  /** Ends it at once and without a word (SIGKILL). */
  kill(): Promise<void>
  /** Asks it to end, and waits. The exit code. */
  stop(): Promise<number | null>
}

/** Starts `quadrivium start` and waits until it is ready. @throws with its output when it ends before */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { dataDir, settings = {}, code = 'sources', flags = [], log = 'kept' } = options
  const port = options.port ?? (await freePort())
  const entry = join(home, code === 'sources' ? 'src/main.ts' : 'dist/main.js')
  const variables = { PORT: String(port), DATA_DIR: dataDir, RATE_LIMITS: 'off', ...settings }
  const several = options.workers === undefined ? [] : ['--workers', String(options.workers)]
  return startProcess([...flags, entry, 'start', ...several], {
    port,
    log,
    env: Object.fromEntries(Object.entries(variables).map(([name, value]) => [`QUADRIVIUM_${name}`, value])),
  })
}

interface ProcessOptions {
  readonly port: number
  readonly env?: Readonly<Record<string, string>>
  readonly log: 'kept' | 'piped' | 'dropped'
  /** What is asked for until it is answered with 200; `/readyz` unless said. */
  readonly readyAt?: string
  /** The Node that runs it; ours unless said. */
  readonly node?: string
}

/** Starts a Node process that answers on the port, and waits for its first answer. */
export async function startProcess(
  command: readonly string[],
  { port, env = {}, log, readyAt = '/readyz', node = process.execPath }: ProcessOptions,
): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-server-'))
  // A file, not a pipe, unless said: a pipe that nobody empties would hold the server up.
  const logPath = log === 'kept' ? join(folder, 'log') : '/dev/null'
  const file = openSync(logPath, 'a')
  const to = log === 'piped' ? 'pipe' : file
  const started = performance.now()
  const child = spawn(node, command, {
    cwd: home,
    stdio: ['ignore', to, to],
    env: { ...withoutSettings(process.env), ...env },
  })
  closeSync(file)
  let piped = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (piped += text))
  }
  const output = () => (log === 'kept' ? readFileSync(logPath, 'utf8') : piped)
  const gone = new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)))
  await untilReady(child, { port, path: readyAt }, output)
  const startedIn = performance.now() - started
  let lastOutput: string | undefined
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const status = await gone
    lastOutput ??= output()
    rmSync(folder, { recursive: true, force: true })
    return status
  }
  return {
    port,
    pid: child.pid ?? 0,
    startedIn,
    output: () => lastOutput ?? output(),
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's is an object
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function untilReady(child: ChildProcess, at: Address, output: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The server ended before it was ready:\n${output()}`)
    }
    if (await answers(at)) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

interface Address {
  readonly port: number
  readonly path: string
}

function answers({ port, path }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    get({ port, host: '127.0.0.1', path, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).on('error', () => resolve(false))
  })
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('QUADRIVIUM_')))
}
