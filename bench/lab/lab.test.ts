import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { Finding, Measured, Scenario } from '../scenario.ts'
import { drawChart, scaleOf } from './chart.ts'
import { parseCommand } from './command-line.ts'
import { drawPlots } from './plots.ts'
import { quantiles } from './quantiles.ts'
import { withFigures } from './report.ts'
import { watchOthers } from './others.ts'
import { mergeRuns, type Conditions, type Figures, type Run } from './results.ts'
import { differenceOf } from './same-answers.ts'
import { verdictOf } from './verdict.ts'

const scenario = (name: string, more: Partial<Scenario> = {}): Scenario => ({
  name,
  compares: `what ${name} compares`,
  measure: () => Promise.resolve([]),
  ...more,
})
const [read, start, year] = [
  scenario('read', { quick: true }),
  scenario('start'),
  scenario('year', { long: true }),
]
const all = [read, start, year]
/** A run with what else ran meanwhile. */
function beside(others = 0.02): (measured: readonly Measured[]) => Run {
  return (measured) => ({ measured, others })
}

const taken: Conditions = {
  date: '2026-01-31',
  commit: 'abc1234',
  machine: '2 × A processor, 24 GB, Linux 6',
  versions: 'Node 26.10.0, SQLite 3.53.4',
}
const finding = (figure: number, more: Partial<Finding> = {}): Finding => ({
  job: 'read one',
  ours: `${figure} of ours`,
  bare: 'bare',
  figure,
  unit: 'x',
  budget: { atLeast: 0.5, beyond: 0.7 },
  ...more,
})
const figures = (figure: number, range: [number, number], more: Partial<Figures> = {}): Figures => ({
  ...finding(figure),
  figures: [figure],
  range,
  ...more,
})

describe('the command line', () => {
  it('measures everything but what takes minutes, or what is named', () => {
    expect(parseCommand([], all).scenarios).toEqual([read, start])
    expect(parseCommand(['--all'], all).scenarios).toEqual(all)
    expect(parseCommand(['year'], all).scenarios).toEqual([year])
  })

  it('does less of less with --quick', () => {
    const { scenarios, effort, quick } = parseCommand(['--quick'], all)
    expect(scenarios).toEqual([read])
    expect(quick).toBe(true)
    expect(effort.rounds).toBeLessThan(parseCommand([], all).effort.rounds)
    expect(effort.share).toBeLessThan(1)
  })

  it('reads values behind options and behind equals signs', () => {
    const command = parseCommand(['--times', '3', 'read', '--only=first page', '--peers=directus,other'], all)
    expect(command).toMatchObject({ times: 3, only: 'first page', peers: ['directus', 'other'] })
  })

  it.each([
    [['nothing'], /There is no scenario nothing; there are read, start, year/],
    [['--fast'], /There is no option --fast/],
    [['--times', 'often'], /--times needs a number/],
    [['--times'], /--times needs a value/],
    [['--quick', '--save'], /--quick measures too little/],
    [['--save', '--only', 'x'], /Only whole scenarios/],
  ])('refuses %j', (words, message) => {
    expect(() => parseCommand(words, all)).toThrow(message)
  })
})

describe('runs in a row', () => {
  it('are one result with the median, the figure of each and the range of all rounds', () => {
    const runs = [
      [finding(0.6, { spread: [0.5, 0.7] })],
      [finding(0.8, { spread: [0.75, 0.9] })],
      [finding(0.7, { spread: [0.65, 0.71] })],
    ]
    const { findings, runs: count } = mergeRuns(read, runs.map(beside()), taken)
    expect(count).toBe(3)
    expect(findings).toEqual([{ ...finding(0.7), figure: 0.7, figures: [0.6, 0.8, 0.7], range: [0.5, 0.9] }])
  })

  it('keep lines of plots, each point the median of the runs', () => {
    const curve = (y: number): Measured => ({
      plot: 'growth',
      panel: 'read',
      line: 'SQLite',
      points: [[1_000, y]],
    })
    expect(mergeRuns(read, [[curve(3)], [curve(1)], [curve(2)]].map(beside()), taken).curves).toEqual([
      { plot: 'growth', panel: 'read', line: 'SQLite', points: [[1_000, 2]] },
    ])
  })
})

