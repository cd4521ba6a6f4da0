import { median } from './compare.ts'
import { load, type Load, type Round } from './load.ts'
import type { Budget, Finding } from './scenario.ts'

const ROUNDS = 3

export interface GrowthJob<Academy> {
  readonly job: string
  readonly load: (academy: Academy, size: number, round: number) => Load
  readonly budget: Budget
}

/** An academy of that many rows, and the server that it is behind. */
export interface Grown<Academy> {
  readonly academy: Academy
  readonly size: number
  readonly server: { readonly port: number; readonly pid: number }
}

/** Puts the same jobs to a small and a large academy by turns; the figure is the large one's share of the rate. */
export async function measureGrowth<Academy>(
  jobs: readonly GrowthJob<Academy>[],
  small: Grown<Academy>,
  large: Grown<Academy>,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const job of jobs) {
    const run = ({ academy, size, server }: Grown<Academy>, round: number) =>
      load(server, job.load(academy, size, round))
    const pairs: { small: Round; large: Round }[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const first = await run(small, round)
      pairs.push({ small: first, large: await run(large, round) })
    }
    findings.push(finding(job, pairs.slice(1), [small.size, large.size])) // the first warms up
  }
  return findings
}

function finding(
  { job, budget }: Pick<GrowthJob<never>, 'job' | 'budget'>,
  pairs: readonly { small: Round; large: Round }[],
  [smallSize, largeSize]: readonly [number, number],
): Finding {
  const ratios = pairs.map(({ small, large }) => large.perSecond / small.perSecond)
  const rate = (rounds: readonly Round[], size: number) =>
    `${Math.round(median(rounds.map((round) => round.perSecond))).toLocaleString('en')}/s of ${size.toLocaleString('en')}`
  return {
    job,
    ours: rate(
      pairs.map((pair) => pair.large),
      largeSize,
    ),
    bare: rate(
      pairs.map((pair) => pair.small),
      smallSize,
    ),
    figure: median(ratios),
    unit: 'x',
    spread: [Math.min(...ratios), Math.max(...ratios)],
    budget,
  }
}
