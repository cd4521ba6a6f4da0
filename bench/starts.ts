// How soon a server answers, and what it holds when nobody asks.
import { setTimeout as pause } from 'node:timers/promises'
import type { ServerProcess } from '../test/support/server-process.ts'
import { median, spread } from './compare.ts'
import { memoryOf } from './load.ts'
import type { Finding } from './scenario.ts'

const IDLE = 5_000

/** A server that is started once in each round. */
interface Started {
  /** Of what: behind the names of the findings. */
  readonly after?: string
  readonly rounds: number
  readonly start: () => Promise<ServerProcess>
  /** A fixed piece of work, started in each round too: how fast the machine was. */
  readonly control?: () => Promise<ServerProcess>
}

/** Two findings: milliseconds until the first answer, and memory in MB five seconds later. */
export async function measureStarts({ after = '', rounds, start, control }: Started): Promise<Finding[]> {
  const times: number[] = []
  const controls: number[] = []
  const sizes: number[] = []
  for (let round = 0; round < rounds; round++) {
    const server = await start()
    times.push(server.startedIn)
    await pause(IDLE)
    sizes.push(memoryOf(server.pid, 'now') / 2 ** 20)
    await server.stop()
    const other = await control?.()
    if (other !== undefined) controls.push(other.startedIn)
    await other?.stop()
  }
  return [
    {
      job: `start to the first answer${after}`,
      ours: `${median(times).toFixed(0)} ms`,
      ...(controls.length > 0 && { bare: `${median(controls).toFixed(0)} ms`, control: median(controls) }),
      figure: median(times),
      unit: 'ms',
      spread: spread(times),
      budget: { atMost: 1_200, beyond: 700 },
    },
    {
      job: `memory when idle${after}`,
      ours: `${median(sizes).toFixed(0)} MB`,
      figure: median(sizes),
      unit: 'MB',
      spread: spread(sizes),
      budget: { atMost: 140, beyond: 100 },
    },
  ]
}
