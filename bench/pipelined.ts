import { readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { busyBetween, busyTimes } from './load.ts'

export interface PipelinedLoad {
  readonly connections: number
  /** Requests that are on their way at a time on each connection. */
  readonly depth: number
  /** The bytes of all requests, in the order in which they are sent. */
  readonly requests: readonly string[]
}

export interface PipelinedRound {
  readonly perSecond: number
  /** Milliseconds of processor time a request: of all processes of the server, and of this one. */
  readonly busy: number
  readonly generator: number
}

/** What every answer begins with that is good. */
const GOOD = Buffer.from('HTTP/1.1 200 ')

/**
 * Keeps a server busy as cheaply as Node can: several requests a write, and of the answers only their first lines are looked at.
 * On a machine with few cores the load takes its share of them.
 * @param pid of the server; its children count too
 */
export async function pipelined(
  { port, pid }: { port: number; pid: number },
  { connections, depth, requests }: PipelinedLoad,
): Promise<PipelinedRound> {
  const pids = [pid, ...childrenOf(pid)]
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  let next = 0
  const take = (count: number): string[] => {
    const some = requests.slice(next, next + count)
    next += some.length
    return some
  }
  const before = busyTimes(pids)
  const ownBefore = process.cpuUsage()
  const started = performance.now()
  await Promise.all(sockets.map((socket) => feed(socket, depth, take)))
  const took = performance.now() - started
  const { user, system } = process.cpuUsage(ownBefore)
  const busy = busyBetween(before, busyTimes(pids))
  for (const socket of sockets) socket.destroy()
  const count = requests.length
  return {
    perSecond: (count / took) * 1000,
    busy: busy / count,
    generator: (user + system) / 1000 / count,
  }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })
}

/** Sends as many requests as were answered, until there are none. */
function feed(socket: Socket, depth: number, take: (count: number) => readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = 0
    let rest: Buffer = Buffer.alloc(0)
    const send = (count: number) => {
      const some = take(count)
      missing += some.length
      if (some.length > 0) socket.write(some.join(''))
      else if (missing === 0) resolve()
    }
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The connection was closed without an answer.')))
    socket.on('data', (bytes: Buffer) => {
      const text = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
      let answers = 0
      let end = 0
      for (let at = text.indexOf(GOOD); at !== -1; at = text.indexOf(GOOD, end)) {
        answers++
        end = at + GOOD.length
      }
      // The beginning of an answer may come in two pieces.
      rest = text.subarray(Math.max(end, text.length - GOOD.length + 1))
      missing -= answers
      if (missing < 0) reject(new Error('More answers came than requests were sent.'))
      if (answers > 0) send(answers)
    })
    send(depth)
  })
}

/** The processes that a process has started, and theirs; only on Linux. */
function childrenOf(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`)
      .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' '))
      .filter((text) => text !== '')
      .map(Number)
    return [...children, ...children.flatMap(childrenOf)]
  } catch {
    return []
  }
}
