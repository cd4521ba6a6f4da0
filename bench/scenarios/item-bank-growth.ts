import { statSync } from 'node:fs'
import type { FilledAcademy } from '../academy.ts'
import { median, spread } from '../compare.ts'
import { foundItemBank, signedRequest, tagsFrom } from '../item-bank.ts'
import { load, type Round } from '../load.ts'
import type { Finding, Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

const SMALL = 1_000
const LARGE = 1_000_000
const AT_ONCE = 1_000
// Many and short: neighbours of each other meet the same moment of the machine.
const ROUNDS = 21
const REQUESTS = 500

type Server = Awaited<ReturnType<typeof startOurs>>

export const itemBankGrowth: Scenario = {
  name: 'item-bank-growth',
  compares: '50 tags from a bank of 1,000 and from one of 1,000,000, loaded by the door',
  long: true,
  async measure() {
    const academies = [await foundItemBank(), await foundItemBank()] as const
    try {
      await fill(academies[0], SMALL)
      const seconds = await fill(academies[1], LARGE)
      console.log(`  1,000,000 tags by the door: ${seconds.toFixed(0)} s, ${size(academies[1])}`)
      return await comparePages(academies)
    } finally {
      for (const academy of academies) academy.folder.remove()
    }
  },
}

/** By servers that have just started: what counts is how much there is, not what a process went through. */
async function comparePages([small, large]: readonly [FilledAcademy, FilledAcademy]): Promise<Finding[]> {
  const servers = { small: await startOurs(small), large: await startOurs(large) }
  try {
    const findings: Finding[] = []
    for (const { job, parameters } of jobs) {
      const pairs: Pair[] = []
      for (let round = 0; round <= ROUNDS; round++) pairs.push(await onePair(servers, parameters, round))
      findings.push(finding(job, pairs.slice(1)))
    }
    return findings
  } finally {
    await servers.small.stop()
    await servers.large.stop()
  }
}

interface Pair {
  readonly small: Round
  readonly large: Round
}

/** One round of each, the other first in each turn: whatever slows the machine down meets both. */
async function onePair(
  servers: Readonly<Record<'small' | 'large', Server>>,
  parameters: object,
  round: number,
): Promise<Pair> {
  if (round % 2 === 0) {
    const small = await pages(servers.small, parameters)
    return { small, large: await pages(servers.large, parameters) }
  }
  const large = await pages(servers.large, parameters)
  return { large, small: await pages(servers.small, parameters) }
}

/** Sets that many tags, a thousand at once, one request after another; how many seconds it took. */
async function fill(academy: FilledAcademy, tags: number): Promise<number> {
  const server = await startOurs(academy)
  try {
    const started = performance.now()
    await load(server, {
      connections: 1,
      requests: tags / AT_ONCE,
      request: (number) => signedRequest('set', { tags: tagsFrom(number * AT_ONCE, AT_ONCE) }),
    })
    return (performance.now() - started) / 1000
  } finally {
    await server.stop()
  }
}

function size({ folder }: FilledAcademy): string {
  return `${Math.round(statSync(folder.database).size / 2 ** 20)} MB on disk`
}

const types = ['type 3', 'type 7']
const jobs = (['created', 'updated', 'sort_key'] as const)
  .flatMap((sort_field) =>
    (['asc', 'desc'] as const).map((sort) => ({
      job: `50 tags by ${sort_field} ${sort}, 1,000 to 1,000,000`,
      parameters: { sort_field, sort, ...(sort_field === 'sort_key' && { types }) },
    })),
  )
  .concat([
    {
      job: '50 tags of two types by updated desc, 1,000 to 1,000,000',
      parameters: { sort_field: 'updated', sort: 'desc', types },
    },
  ])

function pages(server: Server, parameters: object): Promise<Round> {
  const request = signedRequest('get', parameters)
  return load(server, { connections: 8, requests: REQUESTS, request: () => request })
}

function finding(job: string, pairs: readonly Pair[]): Finding {
  const ratios = pairs.map(({ small, large }) => large.perSecond / small.perSecond)
  const of = (rounds: readonly Round[]) => {
    const rate = Math.round(median(rounds.map((round) => round.perSecond)))
    const busy = Math.round(median(rounds.map((round) => round.busy)) * 1000)
    return `${rate.toLocaleString('en')}/s, ${busy} µs busy each,`
  }
  return {
    job,
    ours: `${of(pairs.map((pair) => pair.large))} of 1,000,000`,
    bare: `${of(pairs.map((pair) => pair.small))} of 1,000`,
    figure: median(ratios),
    unit: 'x',
    spread: spread(ratios),
    budget: { atLeast: 0.8, beyond: 0.8 },
  }
}
