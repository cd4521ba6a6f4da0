import { spawn } from 'node:child_process'

/** What lines did that were typed into a shell. */
export interface Typed {
  readonly stdout: string
  readonly stderr: string
  /** The exit code of the last command. */
  readonly status: number
}

/** A shell in which variables, functions and background jobs stay. */
export interface TypedShell {
  /** Types lines, and waits for their end. @throws when the shell itself ends by them */
  type(lines: string): Promise<Typed>
  close(): Promise<void>
}

export interface ShellOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Such as `-eu`: it ends with the first command that fails. */
  readonly flags?: readonly string[]
}

const DONE = /=== done (\d+)\n$/

/** Opens bash, as a person has it before them. */
export function openTypedShell({ cwd, env, flags = [] }: ShellOptions): TypedShell {
  const child = spawn('bash', ['--norc', ...flags], { cwd, env })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => undefined) // it has ended
  // Whatever ends the shell, its background jobs end with it.
  child.stdin.write("trap 'kill $(jobs -p) 2>/dev/null' EXIT\n")
  let isOver = false
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  child.once('exit', () => (isOver = true))
  return {
    async type(lines) {
      stdout = ''
      stderr = ''
      child.stdin.write(`${lines}\necho "=== done $?"\n`)
      while (!DONE.test(stdout) && !isOver) await new Promise((resolve) => setTimeout(resolve, 10))
      const [mark, status] = DONE.exec(stdout) ?? []
      if (mark === undefined) throw new Error(`the shell ended by:\n${lines}\n${stdout}\n${stderr}`)
      return { stdout: stdout.slice(0, -mark.length), stderr, status: Number(status) }
    },
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
