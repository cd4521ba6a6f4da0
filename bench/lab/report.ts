import { isBeyond, isKept, type Finding } from '../scenario.ts'
import type { Figures, Result } from './results.ts'

const BEGIN = '<!-- figures: made by `npm run bench -- --report` of bench/results; edits here are lost -->'
const END = '<!-- end of figures -->'

/** Puts the tables of the results between the marks of a document. @throws when it has no marks */
export function withFigures(document: string, results: readonly Result[]): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (from === -1 || to < from) throw new Error('The document has no marks between which figures stand.')
  return `${document.slice(0, from + BEGIN.length)}\n\n${tables(results)}\n\n${document.slice(to)}`
}

/** Budgets first, then what nothing is promised of; under each table how it was taken. */
function tables(results: readonly Result[]): string {
  return results.map(tableOf).join('\n\n')
}

function tableOf(result: Result): string {
  const { scenario, compares, findings, notes } = result
  const head = findings.some(({ budget }) => budget !== undefined)
    ? ['job', 'ours', 'bare', 'figure', 'budget', 'beyond', '']
    : ['job', 'ours', 'other', 'figure']
  return [
    `### ${scenario}`,
    '',
    `${compares}. ${howTaken(result)}`,
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...findings.map((finding) => `| ${cellsOf(finding).slice(0, head.length).map(cell).join(' | ')} |`),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `- ${note}`)]),
  ].join('\n')
}

/** With the load, since figures beside other busy processes say less. */
function howTaken({ date, commit, machine, versions, load, runs }: Result): string {
  const times = runs === 1 ? 'One run' : `${runs} runs in a row`
  const processors = Number(/^\d+/.exec(machine)?.[0] ?? 1)
  const rest =
    load < processors * 0.75 ? `the machine at rest (load ${load})` : `**not at rest (load ${load})**`
  return `${times}, ${date}, commit ${commit}, ${rest}, ${machine}, ${versions}.`
}

function cellsOf(finding: Figures): string[] {
  const { job, ours, bare = '–', budget } = finding
  return [
    job,
    ours,
    bare,
    figureOf(finding),
    budgetOf(finding),
    budget === undefined ? '–' : String(budget.beyond),
    wordOf(finding),
  ]
}

function figureOf({ figure, unit, range: [lowest, highest] }: Figures): string {
  const range = lowest === highest ? '' : ` (${shown(lowest, unit)}–${shown(highest, unit)})`
  return `${shown(figure, unit)} ${unit}${range}`
}

/** In every run, not only in the middle. */
function wordOf({ figures, budget }: Figures): string {
  if (budget === undefined) return ''
  const each = figures.map((figure) => ({ figure, budget }))
  if (each.every(isBeyond)) return 'ok, beyond'
  return each.every(isKept) ? 'ok' : 'OVER'
}

export function budgetOf({ budget, unit }: Pick<Finding, 'budget' | 'unit'>): string {
  if (budget === undefined) return '–'
  return 'atLeast' in budget ? `≥ ${budget.atLeast} ${unit}` : `≤ ${budget.atMost} ${unit}`
}

/** Ratios with two digits behind the point, times below ten with one. */
export function shown(value: number, unit: Finding['unit']): string {
  return value.toFixed(unit === 'x' ? 2 : unit === 'ms' && value < 10 ? 1 : 0)
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
