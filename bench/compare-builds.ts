// Compares builds of this project by the processor time that they take for a request, which says something even beside
// other busy processes: `node bench/compare-builds.ts <home>[,<home>…] <job>[,<job>…] [rounds]`. Each home is a checkout that
// is built; a round puts each build under the same load, in turns. What others do makes rounds dearer, never cheaper: the figure
// that counts is the lower quartile.
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { readFileSync, readdirSync } from 'node:fs'
import { load, percentile, requestText, type Load } from './load.ts'
import type { FilledAcademy } from './academy.ts'
import type { ServerProcess } from '../test/support/server-process.ts'

/** What of a checkout is used here. */
interface Home {
  fillAcademy(filling: { categories: number; tags?: number }): Promise<FilledAcademy>
  guidOf(number: number): string
  foundItemBank(): Promise<FilledAcademy>
  signedRequest(action: 'get' | 'set', parameters: unknown): string
  tagsFrom(first: number, count: number): unknown[]
  startOurs(academy: FilledAcademy): Promise<ServerProcess>
}

interface Job {
  prepare(home: Home): Promise<FilledAcademy>
  load(home: Home, academy: FilledAcademy, round: number): Load
}

const rev = (academy: FilledAcademy) => ({ authorization: `VBrick ${academy.revToken}` })

const JOBS: Readonly<Record<string, Job>> = {
  'read-category': {
    prepare: (home) => home.fillAcademy({ categories: 10_000 }),
    load: (home, academy) => ({
      connections: 32,
      requests: 4_000,
      request: (number) =>
        requestText('GET', `/api/v2/categories/${home.guidOf(1 + ((number * 7919) % 10_000))}`, rev(academy)),
    }),
  },
  'list-tags': {
    prepare: (home) => home.fillAcademy({ categories: 5_000, tags: 5_000 }),
    load: (_, academy) => {
      const request = requestText('GET', `/api/v2/category_tags?api_key=${academy.intellumKey}`)
      return { connections: 32, requests: 1_000, request: () => request }
    },
  },
  'create-member': {
    prepare: (home) => home.fillAcademy({ categories: 1 }),
    load: (_, academy, round) => ({
      connections: 32,
      requests: 1_000,
      request: (number) =>
        requestText('POST', '/api/v2/users', rev(academy), {
          username: `person.${round}.${number}`,
          lastName: `Person ${number}`,
        }),
    }),
  },
  'create-category': {
    prepare: (home) => home.fillAcademy({ categories: 1_000 }),
    load: (home, academy, round) => ({
      connections: 32,
      requests: 1_000,
      request: (number) =>
        requestText('POST', '/api/v2/categories', rev(academy), {
          name: `Category ${round}.${number}`,
          parentCategoryId: home.guidOf(1 + ((number * 7919) % 1_000)),
        }),
    }),
  },
  'set-tags': {
    prepare: (home) => home.foundItemBank(),
    load: (home, _, round) => {
      const requests = Array.from({ length: 8 }, (__, index) =>
        home.signedRequest('set', { tags: home.tagsFrom(round * 4_000 + index * 1000, 1000) }),
      )
      return { connections: 2, requests: 8, request: (number) => requests[number] ?? '' }
    },
  },
}

const [homes = '', jobs = '', rounds = '25'] = process.argv.slice(2)
for (const name of jobs.split(',')) {
  const job = JOBS[name]
  if (job === undefined)
    throw new Error(`There is no job ${name}; there are ${Object.keys(JOBS).join(', ')}.`)
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
    console.log(`${name}: ${quarter} µs busy each (least ${least}, median ${middle}) ${build.name}`)
  }
}

async function homeAt(path: string): Promise<Home> {
  const file = (name: string) => import(pathToFileURL(resolve(path, 'bench', name)).href) as Promise<object>
  return Object.assign(
    {},
    await file('academy.ts'),
    await file('item-bank.ts'),
    await file('servers.ts'),
  ) as unknown as Home
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