describe('a figure beside the committed one', () => {
  it('differs when neither lies in the range of the other', () => {
    expect(verdictOf(figures(0.8, [0.78, 0.82]), figures(0.6, [0.55, 0.62]))).toBe('faster')
    expect(verdictOf(figures(0.5, [0.48, 0.52]), figures(0.6, [0.55, 0.62]))).toBe('slower')
    expect(verdictOf(figures(0.57, [0.4, 0.58]), figures(0.6, [0.55, 0.62]))).toBe('within the noise')
    expect(verdictOf(figures(0.603, [0.602, 0.604]), figures(0.6, [0.599, 0.601]))).toBe('within the noise')
  })

  it('is better when it is lower, where the budget bounds it from above', () => {
    const below = { unit: 'ms', budget: { atMost: 150, beyond: 80 } } as const
    expect(verdictOf(figures(40, [38, 42], below), figures(60, [58, 62], below))).toBe('faster')
    expect(verdictOf(figures(90, [88, 92], below), figures(60, [58, 62], below))).toBe('slower')
  })

  it('counts in units of the fixed piece of work where both have one', () => {
    const slow = { unit: 'ms', budget: { atMost: 150, beyond: 80 }, control: 20 } as const
    const fast = { ...slow, control: 10 }
    expect(verdictOf(figures(120, [110, 130], slow), figures(60, [58, 62], fast))).toBe('within the noise')
    expect(verdictOf(figures(60, [58, 62], slow), figures(60, [58, 62], fast))).toBe('faster')
  })

  it('says more or less of memory, and new of what was not there', () => {
    const memory = { unit: 'MB', budget: { atMost: 140, beyond: 100 } } as const
    expect(verdictOf(figures(140, [139, 141], memory), figures(120, [119, 121], memory))).toBe('more')
    expect(verdictOf(figures(100, [99, 101], memory), figures(120, [119, 121], memory))).toBe('less')
    expect(verdictOf(figures(1, [1, 1]), undefined)).toBe('new')
  })

  it('needs a larger difference where no rounds are told', () => {
    expect(verdictOf(figures(0.7, [0.7, 0.7]), figures(0.6, [0.6, 0.6]))).toBe('within the noise')
    expect(verdictOf(figures(0.9, [0.9, 0.9]), figures(0.6, [0.6, 0.6]))).toBe('faster')
  })
})

