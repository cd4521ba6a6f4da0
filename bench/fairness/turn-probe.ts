// Loaded into a server beside its own code (`--import`): tells how long the turns of its event loop were, between `begin` and
// `end` on the port that the address of this module names.
import { createServer } from 'node:net'
import { PerformanceObserver } from 'node:perf_hooks'
import type { Turns } from './measured-turns.ts'

interface Turn {
  /** Milliseconds of the process's timer. */
  readonly begun: number
  readonly ended: number
  /** Milliseconds in which the thread itself was at work: not the time in which it waited for the disk or for a processor. */
  readonly busy: number
}

/** Shorter turns keep nobody waiting. */
const WORTH_TELLING = 0.5

let turns: Turn[] = []
let collections: { readonly begun: number; readonly took: number }[] = []
let isOn = false

new PerformanceObserver((list) => {
  if (!isOn) return
  for (const { startTime, duration } of list.getEntries())
    collections.push({ begun: startTime, took: duration })
}).observe({ type: 'gc' })

function busyTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

function look(begun: number, busyBefore: number): void {
  setImmediate(() => {
    if (!isOn) return
    const [ended, busy] = [performance.now(), busyTime()]
    if (busy - busyBefore > WORTH_TELLING) turns.push({ begun, ended, busy: busy - busyBefore })
    look(performance.now(), busyTime())
  })
}

/** What the turns took without the garbage collections in them, which come when they come. */
function summary(): Turns {
  const each = turns.map(({ begun, ended, busy }) => {
    const inside = collections.filter((one) => one.begun >= begun && one.begun < ended)
    const collecting = inside.reduce((sum, { took }) => sum + took, 0)
    return { busy, own: Math.max(0, busy - collecting) }
  })
  return {
    longest: Math.max(0, ...each.map(({ own }) => own)),
    longestWithCollections: Math.max(0, ...each.map(({ busy }) => busy)),
    busy: each.reduce((sum, { busy }) => sum + busy, 0),
  }
}

const port = Number(new URL(import.meta.url).searchParams.get('port'))
createServer((socket) => {
  socket.on('error', () => undefined)
  socket.on('data', (data) => {
    if (data.toString() === 'begin') {
      turns = []
      collections = []
      isOn = true
      look(performance.now(), busyTime())
      socket.write('begun')
    } else {
      isOn = false
      setTimeout(() => socket.write(JSON.stringify(summary())), 5) // collections are told of a little later
    }
  })
})
  .listen(port, '127.0.0.1')
  .unref()
