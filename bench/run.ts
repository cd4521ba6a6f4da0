// `npm run bench` measures what docs/design.md 10 promises; `npm run bench -- read-category start` only these. `--keep` keeps
// large academies for the next run; `--only=words` takes only jobs with those words.
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { existsSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { isKept, type Finding, type Scenario } from './scenario.ts'
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
import { readCategory } from './scenarios/read-category.ts'
import { renameRoot } from './scenarios/rename-root.ts'
import { setTags } from './scenarios/set-tags.ts'
import { start } from './scenarios/start.ts'
import { turns } from './scenarios/turns.ts'
import { workers } from './scenarios/workers.ts'

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
  growth,
  itemBankGrowth,
  memberPages,
  memberGrowth,
  listsByKey,
  backupUnderLoad,
  importPeople,
  fairness,
  turns,
  consoleInBrowser,
  largeLists('sqlite'),
  largeLists('postgres'),
]

const findings: Finding[] = []
const words = process.argv.slice(2)
const options = {
  keep: words.includes('--keep'),
  only: words.find((word) => word.startsWith('--only='))?.slice('--only='.length),
}
const chosen = choose(words.filter((word) => word !== '--keep' && !word.startsWith('--only=')))
console.log(surroundings())
for (const { name, compares, measure } of chosen) {
  console.log(`\n${name}: ${compares}`)
  for await (const finding of await measure(options)) {
    findings.push(finding)
    console.log(`  ${describe(finding)}`)
  }
}
console.log(`\n${table(findings)}`)
process.exitCode = findings.every(isKept) ? 0 : 1

function choose(words: readonly string[]): readonly Scenario[] {
  if (!existsSync(new URL('../dist/main.js', import.meta.url))) stop('Build first: npm run build')
  const all = words.includes('--all')
  const names = words.filter((word) => word !== '--all')
  if (names.length === 0) return scenarios.filter(({ long }) => all || long !== true)
  return names.map((name) => {
    const known = scenarios.map((scenario) => scenario.name).join(', ')
    return (
      scenarios.find((scenario) => scenario.name === name) ??
      stop(`There is no scenario ${name}; there are ${known}.`)
    )
  })
}

function stop(why: string): never {
  console.error(why)
  process.exit(2)
}

function surroundings(): string {
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
  const [processor] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return [
    `${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.versions.node}, SQLite ${process.versions.sqlite ?? '?'}`,
    `${cpus().length} × ${processor?.model.trim() ?? '?'}, ${memory} GB, ${type()} ${release()}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
  ].join('\n')
}

function describe(finding: Finding): string {
  const { job, ours, bare } = finding
  return `${job}: ${ours}${bare === undefined ? '' : ` against ${bare}`}: ${figure(finding)}`
}

/** As Markdown, for RESULTS.md. */
function table(lines: readonly Finding[]): string {
  return [
    '| job | ours | bare | figure | budget | beyond | |',
    '|---|---|---|---|---|---|---|',
    ...lines.map((finding) => {
      const { job, ours, bare = '–', budget, unit } = finding
      const bound = 'atLeast' in budget ? `≥ ${budget.atLeast} ${unit}` : `≤ ${budget.atMost} ${unit}`
      const verdict = isKept(finding) ? 'ok' : 'OVER'
      return `| ${job} | ${ours} | ${bare} | ${figure(finding)} | ${bound} | ${budget.beyond} | ${verdict} |`
    }),
  ].join('\n')
}

function figure({ figure: value, unit, spread }: Finding): string {
  const digits = unit === 'x' ? 2 : 0
  const range = spread === undefined ? '' : ` (${spread[0].toFixed(digits)}–${spread[1].toFixed(digits)})`
  return `${value.toFixed(digits)} ${unit}${range}`
}