describe('the report', () => {
  const document = `# Title\n<!-- figures: made by \`npm run bench -- --report\` of bench/results; edits here are lost -->\nold\n<!-- end of figures -->\nhistory\n`

  it('stands between the marks and leaves the rest alone', () => {
    const made = withFigures(document, [mergeRuns(read, [[finding(0.6)]].map(beside()), taken)])
    expect(made).toMatch(/^# Title\n/)
    expect(made).toMatch(/<!-- end of figures -->\nhistory\n$/)
    expect(made).not.toContain('old')
    expect(made).toContain('| read | read one | 0.6 of ours | bare | 0.60 x | ≥ 0.5 x | 0.7 | ok |')
    expect(withFigures(made, [mergeRuns(read, [[finding(0.6)]].map(beside()), taken)])).toBe(made)
    expect(() => withFigures('nothing', [])).toThrow(/no marks/)
  })

  it('puts what was taken alike into one table, and shows plots', () => {
    const [one, other] = [
      mergeRuns(read, [[finding(0.6)]].map(beside()), taken),
      mergeRuns(start, [[finding(0.7)]].map(beside(0.05)), taken),
    ]
    const older = mergeRuns(year, [[finding(0.8), { note: 'what to know' }]].map(beside()), {
      ...taken,
      commit: 'older',
    })
    const made = withFigures(document, [one, other, older], ['growth.svg'])
    expect(made.match(/^\| scenario \|/gm)).toHaveLength(2)
    expect(made).toContain(
      'One run, 2026-01-31, commit abc1234, the machine at rest (others had 5.0 % of the machine at most)',
    )
    expect(made).toContain('\n- what to know\n')
    expect(made).toContain('![growth](plots/growth.svg)')
  })

  it('keeps bars in a text out of the table', () => {
    const made = withFigures(document, [
      mergeRuns(read, [[finding(0.6, { ours: 'a|b' })]].map(beside()), taken),
    ])
    expect(made).toContain('| a\\|b |')
  })

  it('says OVER when one of the runs is over, and beyond when all are', () => {
    const wordOf = (...runs: number[]) =>
      /\| ([^|]+) \|\n\n<!-- end/.exec(
        withFigures(document, [mergeRuns(read, runs.map((one) => [finding(one)]).map(beside()), taken)]),
      )?.[1]
    expect(wordOf(0.6, 0.4, 0.6)).toBe('OVER')
    expect(wordOf(0.8, 0.9)).toBe('ok, beyond')
    expect(wordOf(0.8, 0.6)).toBe('ok')
  })

  it('says what else ran meanwhile', () => {
    const made = (...others: (number | undefined)[]) =>
      withFigures(document, [
        mergeRuns(
          read,
          others.map((other) => ({ measured: [finding(0.6)], others: other })),
          taken,
        ),
      ])
    expect(made(0.012)).toContain('the machine at rest (others had 1.2 % of the machine at most)')
    expect(made(0.01, 0.4, 0)).toContain('**not at rest (others had 40 % of the machine)**')
    expect(made(0.01, undefined)).toContain('what else ran is not known')
  })
})

describe('what else runs', () => {
  it.runIf(process.platform === 'linux')('is not what this process does itself', () => {
    const others = watchOthers()
    const own = process.cpuUsage()
    const began = performance.now()
    while (performance.now() - began < 200) Math.sqrt(began)
    const { user, system } = process.cpuUsage(own)
    const share = others()
    const all = (performance.now() - began) * availableParallelism()
    const rest = 1 - (user + system) / 1000 / all
    expect(share).toBeLessThanOrEqual(rest + 0.15) // the system counts in steps of 10 ms
  })
})

describe('plots', () => {
  it('have ticks around their values', () => {
    const axis = { label: '', scale: 'log' } as const
    expect(scaleOf(axis, [1_000, 1_000_000], [0, 300]).ticks).toEqual([1_000, 10_000, 100_000, 1_000_000])
    expect(scaleOf(axis, [1_000, 1_000_000], [0, 300]).at(10_000)).toBe(100)
    expect(scaleOf({ label: '', scale: 'linear' }, [0.3, 7.5], [100, 0]).ticks).toEqual([0, 2, 4, 6, 8])
    expect(scaleOf({ label: '', scale: 'linear' }, [0.3, 7.5], [100, 0]).at(4)).toBe(50)
  })

  it('draw a panel for each job and a line for each engine, with what readers of screens need', () => {
    const line = (name: string, panel: string): Measured => ({
      plot: 'growth',
      panel,
      line: name,
      points: [
        [1_000, 0.5],
        [1_000_000, 0.6],
      ],
    })
    const measured = [
      line('SQLite', 'read & write'),
      line('PostgreSQL', 'read & write'),
      line('SQLite', 'create'),
    ]
    const plots = drawPlots([mergeRuns(read, [measured].map(beside()), taken)])
    expect([...plots.keys()]).toEqual(['growth.svg'])
    const svg = plots.get('growth.svg') ?? ''
    expect(svg.match(/<polyline/g)).toHaveLength(3)
    expect(svg.match(/class="panel"/g)).toHaveLength(2)
    expect(svg).toContain('read &#38; write')
    expect(svg).toContain('prefers-color-scheme: dark')
    expect(svg).toMatch(/<title id="title">Growth/)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('draw bounds, and values of nothing', () => {
    const svg = drawChart({
      title: 'Waits',
      description: 'Waits.',
      x: { label: 'share', scale: 'linear', from: 0, to: 1 },
      y: { label: 'ms', scale: 'log' },
      columns: 1,
      panels: [
        { title: 'one', lines: [{ name: 'a', points: [] }], bounds: [{ y: 25, label: '25 ms' }] },
        { title: 'two', lines: [{ name: 'a', points: [[0, 0]] }] },
      ],
    })
    expect(svg).toContain('25 ms')
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('show many values as the share that each is not exceeded by', () => {
    const points = quantiles(Array.from({ length: 1_000 }, (_, at) => 1_000 - at))
    expect(points).toHaveLength(101)
    expect(points[0]).toEqual([0, 1])
    expect(points[50]).toEqual([0.5, 501])
    expect(points[100]).toEqual([1, 1_000])
    expect(quantiles([])).toEqual([])
  })
})

describe('answers', () => {
  it('are the same when ours has all that the other has', () => {
    expect(differenceOf({ id: 1, name: 'x', isActive: true }, { name: 'x', isActive: 1 })).toBeUndefined()
    expect(differenceOf([{ id: 1 }], [{ id: 1 }])).toBeUndefined()
  })

  it('differ in a place that is told', () => {
    expect(differenceOf({ items: [{ id: 1 }] }, { items: [{ id: 2 }] })).toBe(
      'at the top, items, item 0, id: 1 instead of 2',
    )
    expect(differenceOf({ items: [] }, { items: [1] })).toBe('at the top, items: 0 items instead of 1')
    expect(differenceOf({}, { name: 'x' })).toBe('at the top, name: undefined instead of "x"')
    expect(differenceOf(null, { name: 'x' })).toBe('at the top: no object')
  })
})
