import type { Unit } from '../scenario.ts'
import type { Figures } from './results.ts'

export type Verdict = 'faster' | 'slower' | 'less' | 'more' | 'within the noise' | 'new'

/** Less than that is said of no figure, however steady its rounds were. */
const ALWAYS_NOISE = 0.05
/** Figures without rounds, such as one percentile of many waits, differ by so much on a machine at rest. */
const NOISE_WITHOUT_ROUNDS = 0.3

type Compared = Pick<Figures, 'figure' | 'figures' | 'range' | 'unit' | 'control' | 'budget'>

/**
 * Compares a figure with the same one of another run. It differs when neither lies in the range of the other's rounds and they are
 * more than 5 % apart. Figures in milliseconds are first divided by what the fixed piece of work took beside them, where
 * both have one.
 */
export function verdictOf(now: Compared, then: Compared | undefined): Verdict {
  if (then === undefined) return 'new'
  const [here, there] = [scaled(now, then), scaled(then, now)]
  const ratio = here.figure / there.figure
  const hasRounds = isWide(now.range) && isWide(then.range)
  const noise = hasRounds ? ALWAYS_NOISE : NOISE_WITHOUT_ROUNDS
  if (ratio < 1 + noise && ratio > 1 / (1 + noise)) return 'within the noise'
  if (hasRounds && (holds(there.range, here.figure) || holds(here.range, there.figure)))
    return 'within the noise'
  const isMore = ratio > 1
  if (isAmount(now.unit)) return isMore ? 'more' : 'less'
  return isMore === moreIsBetter(now) ? 'faster' : 'slower'
}

function scaled(one: Compared, other: Compared): Pick<Figures, 'figure' | 'range'> {
  const by = one.control !== undefined && other.control !== undefined && one.control > 0 ? one.control : 1
  return { figure: one.figure / by, range: [one.range[0] / by, one.range[1] / by] }
}

function isWide([lowest, highest]: readonly [number, number]): boolean {
  return highest > lowest
}

function holds([lowest, highest]: readonly [number, number], value: number): boolean {
  return value >= lowest && value <= highest
}

function isAmount(unit: Unit): boolean {
  return unit === 'MB' || unit === 'KiB' || unit === 'rows'
}

/** Ratios to others are of requests a second unless a budget says otherwise; times are better when they are short. */
function moreIsBetter({ budget, unit }: Compared): boolean {
  return budget === undefined ? unit === 'x' : 'atLeast' in budget
}
