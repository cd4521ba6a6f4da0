import { isBeyond, isKept, type Finding } from '../scenario.ts'
import { REST } from './others.ts'
import type { Figures, Result } from './results.ts'

const BEGIN = '<!-- figures: made by `npm run bench -- --report` of bench/results; edits here are lost -->'
const END = '<!-- end of figures -->'

/**
 * Puts the tables of the results, and pictures of the plots, between the marks of a document.
 * @param plots the names of their files in `plots/`
 * @throws when the document has no marks
 */
export function withFigures(
  document: string,
  results: readonly Result[],
  plots: readonly string[] = [],
): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)]
  if (from === -1 || to < from) throw new Error('The document has no marks between which figures stand.')
  const pictures = plots.map((name) => `![${name.replace(/\.svg$/, '')}](plots/${name})`)
  const parts = [...tables(results), ...pictures]
  return `${document.slice(0, from + BEGIN.length)}\n\n${parts.join('\n\n')}\n\n${document.slice(to)}`
}

/** What was taken of the same commit on the same machine stands in one table. */
function tables(results: readonly Result[]): string[] {
  const groups = Map.groupBy(results, ({ date, commit, machine, versions, runs }) =>
    JSON.stringify([date, commit, machine, versions, runs]),
  )
  return [...groups.values()].map(tableOf)
}

const HEAD = ['scenario', 'job', 'ours', 'bare or other', 'figure', 'budget', 'beyond', '']

function tableOf(results: readonly Result[]): string {
  const notes = results.flatMap((result) => result.notes)
  return [
    howTaken(results),
    '',
    `| ${HEAD.join(' | ')} |`,
    `|${HEAD.map(() => '---').join('|')}|`,
    ...results.flatMap(({ scenario, findings }) =>
      findings.map((finding) => `| ${[scenario, ...cellsOf(finding)].map(cell).join(' | ')} |`),
    ),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `- ${note}`)]),
  ].join('\n')
}

/** With what else ran, since figures beside other busy processes say less. */
function howTaken(results: readonly Result[]): string {
  const [{ date, commit, machine, versions, runs }] = results as readonly [Result] // a group is never empty
  const times = runs === 1 ? 'One run' : `${runs} runs in a row`
  return `${times}, ${date}, commit ${commit}, ${restOf(results)}, ${machine}, ${versions}:`
}

function restOf(results: readonly Result[]): string {
  const known = results.flatMap(({ others }) => others ?? [])
  if (known.length < results.length) return 'what else ran is not known'
  const most = Math.max(...known)
  const share = `${(most * 100).toFixed(most < 0.1 ? 1 : 0)} % of the machine`
  return most <= REST
    ? `the machine at rest (others had ${share} at most)`
    : `**not at rest (others had ${share})**`
}

function cellsOf(finding: Figures): string[] {
  const { job, ours, bare = '–', budget } = finding
  const beyond = budget === undefined ? '–' : String(budget.beyond)
  return [job, ours, bare, figureOf(finding), budgetOf(finding), beyond, wordOf(finding)]
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
