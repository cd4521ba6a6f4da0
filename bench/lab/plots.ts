import { drawChart, type Chart, type Line, type Panel } from './chart.ts'
import type { Result } from './results.ts'

/** The plots that can be drawn of the results, by the names of their files in bench/plots. */
export function drawPlots(results: readonly Result[]): ReadonlyMap<string, string> {
  const plots = new Map<string, string>()
  for (const [name, frame] of Object.entries(FRAMES)) {
    const panels = panelsOf(results, name, frame.bounds)
    if (panels.length > 0) plots.set(`${name}.svg`, drawChart({ ...frame, panels }))
  }
  return plots
}

type Frame = Omit<Chart, 'panels'> & Pick<Panel, 'bounds'>

const FRAMES: Readonly<Record<string, Frame>> = {
  growth: {
    title: 'Growth: processor time of one request, by the size of the academy',
    description:
      'One panel for each hot job. The sizes are rows of every table that grows: people, topics, enrolments, tags, audit entries. A flat line costs the same at a million rows as at a thousand; a straight rising one grows with the logarithm.',
    x: { label: 'rows', scale: 'log', tick: short },
    y: { label: 'ms', scale: 'linear' },
    columns: 3,
  },
  fairness: {
    title: "Others' small reads while any one request is at work, at 1,000,000 people",
    description:
      'All requests, each at the largest that it allows, in the order of how long others waited meanwhile. Most requests lie far to the left of the bounds.',
    x: shareOf('all requests'),
    y: { label: 'ms', scale: 'log', tick: short },
    columns: 2,
    bounds: [
      { y: 25, label: '25 ms: 99 of a hundred reads' },
      { y: 100, label: '100 ms: the longest' },
    ],
  },
  year: {
    title: 'A year of use: small reads while the server removes what is old',
    description: 'Waits of one reader, in ascending order, with and without the sweep at work.',
    x: shareOf('reads'),
    y: { label: 'ms', scale: 'log', tick: short },
    columns: 2,
    bounds: [{ y: 25, label: '25 ms' }],
  },
}

/** An axis from nobody to everybody. */
function shareOf(what: string): Chart['x'] {
  return {
    label: `share of ${what}`,
    scale: 'linear',
    from: 0,
    to: 1,
    tick: (value) => `${Math.round(value * 100)} %`,
  }
}

function panelsOf(results: readonly Result[], plot: string, bounds: Panel['bounds']): Panel[] {
  const curves = results.flatMap((result) => result.curves).filter((curve) => curve.plot === plot)
  return [...Map.groupBy(curves, ({ panel }) => panel)].map(([title, lines]): Panel => ({
    title,
    lines: lines.map(({ line, points }): Line => ({ name: line, points })),
    ...(bounds !== undefined && { bounds }),
  }))
}

function short(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000}M`
  return value >= 1_000 ? `${value / 1_000}k` : String(value)
}
