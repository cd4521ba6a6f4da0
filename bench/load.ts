import { readdirSync, readFileSync } from 'node:fs'
import { RawConnection } from '../test/support/raw-connection.ts'

export interface Load {
  readonly connections: number
  readonly requests: number
  /** The bytes of the request of that number. */
  readonly request: (number: number) => string
}

export interface Round {
  readonly perSecond: number
  /** Milliseconds that the server was busy for one request, on its own threads together. */
  readonly busy: number
  /** Milliseconds within which half of the answers came, and 99 of a hundred. */
  readonly p50: number
  readonly p99: number
}

/** Sends so many requests over so many connections, each sending its next when it has its answer. */
export async function load(
  { port, pid }: { port: number; pid: number },
  { connections, requests, request }: Load,
): Promise<Round> {
  const open = await Promise.all(Array.from({ length: connections }, () => RawConnection.open(port)))
  const times: number[] = []
  let next = 0
  const busyBefore = processorTime(pid)
  const started = performance.now()
  await Promise.all(
    open.map(async (connection) => {
      for (let number = next++; number < requests; number = next++) {
        const sent = performance.now()
        const { status, head, body } = await connection.exchange(request(number))
        times.push(performance.now() - sent)
        if (status !== 200 && status !== 201)
          throw new Error(`request ${number} was answered:\n${head}\n\n${body.toString()}`)
      }
    }),
  )
  const took = performance.now() - started
  const busy = processorTime(pid) - busyBefore
  for (const connection of open) connection.close()
  times.sort((a, b) => a - b)
  return {
    perSecond: (requests / took) * 1000,
    busy: busy / requests,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  }
}

/** @param sorted ascending */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** A request's bytes. */
export function requestText(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: unknown,
): string {
  const payload = body === undefined ? '' : JSON.stringify(body)
  const lines = Object.entries({
    host: 'localhost',
    ...headers,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${payload}`
}

/** Milliseconds that all threads of each of these processes have been busy so far, to the microsecond; only on Linux. */
export function busyTimes(pids: readonly number[]): ReadonlyMap<number, number> {
  const times = new Map<number, number>()
  for (const pid of pids) {
    try {
      const threads = readdirSync(`/proc/${pid}/task`)
      const each = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
      times.set(
        pid,
        each.reduce((sum, line) => sum + Number(line.split(' ')[0]) / 1_000_000, 0),
      )
    } catch {
      // It has ended: a connection of a database that nobody needs any more.
    }
  }
  return times
}

/** How long processes have been busy between two looks. */
export function busyBetween(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  return [...after].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0)
}

/** Milliseconds that a process has been busy so far; NaN where the system doesn't tell (outside Linux). */
function processorTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const ticks = Number(fields[11]) + Number(fields[12]) // utime and stime, see proc(5); 100 ticks a second
    return ticks * 10
  } catch {
    return Number.NaN
  }
}

/** What a process holds in memory now, or has held at most, in bytes; NaN where the system doesn't tell (outside Linux). */
export function memoryOf(pid: number, when: 'now' | 'most'): number {
  try {
    const line = when === 'now' ? /^VmRSS:\s+(\d+) kB/m : /^VmHWM:\s+(\d+) kB/m // proc(5)
    return Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
  } catch {
    return Number.NaN
  }
}
