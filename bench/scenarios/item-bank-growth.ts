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
const ROUNDS = 5

type Server = Awaited<ReturnType<typeof startOurs>>

export const itemBankGrowth: Scenario = {
  name: 'item-bank-growth',
  compares: '50 tags from a bank of 1,000 and from one of 1,000,000, loaded by the door',
  long: true,
  async measure() {
    const academies = [await foundItemBank(), await foundItemBank()] as const
    const servers = [await startOurs(academies[0]), await startOurs(academies[1])] as const
    try {
      await fill(servers[0], SMALL)
      const seconds = await fill(servers[1], LARGE)
      console.log(`  1,000,000 tags by the door: ${seconds.toFixed(0)} s, ${size(academies[1])}`)
      const findings: Finding[] = []
      for (const { job, parameters } of jobs) {
        const pairs: { small: Round; large: Round }[] = []
        for (let round = 0; round <= ROUNDS; round++) {
          const small = await pages(servers[0], parameters)
          pairs.push({ small, large: await pages(servers[1], parameters) })
        }
        findings.push(finding(job, pairs.slice(1)))
      }
      return findings
    } finally {
      for (const server of servers) await server.stop()
      for (const academy of academies) academy.folder.remove()
    }
  },
}

/** Sets that many tags, a thousand at once, one request after another; how many seconds it took. */
async function fill(server: Server, tags: number): Promise<number> {
  const started = performance.now()
  await load(server, {
    connections: 1,
    requests: tags / AT_ONCE,
    request: (number) => signedRequest('set', { tags: tagsFrom(number * AT_ONCE, AT_ONCE) }),
  })
  return (performance.now() - started) / 1000
}

function size({ folder }: FilledAcademy): string {
  const bytes = statSync(folder.database).size + statSync(`${folder.database}-wal`).size
  return `${Math.round(bytes / 2 ** 20)} MB on disk`
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
  return load(server, { connections: 8, requests: 3_000, request: () => request })
}

function finding(job: string, pairs: readonly { small: Round; large: Round }[]): Finding {
  const ratios = pairs.map(({ small, large }) => large.perSecond / small.perSecond)
  const rate = (rounds: readonly Round[]) =>
    `${Math.round(median(rounds.map((round) => round.perSecond))).toLocaleString('en')}/s`
  return {
    job,
    ours: `${rate(pairs.map((pair) => pair.large))} of 1,000,000`,
    bare: `${rate(pairs.map((pair) => pair.small))} of 1,000`,
    figure: median(ratios),
    unit: 'x',
    spread: spread(ratios),
    budget: { atLeast: 0.8, beyond: 0.8 },
  }
}
