import { load, type Load, type Round } from './load.ts'
import type { Effort } from './scenario.ts'

export interface Comparison {
  /** Ours as a multiple of the bare server's requests a second: the median of the rounds. */
  readonly ratio: number
  readonly spread: readonly [number, number]
  readonly ours: Round
  readonly bare: Round
}

type Target = { port: number; pid: number }

/**
 * Puts both servers under load by turns, A B, B A, A B …, so that whatever slows the machine down meets both. Only the
 * ratios of neighbouring rounds are compared. A round of each goes before, to warm up.
 */
export async function compare(
  { ours, bare }: { ours: Target; bare: Target },
  oursLoad: (round: number) => Load,
  bareLoad: (round: number) => Load,
  { rounds, share }: Effort,
): Promise<Comparison> {
  const some = (whole: Load): Load => ({ ...whole, requests: Math.ceil(whole.requests * share) })
  const toOurs = (round: number) => load(ours, some(oursLoad(round)))
  const toBare = (round: number) => load(bare, some(bareLoad(round)))
  await toOurs(0)
  await toBare(0)
  const pairs: { ours: Round; bare: Round }[] = []
  for (let round = 1; round <= rounds; round++) {
    if (round % 2 === 1) {
      const first = await toOurs(round)
      pairs.push({ ours: first, bare: await toBare(round) })
    } else {
      const first = await toBare(round)
      pairs.push({ bare: first, ours: await toOurs(round) })
    }
  }
  pairs.sort((a, b) => ratio(a) - ratio(b))
  const ratios = pairs.map(ratio)
  return {
    ratio: median(ratios),
    spread: spread(ratios),
    ours: medianRound(pairs.map((pair) => pair.ours)),
    bare: medianRound(pairs.map((pair) => pair.bare)),
  }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

export function spread(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)]
}

/** For people: `23,456/s, 41 µs busy each, p99 2.1 ms`. */
export function describeRound({ perSecond, busy, p99 }: Round): string {
  const rate = Math.round(perSecond).toLocaleString('en')
  return `${rate}/s, ${Math.round(busy * 1000)} µs busy each, p99 ${p99.toFixed(1)} ms`
}

function ratio({ ours, bare }: { ours: Round; bare: Round }): number {
  return ours.perSecond / bare.perSecond
}

function medianRound(rounds: readonly Round[]): Round {
  return rounds.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(rounds.length / 2)] as Round // never empty
}
