/** One thing that is measured, with what it is held against (docs/design.md 10). */
export interface Scenario {
  /** As it is named on the command line: that of its file. */
  readonly name: string
  /** What does the work on our side and on the bare one. */
  readonly compares: string
  /** Takes minutes: only when it is named, or with `--all`. */
  readonly long?: true
  readonly measure: (options: Options) => Promise<readonly Finding[]> | AsyncIterable<Finding>
}

/** What is said on the command line besides the names of scenarios. */
export interface Options {
  /** Whether large academies stay for the next run. */
  readonly keep: boolean
  /** Only jobs whose name holds this text, of scenarios that have many. */
  readonly only: string | undefined
}

/** A line of the table. */
export interface Finding {
  readonly job: string
  /** What our server did, with its unit. */
  readonly ours: string
  readonly bare?: string
  /** What is held against the budget: a ratio where there is a bare side, else our figure. */
  readonly figure: number
  readonly unit: 'x' | 'ms' | 'MB' | 'KiB' | 'rows'
  /** The lowest and the highest figure of all rounds. */
  readonly spread?: readonly [number, number]
  readonly budget: Budget
}

export type Budget =
  { readonly atLeast: number; readonly beyond: number } | { readonly atMost: number; readonly beyond: number }

export function isKept({ figure, budget }: Finding): boolean {
  return 'atLeast' in budget ? figure >= budget.atLeast : figure <= budget.atMost
}
