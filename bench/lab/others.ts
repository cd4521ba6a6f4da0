import { readFileSync } from 'node:fs'

/** Of a machine that has nothing else to do: the system itself needs some for the disk. */
export const REST = 0.1

/** Processor time so far, in ticks of the system. */
interface Spent {
  readonly all: number
  /** What nobody used. */
  readonly idle: number
  /** What this process used, and those that it started and that have ended. */
  readonly own: number
}

/**
 * Begins to watch what else runs on the machine.
 * @returns tells which share of all its processors' time went to other processes, to the system, or to other machines on the same
 *   hardware since then, from 0 to 1; undefined where the system doesn't tell (outside Linux). Processes that this one has started
 *   count as others until they have ended.
 */
export function watchOthers(): () => number | undefined {
  const before = spent()
  return () => {
    const after = spent()
    if (before === undefined || after === undefined) return undefined
    const all = after.all - before.all
    const others = all - (after.idle - before.idle) - (after.own - before.own)
    return all === 0 ? 0 : Math.min(1, Math.max(0, Math.round((others / all) * 1000) / 1000))
  }
}

function spent(): Spent | undefined {
  try {
    // proc(5): user, nice, system, idle, iowait, irq, softirq, steal; what guests take is in user already.
    const times = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '')
      .trim()
      .split(/\s+/)
      .slice(1, 9)
      .map(Number)
    const [, , , idle = 0, waiting = 0] = times
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? []
    const own = fields.slice(11, 15).map(Number) // utime, stime, and both of children that were waited for
    return { all: sum(times), idle: idle + waiting, own: sum(own) }
  } catch {
    return undefined
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
