// Figures as data: one file for each scenario in bench/results, written by `--save`, read by the report and by `--quick`.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { median } from '../compare.ts'
import {
  isCurve,
  isFinding,
  isNote,
  type Curve,
  type Finding,
  type Measured,
  type Point,
  type Scenario,
} from '../scenario.ts'

/** What one scenario gave, in as many runs as were made in a row. */
export interface Result extends Conditions {
  readonly scenario: string
  readonly compares: string
  readonly runs: number
  /** The share of all processors' time that others had meanwhile, from 0 to 1, in the run in which it was most. */
  readonly others?: number
  readonly findings: readonly Figures[]
  readonly curves: readonly Curve[]
  /** What has to be known to read the figures. */
  readonly notes: readonly string[]
}

/** When, where and of what figures were taken. */
export interface Conditions {
  readonly date: string
  readonly commit: string
  readonly machine: string
  readonly versions: string
}

/** What one run of a scenario gave. */
export interface Run {
  readonly measured: readonly Measured[]
  /** The share of the machine that others had meanwhile (`watchOthers`). */
  readonly others: number | undefined
}

/** A finding of all runs. */
export interface Figures extends Omit<Finding, 'spread'> {
  /** The figure of each run; `figure` is their median. */
  readonly figures: readonly number[]
  /** The lowest and the highest figure of all rounds of all runs; where rounds aren't told, of all runs. */
  readonly range: readonly [number, number]
}

const HOME = new URL('../../', import.meta.url)
const FOLDER = new URL('../results/', import.meta.url)

export function conditions(): Conditions {
  const [processor] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    machine: `${cpus().length} × ${processor?.model.trim() ?? '?'}, ${memory} GB, ${type()} ${release()}`,
    versions: `Node ${process.versions.node}, SQLite ${process.versions.sqlite ?? '?'}`,
  }
}

/** Of the working copy, and whether it differs in anything but figures. */
function commit(): string {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: HOME, encoding: 'utf8' }).trim()
  const figures = ['results', 'plots', 'RESULTS.md', 'FAIRNESS.md'].map((name) => `:!bench/${name}`)
  const changes = git('status', '--porcelain', '--', '.', ...figures)
  return `${git('rev-parse', '--short', 'HEAD')}${changes === '' ? '' : '-dirty'}`
}

/** Puts the runs of a scenario together. Of each line what the run with the median figure had to say is kept. */
export function mergeRuns({ name, compares }: Scenario, runs: readonly Run[], taken: Conditions): Result {
  const all = runs.flatMap(({ measured }) => measured)
  const others = runs.map((run) => run.others)
  const findings = Map.groupBy(all.filter(isFinding), ({ job }) => job)
  const curves = Map.groupBy(all.filter(isCurve), ({ plot, panel, line }) =>
    JSON.stringify([plot, panel, line]),
  )
  return {
    scenario: name,
    compares,
    ...taken,
    runs: runs.length,
    ...(others.every((one) => one !== undefined) && { others: Math.max(...others) }),
    findings: [...findings.values()].map(mergeFindings),
    curves: [...curves.values()].map(mergeCurves),
    notes: [...new Set(all.filter(isNote).map(({ note }) => note))],
  }
}

function mergeFindings(findings: readonly Finding[]): Figures {
  const figures = findings.map(({ figure }) => figure)
  const middle = median(figures)
  const [first] = findings as [Finding] // a group is never empty
  const { spread: _, ...typical } = findings.find(({ figure }) => Object.is(figure, middle)) ?? first
  const seen = findings.flatMap(({ figure, spread = [figure, figure] }) => spread)
  return {
    ...typical,
    figure: rounded(typical.figure),
    ...(typical.control !== undefined && { control: rounded(typical.control) }),
    figures: figures.map(rounded),
    range: [rounded(Math.min(...seen)), rounded(Math.max(...seen))],
  }
}

function mergeCurves(curves: readonly Curve[]): Curve {
  const [first] = curves as [Curve] // a group is never empty
  const byX = Map.groupBy(
    curves.flatMap(({ points }) => points),
    ([x]) => x,
  )
  const points = [...byX].map(([x, at]): Point => [x, rounded(median(at.map(([, y]) => y)))])
  return { ...first, points: points.toSorted(([a], [b]) => a - b) }
}

/** To four digits: the rest is noise, and makes differences hard to read. */
function rounded(value: number): number {
  return Number(value.toPrecision(4))
}

export function saveResult(result: Result): void {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(fileOf(result.scenario), `${JSON.stringify(result, null, 1)}\n`)
}

/** The figures that are there; undefined when the scenario was never saved. */
export function readResult(scenario: string): Result | undefined {
  const file = fileOf(scenario)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result) : undefined
}

/** The figures as they are in the last commit; undefined when it has none. */
export function committedResult(scenario: string): Result | undefined {
  try {
    const text = execFileSync('git', ['show', `HEAD:./${scenario}.json`], {
      cwd: FOLDER,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return JSON.parse(text) as Result
  } catch {
    return undefined // not in the commit, no folder, or no git
  }
}

function fileOf(scenario: string): URL {
  return new URL(`${scenario}.json`, FOLDER)
}
