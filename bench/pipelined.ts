import { readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { busyBetween, busyTimes } from './load.ts'

export interface PipelinedLoad {
  readonly connections: number
  /** Requests of a connection that are under way at most; even. Half of them go out together, when another half was answered. */
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
 * How long the load sleeps between two looks at all connections, in milliseconds. Several answers then come in one read; the
 * server has the other half of each connection's requests meanwhile, which lasts longer.
 */
const NAP_MS = 5
const cell = new Int32Array(new SharedArrayBuffer(4))

/**
 * Keeps a server busy as cheaply as Node can: the bytes of several requests are one write and made before the clock runs, of the
 * answers only their first lines are looked at, and several are read at a time. On a machine with few cores the load takes its share
 * of them.
 * @param pid of the server; its children count too
 */
export async function pipelined(
  { port, pid }: { port: number; pid: number },
  { connections, depth, requests }: PipelinedLoad,
): Promise<PipelinedRound> {
  const pids = [pid, ...childrenOf(pid)]
  const lines = await Promise.all(Array.from({ length: connections }, () => Line.open(port)))
  const together = depth / 2
  const writes = Array.from({ length: Math.ceil(requests.length / together) }, (_, number): Write => {
    const some = requests.slice(number * together, (number + 1) * together)
    return { bytes: Buffer.from(some.join('')), count: some.length }
  }).values()
  const before = busyTimes(pids)
  const ownBefore = process.cpuUsage()
  const started = performance.now()
  const stopNapping = nap()
  await Promise.all(lines.map((line) => line.feed(writes, together))).finally(stopNapping)
  const took = performance.now() - started
  const { user, system } = process.cpuUsage(ownBefore)
  const busy = busyBetween(before, busyTimes(pids))
  for (const line of lines) line.close()
  const count = requests.length
  return {
    perSecond: (count / took) * 1000,
    busy: busy / count,
    generator: (user + system) / 1000 / count,
  }
}

/** Lets answers pile up: sleeps after each look at all connections. @returns what ends that */
function nap(): () => void {
  let next = setImmediate(sleep)
  function sleep() {
    Atomics.wait(cell, 0, 0, NAP_MS)
    next = setImmediate(sleep)
  }
  return () => clearImmediate(next)
}

interface Write {
  readonly bytes: Buffer
  /** How many requests they are. */
  readonly count: number
}

/** A connection whose answers are counted in one buffer, without the machinery of streams. */
class Line {
  readonly #socket: Socket
  #missing = 0
  /** How many bytes the last read left in front: an answer's beginning may come in two pieces. */
  #kept = 0
  #answered: () => void = () => undefined
  #fail: (error: Error) => void = () => undefined

  private constructor(port: number) {
    const room = Buffer.alloc(256 * 1024)
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: () => room.subarray(GOOD.length),
        callback: (length) => {
          this.#count(room, length)
          return true
        },
      },
    })
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('close', () => this.#fail(new Error('The connection was closed without an answer.')))
  }

  static async open(port: number): Promise<Line> {
    const line = new Line(port)
    await new Promise<void>((resolve, reject) => {
      line.#fail = reject
      line.#socket.once('connect', resolve)
    })
    return line
  }

  /** Writes when no more than `together` answers are missing, until there is nothing left. */
  feed(writes: Iterator<Write, undefined>, together: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      this.#answered = () => {
        while (this.#missing <= together) {
          const { value: write } = writes.next()
          if (write === undefined) break
          this.#missing += write.count
          this.#socket.write(write.bytes)
        }
        if (this.#missing === 0) resolve()
      }
      this.#answered()
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  /** @param length of what was read behind the room for what was kept */
  #count(room: Buffer, length: number): void {
    const text = room.subarray(GOOD.length - this.#kept, GOOD.length + length)
    let end = 0
    for (let at = text.indexOf(GOOD); at !== -1; at = text.indexOf(GOOD, end)) {
      this.#missing--
      end = at + GOOD.length
    }
    const rest = text.subarray(Math.max(end, text.length - GOOD.length + 1))
    this.#kept = rest.length
    room.set(rest, GOOD.length - rest.length)
    if (this.#missing < 0) this.#fail(new Error('More answers came than requests were sent.'))
    else this.#answered()
  }
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
