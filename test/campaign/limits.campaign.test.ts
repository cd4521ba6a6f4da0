// How long others wait while somebody sends what is made to keep the server busy: every hostile shape to every route, by
// nobody and by a manager, as long as the route takes it. The waits are recorded, not judged: only a bound that no machine
// passes is asserted. 100 ms is the aim on a machine that does nothing else.
import { connect, type AddressInfo, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Attack } from '../support/attacker.ts'
import { hostileShapes, plainShapes } from '../support/hostile-shapes.ts'
import { allKeys, allTargets, type Keys, type Target } from '../support/route-sweep.ts'
import { openWorld, type World } from '../support/world.ts'

const MIB = 1024 * 1024
/** The aim. */
const LONG = 100
const LONGEST_TURN = 1000

let world: World
let keys: Keys
let port: number
let attacker: Worker
let pinger: Worker

beforeAll(async () => {
  world = await openWorld()
  keys = await allKeys(world, await world.person('Ada Manager', 'manager'))
  await world.server.ready()
  await new Promise<void>((resolve) => world.server.http.listen(0, '127.0.0.1', resolve))
  port = (world.server.http.address() as AddressInfo).port // a TCP server's is an object
  attacker = thread('attacker')
  pinger = thread('pinger')
  await answerOf(pinger, 'warm up')
})
afterAll(async () => {
  await Promise.all([attacker.terminate(), pinger.terminate()])
  await world.close()
})

function thread(name: string): Worker {
  return new Worker(new URL(`../support/${name}.ts`, import.meta.url), { workerData: { port } })
}

function answerOf(worker: Worker, message: unknown): Promise<number> {
  return new Promise((resolve) => {
    worker.once('message', resolve)
    worker.postMessage(message)
  })
}

/**
 * The longest turn of the server's thread, which is this one, in its own time: on a busy machine waits say how busy it is, and
 * turns still say how long one request alone would keep the others.
 */
class Turns {
  #last = spent()
  #longest = 0
  #on = true

  constructor() {
    this.#look()
  }

  end(): number {
    this.#on = false
    return this.#longest
  }

  #look(): void {
    const now = spent()
    this.#longest = Math.max(this.#longest, now - this.#last)
    this.#last = now
    if (this.#on) setImmediate(() => this.#look())
  }
}

function spent(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

interface Wait {
  readonly turn: number
  readonly wait: number
  readonly what: string
}

function record(waits: readonly Wait[]): void {
  const longest = waits.toSorted((a, b) => b.turn - a.turn).slice(0, 25)
  console.log(longest.map(lineOf).join('\n'))
  const over = (of: (one: Wait) => number) => waits.filter((one) => of(one) > LONG).length
  console.log(
    `${waits.length} requests; turns over ${LONG} ms: ${over(({ turn }) => turn)}, waits: ${over(({ wait }) => wait)}`,
  )
}

function lineOf({ turn, wait, what }: Wait): string {
  return `${turn.toFixed(0).padStart(6)} ms (others waited ${wait.toFixed(0)} ms)  ${what}`
}

async function attack(target: Target, more: Pick<Attack, 'shape' | 'bytes' | 'signed'>, asManager: boolean) {
  const headers = asManager ? await keys.headersFor(target) : {}
  const url = asManager ? keys.urlFor(target) : target.url
  await answerOf(pinger, 'begin')
  const turns = new Turns()
  const status = await answerOf(attacker, { method: target.method, url, headers, ...more } satisfies Attack)
  const turn = turns.end()
  const wait = await answerOf(pinger, 'end')
  const who = more.signed ? 'signed' : asManager ? 'by a manager' : 'by nobody'
  const what = `${status} ${target.method} ${target.url} ${who}: ${hostileShapes[more.shape]?.name ?? ''}`
  if (turn > LONG) console.log(lineOf({ turn, wait, what })) // also when it is stopped before its end
  return { turn, wait, what }
}

const crashes = () => world.logged.filter(({ msg }) => msg === 'crashed').length

describe('one hostile request', () => {
  it('keeps nobody waiting, whichever route it goes to', async () => {
    const waits: Wait[] = []
    for (const target of await allTargets(world)) {
      for (const shape of hostileShapes.keys()) {
        for (const asManager of [false, true]) {
          if (asManager && (target.door === 'learnosity' || target.door === 'server')) continue
          waits.push(await attack(target, { shape, bytes: MIB - 1024 }, asManager))
        }
      }
    }
    record(waits)
    expect(crashes()).toBe(0)
    expect(waits.filter(({ turn }) => turn > LONGEST_TURN)).toEqual([])
  })

  it('keeps nobody waiting where bodies may be longest', async () => {
    const waits: Wait[] = []
    const tags = { door: 'learnosity', method: 'POST' } as const
    const long = [
      { ...tags, url: '/v1/itembank/tagging/tags' },
      { ...tags, url: '/v1/itembank/tags' },
      { ...tags, url: '/v1/itembank/items/tags' },
    ]
    for (const target of long) {
      for (const shape of plainShapes.keys()) {
        waits.push(await attack(target, { shape, bytes: 32 * MIB }, false))
        const signed = { ...keys.pair, now: world.clock.now() }
        waits.push(await attack(target, { shape, bytes: 8 * MIB, signed }, false))
      }
    }
    const rev: Target = { door: 'rev', method: 'POST', url: '/api/v2/categories' }
    for (const shape of plainShapes.keys())
      waits.push(await attack(rev, { shape, bytes: 4 * MIB - 1024 }, true))
    record(waits)
    expect(crashes()).toBe(0)
    expect(waits.filter(({ turn }) => turn > LONGEST_TURN)).toEqual([])
  })
})

describe('unfinished bodies', () => {
  it('hold no more memory than is set apart for them', async () => {
    const before = process.memoryUsage().arrayBuffers
    const head = `POST /v1/itembank/tags HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${33 * MIB}\r\n\r\n`
    const sockets: Socket[] = []
    for (let at = 0; at < 40; at++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      sockets.push(socket)
      socket.write(head)
      await new Promise<void>((resolve) => void socket.write(Buffer.alloc(30 * MIB, 0x20), () => resolve()))
    }
    const held = (process.memoryUsage().arrayBuffers - before) / MIB
    for (const socket of sockets) socket.destroy()
    console.log(`40 unfinished bodies of 30 MiB hold ${held.toFixed(0)} MiB`)
    expect(held).toBeLessThan(300)
  })
})
