// Compares builds of this project by the processor time that they take for a request, which says something even beside
// other busy processes: `node bench/compare-builds.ts <home>[,<home>…] <job>[,<job>…] [rounds]`. Each home is a checkout that
// is built; a round puts each build under the same load, in turns. What others do makes rounds dearer, never cheaper: the figure
// that counts is the lower quartile; the ratio is that to the first build, the median of the rounds.
import { readFileSync, readdirSync } from 'node:fs'
import { homeAt, jobOf, type Home } from './jobs.ts'
import { load, percentile } from './load.ts'
import type { FilledAcademy } from './academy.ts'
import type { ServerProcess } from '../test/support/server-process.ts'

const [homes = '', jobs = '', rounds = '25'] = process.argv.slice(2)
for (const name of jobs.split(',')) {
  const job = jobOf(name)
  const builds: {
    name: string
    home: Home
    academy: FilledAcademy
    server: ServerProcess
    busy: number[]
  }[] = []
  for (const path of homes.split(',')) {
    const home = await homeAt(path)
    const academy = await job.prepare(home)
    builds.push({ name: path, home, academy, server: await home.startOurs(academy), busy: [] })
  }
  try {
    for (let round = 0; round <= Number(rounds); round++) {
      for (const build of round % 2 === 0 ? builds : builds.toReversed()) {
        const one = job.load(build.home, build.academy, round)
        const before = busyTime(build.server.pid)
        await load(build.server, one)
        const each = (busyTime(build.server.pid) - before) / one.requests
        if (round > 0) build.busy.push(each) // the first warms up
      }
    }
  } finally {
    for (const { server, academy } of builds) {
      await server.stop()
      academy.folder.remove()
    }
  }
  for (const build of builds) {
    const sorted = build.busy.toSorted((a, b) => a - b)
    const [least, quarter, middle] = [0, 0.25, 0.5].map((share) => percentile(sorted, share).toFixed(1))
    // A round of one stands beside a round of the other: much of what disturbs the one disturbs both.
    const ratios = build.busy.map((busy, round) => busy / (builds[0]?.busy[round] ?? Number.NaN))
    const ratio = percentile(
      ratios.toSorted((a, b) => a - b),
      0.5,
    ).toFixed(3)
    console.log(
      `${name}: ${ratio} x, ${quarter} µs busy each (least ${least}, median ${middle}) ${build.name}`,
    )
  }
}

/** Microseconds that all threads of a process have been busy. */
function busyTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const each = threads.map((id) => {
    const [busy] = readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')
    return Number(busy) / 1000
  })
  return each.reduce((sum, one) => sum + one, 0)
}
