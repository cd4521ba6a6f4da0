import { readFileSync } from 'node:fs'
import { fillAcademy } from '../academy.ts'
import { median, spread } from '../compare.ts'
import type { Scenario } from '../scenario.ts'
import { startBare, startOurs } from '../servers.ts'

const IDLE = 5_000

export const start: Scenario = {
  name: 'start',
  compares:
    'the built server on a store of 10,000 categories: until its first answer, and idle five seconds later. How long a bare server takes tells how fast the machine was',
  quick: true,
  async measure({ effort: { rounds } }) {
    const academy = await fillAcademy({ categories: 10_000 })
    const times: number[] = []
    const controls: number[] = []
    const sizes: number[] = []
    try {
      for (let round = 0; round < rounds; round++) {
        const server = await startOurs(academy)
        times.push(server.startedIn)
        await new Promise((resolve) => setTimeout(resolve, IDLE))
        sizes.push(residentMegabytes(server.pid))
        await server.stop()
        const bare = await startBare('read-category', academy)
        controls.push(bare.startedIn)
        await bare.stop()
      }
    } finally {
      academy.folder.remove()
    }
    return [
      {
        job: 'start to the first answer',
        ours: `${median(times).toFixed(0)} ms`,
        bare: `${median(controls).toFixed(0)} ms`,
        figure: median(times),
        unit: 'ms',
        spread: spread(times),
        control: median(controls),
        budget: { atMost: 1_200, beyond: 700 },
      },
      {
        job: 'memory when idle',
        ours: `${median(sizes).toFixed(0)} MB`,
        figure: median(sizes),
        unit: 'MB',
        spread: spread(sizes),
        budget: { atMost: 140, beyond: 100 },
      },
    ]
  },
}

/** Memory of the process in MB, after proc(5); NaN outside Linux. */
function residentMegabytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}
