// Plots as SVG, light or dark as the reader's system is, with nothing but text.

import type { Point } from '../scenario.ts'

export interface Axis {
  readonly label: string
  readonly scale: 'log' | 'linear'
  /** Writes a number beside a tick; as it is unless said. */
  readonly tick?: (value: number) => string
  /** Where the axis begins and ends; by its points unless said. A linear one begins at 0. */
  readonly from?: number
  readonly to?: number
}

export interface Line {
  readonly name: string
  readonly points: readonly Point[]
}

export interface Panel {
  readonly title: string
  readonly lines: readonly Line[]
  /** Values of y that a line is drawn across at, such as a budget. */
  readonly bounds?: readonly { readonly y: number; readonly label: string }[]
}

export interface Chart {
  readonly title: string
  readonly description: string
  readonly x: Axis
  readonly y: Axis
  readonly panels: readonly Panel[]
  /** Panels beside each other. */
  readonly columns: number
}

const WIDTH = 900
const HEIGHTS = { beside: 190, alone: 320 }
const MARGIN = { top: 34, right: 24, bottom: 40, left: 52 }
const HEAD = 66
const STROKES = ['', '5 3', '2 2', '8 3 2 3']

const STYLE = `
svg { font: 12px system-ui, sans-serif; --ink: #1b1f24; --quiet: #6b7280; --grid: #e3e6ea; --page: #ffffff;
  --line-0: #0b5cad; --line-1: #c2410c; --line-2: #15803d; --line-3: #7c3aed; --bound: #b91c1c }
@media (prefers-color-scheme: dark) { svg { --ink: #e6e8eb; --quiet: #9aa2ad; --grid: #30363d; --page: #0d1117;
  --line-0: #6cb0ff; --line-1: #ff9d5c; --line-2: #5fd38a; --line-3: #c4a1ff; --bound: #ff8080 } }
.page { fill: var(--page) } text { fill: var(--ink) } .quiet { fill: var(--quiet); font-size: 10px }
h1, .title { font-size: 15px; font-weight: 600 } .panel { font-weight: 600 }
.grid { stroke: var(--grid) } .bound { stroke: var(--bound); stroke-dasharray: 3 3 } .bound-label { fill: var(--bound); font-size: 10px }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round }`

