/** One thing that is measured, with what it is held against (docs/design.md 10). */
export interface Scenario {
  /** As it is named on the command line: that of its file. */
  readonly name: string
  /** What does the work on our side and on the bare one. */
  readonly compares: string
  /** Takes minutes: only when it is named, or with `--all`. */
  readonly long?: true
  /** Takes seconds in its short form: part of `--quick`. */
  readonly quick?: true
  readonly measure: (options: Options) => Promise<readonly Measured[]> | AsyncIterable<Measured>
}

/** What is said on the command line besides the names of scenarios. */
export interface Options {
  /** Whether large academies stay for the next run. */
  readonly keep: boolean
  /** Only jobs whose name holds this text, of scenarios that have many. */
  readonly only: string | undefined
  readonly effort: Effort
  /** Peers that are measured only when they are named. */
  readonly peers: readonly string[]
}

/** How much is done for a figure. */
export interface Effort {
  /** Rounds of each side; one more of each goes before, to warm up. */
  readonly rounds: number
  /** The share of a round's requests that is sent: 1 is all of them. */
  readonly share: number
}

export type Measured = Finding | Curve | Note

/** What has to be known to read the figures beside it. */
export interface Note {
  readonly note: string
}

/** A line of the table. */
export interface Finding {
  readonly job: string
  /** What our server did, with its unit. */
  readonly ours: string
  readonly bare?: string
  /** What is held against the budget: a ratio where there is a bare side, else our figure. */
  readonly figure: number
  readonly unit: Unit
  /** The lowest and the highest figure of all rounds. */
  readonly spread?: readonly [number, number]
  /** Milliseconds of a fixed piece of work in the same rounds, where the figure isn't a ratio: it tells a slow machine from slow code. */
  readonly control?: number
  /** Omitted: nothing is promised. */
  readonly budget?: Budget
}

export type Unit = 'x' | 'ms' | 'MB' | 'KiB' | 'rows'

/** A line of a plot. */
export interface Curve {
  readonly plot: string
  /** The panel of the plot that it is drawn in. */
  readonly panel: string
  readonly line: string
  readonly points: readonly Point[]
}

export type Point = readonly [x: number, y: number]

export type Budget =
  { readonly atLeast: number; readonly beyond: number } | { readonly atMost: number; readonly beyond: number }

export function isKept({ figure, budget }: Pick<Finding, 'figure' | 'budget'>): boolean {
  if (budget === undefined) return true
  return 'atLeast' in budget ? figure >= budget.atLeast : figure <= budget.atMost
}

/** Whether even what lies beyond the budget is reached. */
export function isBeyond({ figure, budget }: Pick<Finding, 'figure' | 'budget'>): boolean {
  if (budget === undefined) return false
  return 'atLeast' in budget ? figure >= budget.beyond : figure <= budget.beyond
}

export function isFinding(measured: Measured): measured is Finding {
  return 'job' in measured
}

export function isCurve(measured: Measured): measured is Curve {
  return 'plot' in measured
}

export function isNote(measured: Measured): measured is Note {
  return 'note' in measured
}
