import { USUAL_LIMITS } from '../../src/store/engines/postgres/pool.ts'
import { describeRound, median, spread } from '../compare.ts'
import { load, type Round } from '../load.ts'
import { openPostgresAcademy } from '../postgres-academy.ts'
import { jobsOnPostgres, ON_POSTGRES } from '../postgres-jobs.ts'
import type { Scenario } from '../scenario.ts'

const POOLS = [4, 8, 16, 32]
const JOBS = [
  'read one category of 10,000',
  'create a category',
  'create a member',
  "create a member at Coursepath's door",
]

/** Servers with pools of different sizes on one database, under load by turns; only neighbouring rounds are compared. */
export const postgresPools: Scenario = {
  name: 'postgres-pools',
  compares: `32 clients on PostgreSQL with pools of ${POOLS.join(', ')} connections, with the usual ${USUAL_LIMITS.connections}`,
  long: true,
  async *measure({ effort: { rounds, share }, only }) {
    const academy = await openPostgresAcademy(ON_POSTGRES)
    const start = (connections: number) => academy.start({ DATABASE_CONNECTIONS: String(connections) })
    const servers = new Map<number, Awaited<ReturnType<typeof start>>>()
    try {
      for (const size of [...POOLS, USUAL_LIMITS.connections]) servers.set(size, await start(size))
      const jobs = jobsOnPostgres(academy)
      for (const job of JOBS) {
        if (only !== undefined && !job.includes(only)) continue
        const taken = new Map([...servers.keys()].map((size) => [size, [] as Round[]]))
        for (let round = 0; round <= rounds; round++) {
          // Each goes first by turns.
          const order = [...servers.keys()].map((_, index, all) => all[(index + round) % all.length] ?? 0)
          for (const size of order) {
            const server = servers.get(size)
            const whole = jobs[job]?.(`pool${size}`)(round)
            if (server === undefined || whole === undefined) throw new Error(`There is no job ${job}.`)
            const result = await load(server, { ...whole, requests: Math.ceil(whole.requests * share) })
            if (round > 0) taken.get(size)?.push(result) // the first one warms up
          }
        }
        const usual = taken.get(USUAL_LIMITS.connections) ?? []
        for (const size of POOLS) {
          const ours = taken.get(size) ?? []
          const ratios = ours.map(
            ({ perSecond }, round) => perSecond / (usual[round]?.perSecond ?? Number.NaN),
          )
          yield {
            job: `${job}, a pool of ${size}`,
            ours: describeRound(middle(ours)),
            bare: describeRound(middle(usual)),
            figure: median(ratios),
            unit: 'x',
            spread: spread(ratios),
          }
        }
      }
    } finally {
      for (const server of servers.values()) await server.stop()
      await academy.close()
    }
  },
}

function middle(rounds: readonly Round[]): Round {
  const sorted = rounds.toSorted((a, b) => a.perSecond - b.perSecond)
  return sorted[Math.floor(sorted.length / 2)] as Round // never empty
}
