import type { ServerProcess } from './server-process.ts'

/** The workers of a server that runs in several processes, as they are now. */
export interface WorkerPids {
  readonly writer: number
  readonly readers: readonly number[]
  /** On PostgreSQL each does everything. */
  readonly whole: readonly number[]
}

/** Reads from the log of a server which workers it has started last. */
export function workerPids(server: ServerProcess): WorkerPids {
  const latest = new Map<number, { role: string; pid: number }>()
  for (const line of server.output().split('\n')) {
    if (!line.includes('"msg":"worker started"')) continue
    const { worker, role, pid } = JSON.parse(line) as { worker: number; role: string; pid: number }
    latest.set(worker, { role, pid })
  }
  const of = (role: string) => [...latest.values()].filter((one) => one.role === role).map(({ pid }) => pid)
  return { writer: of('writer')[0] ?? 0, readers: of('reader'), whole: of('whole') }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