/** Draws a chart: panels in rows, all with the same x axis; each with a y axis of its own. */
export function drawChart(chart: Chart): string {
  const { title, description, panels } = chart
  const columns = Math.min(chart.columns, panels.length)
  const rows = Math.ceil(panels.length / columns)
  const size = { width: WIDTH / columns, height: columns === 1 ? HEIGHTS.alone : HEIGHTS.beside }
  const [width, height] = [WIDTH, HEAD + rows * size.height]
  const names = [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="title" x="12" y="24">${escaped(title)}</text>`,
    legend(names),
    ...panels.map((panel, at) => {
      const [left, top] = [(at % columns) * size.width, HEAD + Math.floor(at / columns) * size.height]
      return `<g transform="translate(${left} ${top})">${drawPanel(panel, chart, { names, ...size })}</g>`
    }),
    '</svg>',
    '',
  ].join('\n')
}

function legend(names: readonly string[]): string {
  let left = 12
  return names
    .map((name, at) => {
      const key = `<line x1="${left}" y1="46" x2="${left + 22}" y2="46" ${strokeOf(at)} stroke-width="2"/><text x="${left + 28}" y="50">${escaped(name)}</text>`
      left += 44 + name.length * 7
      return key
    })
    .join('')
}

interface Frame {
  readonly width: number
  readonly height: number
  /** Of all lines of the chart, in the order of their colours. */
  readonly names: readonly string[]
}

function drawPanel(
  { title, lines, bounds = [] }: Panel,
  { x, y }: Chart,
  { width, height, names }: Frame,
): string {
  const points = lines.flatMap((line) => line.points)
  const across = scaleOf(
    x,
    points.map(([value]) => value),
    [MARGIN.left, width - MARGIN.right],
  )
  const values = [...points.map(([, value]) => value), ...bounds.map((bound) => bound.y)]
  const up = scaleOf(y, values, [height - MARGIN.bottom, MARGIN.top])
  const [left, right, bottom] = [MARGIN.left, width - MARGIN.right, height - MARGIN.bottom]
  return [
    `<text class="panel" x="${left}" y="20">${escaped(title)}</text>`,
    ...up.ticks.map(
      (value) =>
        `<line class="grid" x1="${left}" x2="${right}" y1="${up.at(value)}" y2="${up.at(value)}"/><text class="quiet" x="${left - 6}" y="${up.at(value) + 3}" text-anchor="end">${escaped(written(y, value))}</text>`,
    ),
    ...across.ticks.map(
      (value) =>
        `<text class="quiet" x="${across.at(value)}" y="${bottom + 14}" text-anchor="middle">${escaped(written(x, value))}</text>`,
    ),
    `<text class="quiet" x="${(left + right) / 2}" y="${bottom + 30}" text-anchor="middle">${escaped(x.label)}</text>`,
    `<text class="quiet" x="${left - 6}" y="${MARGIN.top - 14}" text-anchor="end">${escaped(y.label)}</text>`,
    ...bounds.map(
      (bound) =>
        `<line class="bound" x1="${left}" x2="${right}" y1="${up.at(bound.y)}" y2="${up.at(bound.y)}"/><text class="bound-label" x="${left + 4}" y="${up.at(bound.y) - 4}">${escaped(bound.label)}</text>`,
    ),
    ...lines.map(({ name, points: line }) => {
      const stroke = strokeOf(names.indexOf(name))
      const drawn = line.map(([across_, up_]) => `${across.at(across_)},${up.at(up_)}`).join(' ')
      return `<polyline points="${drawn}" ${stroke}><title>${escaped(name)}</title></polyline>`
    }),
  ].join('\n')
}

/** Told apart without colours too. */
function strokeOf(at: number): string {
  const dashes = STROKES[at % STROKES.length] ?? ''
  return `style="stroke: var(--line-${at % 4})"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}`
}

interface Scale {
  /** The place of a value, in the units of the drawing. */
  at(value: number): number
  readonly ticks: readonly number[]
}

/** Exported for its test. */
export function scaleOf(
  axis: Axis,
  values: readonly number[],
  [begin, end]: readonly [number, number],
): Scale {
  const given = values.filter((value) => Number.isFinite(value) && (axis.scale === 'linear' || value > 0))
  const lowest = axis.from ?? (axis.scale === 'linear' ? Math.min(0, ...given) : Math.min(...given, Infinity))
  const highest = axis.to ?? Math.max(...given, -Infinity)
  const ticks = axis.scale === 'linear' ? linearTicks(lowest, highest) : logTicks(lowest, highest)
  const [from, to] = [Math.min(lowest, ticks[0] ?? lowest), Math.max(highest, ticks.at(-1) ?? highest)]
  const place = axis.scale === 'linear' ? (value: number) => value : Math.log10
  const length = place(to) - place(from)
  return {
    ticks,
    at(value) {
      const share = length > 0 ? (place(Math.min(to, Math.max(from, value))) - place(from)) / length : 0.5
      return Math.round((begin + share * (end - begin)) * 10) / 10
    },
  }
}

/** Steps of 1, 2 or 5 times a power of ten, four or so, the last at or above the highest value. */
function linearTicks(lowest: number, highest: number): number[] {
  if (!(highest > lowest)) return [lowest]
  const rough = (highest - lowest) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const [first, last] = [Math.floor(lowest / step), Math.ceil(highest / step)]
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)))
}

/** Powers of ten around the values. */
function logTicks(lowest: number, highest: number): number[] {
  if (!(highest >= lowest)) return [1, 10]
  const [first, last] = [Math.floor(Math.log10(lowest) + 1e-9), Math.ceil(Math.log10(highest) - 1e-9)]
  return Array.from({ length: Math.max(1, last - first) + 1 }, (_, at) => Number(`1e${first + at}`))
}

function written({ tick = String }: Axis, value: number): string {
  return tick(value)
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
