// The laboratory: `npm run bench` measures what docs/design.md 10 promises. bench/README.md says how to use and to read it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseCommand, USAGE, WrongCommand, type Command } from './lab/command-line.ts'
import { watchOthers } from './lab/others.ts'
import { drawPlots } from './lab/plots.ts'
import { budgetOf, shown, withFigures } from './lab/report.ts'
import {
  committedResult,
  conditions,
  mergeRuns,
  readResult,
  saveResult,
  type Conditions,
  type Result,
  type Run,
} from './lab/results.ts'
import { verdictOf } from './lab/verdict.ts'
import { isFinding, isKept, isNote, type Finding, type Measured, type Scenario } from './scenario.ts'
import { backupUnderLoad } from './scenarios/backup-under-load.ts'
import { consoleInBrowser } from './scenarios/console.ts'
import { createCategory } from './scenarios/create-category.ts'
import { createMember } from './scenarios/create-member.ts'
import { fairness } from './scenarios/fairness.ts'
import { growth } from './scenarios/growth.ts'
import { importPeople } from './scenarios/import.ts'
import { itemBankGrowth } from './scenarios/item-bank-growth.ts'
import { largeLists } from './scenarios/large-lists.ts'
import { listCategories } from './scenarios/list-categories.ts'
import { listsByKey } from './scenarios/lists-by-key.ts'
import { listTags } from './scenarios/list-tags.ts'
import { memberGrowth } from './scenarios/member-growth.ts'
import { memberPages } from './scenarios/member-pages.ts'
import { metrics } from './scenarios/metrics.ts'
import { peers } from './scenarios/peers.ts'
import { postgres } from './scenarios/postgres.ts'
import { postgresPools } from './scenarios/postgres-pools.ts'
import { readCategory } from './scenarios/read-category.ts'
import { renameRoot } from './scenarios/rename-root.ts'
import { setTags } from './scenarios/set-tags.ts'
import { start } from './scenarios/start.ts'
import { turns } from './scenarios/turns.ts'
import { workers } from './scenarios/workers.ts'
import { year } from './scenarios/year.ts'

const scenarios: readonly Scenario[] = [
  readCategory,
  metrics,
  listTags,
  createCategory,
  createMember,
  setTags,
  listCategories,
  renameRoot,
  start,
  workers,
  growth('sqlite'),
  growth('postgres'),
  year,
  itemBankGrowth,
  memberPages,
  memberGrowth,
  listsByKey,
  peers,
  backupUnderLoad,
  importPeople,
  fairness,
  turns,
  consoleInBrowser,
  postgres,
  postgresPools,
  largeLists('sqlite'),
  largeLists('postgres'),
]

try {
  await run(parseCommand(process.argv.slice(2), scenarios))
} catch (error) {
  if (!(error instanceof WrongCommand)) throw error
  console.error(`${error.message}\n\n${USAGE}`)
  process.exitCode = 2
}

async function run(command: Command): Promise<void> {
  if (command.report) return report()
  if (!existsSync(new URL('../dist/main.js', import.meta.url))) {
    throw new WrongCommand('Build first: npm run build')
  }
  console.log(described(conditions()))
  const runs = new Map<Scenario, { readonly taken: Conditions; readonly made: Run[] }>()
  let isGood = true
  for (let time = 1; time <= command.times; time++) {
    for (const scenario of command.scenarios) {
      console.log(`\n${scenario.name}${command.times > 1 ? ` (run ${time})` : ''}: ${scenario.compares}`)
      const { taken, made } = runs.get(scenario) ?? { taken: conditions(), made: [] }
      runs.set(scenario, { taken, made })
      const others = watchOthers()
      const measured = await measureOnce(scenario, command)
      if (measured === undefined) isGood = false
      else made.push({ measured, others: others() })
    }
  }
  const results = [...runs]
    .filter(([, { made }]) => made.length > 0)
    .map(([scenario, { taken, made }]) => mergeRuns(scenario, made, taken))
  console.log(`\n${command.quick ? besideCommitted(results) : table(results)}`)
  if (command.save) {
    results.forEach(saveResult)
    report()
  }
  const all = [...runs.values()].flatMap(({ made }) => made.flatMap(({ measured }) => measured))
  process.exitCode = isGood && all.filter(isFinding).every(isKept) ? 0 : 1
}

/** A scenario that fails doesn't keep the others from being measured; undefined when it did. */
async function measureOnce(scenario: Scenario, command: Command): Promise<Measured[] | undefined> {
  const all: Measured[] = []
  try {
    for await (const measured of await scenario.measure(command)) {
      all.push(measured)
      if (isFinding(measured)) console.log(`  ${describe(measured)}`)
      if (isNote(measured)) console.log(`  ${measured.note}`)
    }
    return all
  } catch (error) {
    console.error(`  ${scenario.name} failed:`, error)
    return undefined
  }
}

/** Makes RESULTS.md and the plots of the figures that are there. */
function report(): void {
  const results = scenarios.flatMap(({ name }) => readResult(name) ?? [])
  const plots = drawPlots(results)
  const folder = new URL('./plots/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  for (const [name, svg] of plots) writeFileSync(new URL(name, folder), svg)
  const page = new URL('./RESULTS.md', import.meta.url)
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), results, [...plots.keys()]))
}

function described({ date, commit, versions, machine }: Conditions): string {
  return `${date}, commit ${commit}, ${versions}\n${machine}`
}

function describe(finding: Finding): string {
  const { job, ours, bare } = finding
  return `${job}: ${ours}${bare === undefined ? '' : ` against ${bare}`}: ${figure(finding)}`
}

function table(results: readonly Result[]): string {
  return results
    .flatMap(({ findings }) => findings)
    .map((finding) => {
      const runs =
        finding.figures.length > 1
          ? `, runs ${finding.figures.map((each) => shown(each, finding.unit)).join(', ')}`
          : ''
      const isMet = finding.figures.every((each) => isKept({ ...finding, figure: each }))
      const word = finding.budget === undefined ? '' : `, ${budgetOf(finding)}: ${isMet ? 'ok' : 'OVER'}`
      return `${finding.job}: ${figure({ ...finding, spread: finding.range })}${runs}${word}`
    })
    .join('\n')
}

/** Each figure beside the one of the last commit. */
function besideCommitted(results: readonly Result[]): string {
  const lines = results.flatMap((result) => {
    const committed = committedResult(result.scenario)
    const elsewhere =
      committed === undefined || committed.machine === result.machine ? '' : ', another machine'
    return result.findings.map((finding) => {
      const then = committed?.findings.find(({ job }) => job === finding.job)
      const beside =
        then === undefined || committed === undefined
          ? 'no figure is committed'
          : `${committed.commit}: ${figure({ ...then, spread: then.range })}${elsewhere}`
      const now = figure({ ...finding, spread: finding.range })
      return `${finding.job.padEnd(44)} ${now.padEnd(24)} ${beside.padEnd(36)} ${verdictOf(finding, then)}${isKept(finding) ? '' : `, OVER ${budgetOf(finding)}`}`
    })
  })
  return lines.join('\n')
}

function figure({ figure: value, unit, spread }: Pick<Finding, 'figure' | 'unit' | 'spread'>): string {
  const range =
    spread === undefined || spread[0] === spread[1]
      ? ''
      : ` (${shown(spread[0], unit)}–${shown(spread[1], unit)})`
  return `${shown(value, unit)} ${unit}${range}`
}
