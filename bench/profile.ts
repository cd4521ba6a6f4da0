// Where the time of a request goes: `npm run build && node bench/profile.ts <job>[,<job>…]`. For each job (jobs.ts) it prints the
// statements of a request with the microseconds that each takes, and the functions of the main thread by the time that they take
// themselves. Profiling makes all of it dearer; only the shares say something. docs/performance.md tells what was found this way.
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs'
import type { Profiler } from 'node:inspector'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer } from '../test/support/server-process.ts'
import { homeAt, jobOf, type Job } from './jobs.ts'
import { load } from './load.ts'
import type { StatementTimes } from './profiled-process.ts'

const home = fileURLToPath(new URL('..', import.meta.url))
const ROUNDS = 4
const FUNCTIONS_SHOWN = 45
const STATEMENTS_SHOWN = 30

for (const name of (process.argv[2] ?? '').split(',')) {
  const job = jobOf(name)
  console.log(`\n## ${name}\n`)
  const statements = await seen<StatementTimes>(job, { PROFILE_STATEMENTS: 'yes' })
  printStatements(statements.what, statements.requests)
  const profile = await seen<Profiler.Profile>(job, {})
  printFunctions(profile.what, profile.requests)
}

/** What the profiled process has seen of that job, after a round to warm up. */
async function seen<What>(
  job: Job,
  environment: Readonly<Record<string, string>>,
): Promise<{ what: What; requests: number }> {
  const of = await homeAt(home)
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-profile-'))
  const file = join(folder, 'seen.json')
  const academy = await job.prepare(of)
  Object.assign(process.env, { PROFILE_INTO: file, ...environment })
  const server = await startServer({
    dataDir: academy.folder.path,
    code: 'built',
    flags: ['--max-semi-space-size=8', '--import', join(home, 'bench/profiled-process.ts')],
    log: 'dropped',
  })
  for (const key of ['PROFILE_INTO', ...Object.keys(environment)]) Reflect.deleteProperty(process.env, key)
  try {
    await load(server, job.load(of, academy, 0))
    process.kill(server.pid, 'SIGUSR2')
    let requests = 0
    for (let round = 1; round <= ROUNDS; round++) {
      const one = job.load(of, academy, round)
      await load(server, one)
      requests += one.requests
    }
    process.kill(server.pid, 'SIGUSR2')
    while (!isWhole(file)) await new Promise((resolve) => setTimeout(resolve, 100))
    return { what: JSON.parse(readFileSync(file, 'utf8')) as What, requests }
  } finally {
    await server.stop()
    academy.folder.remove()
    rmSync(folder, { recursive: true })
  }
}

function isWhole(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').endsWith('}')
}

function printStatements(times: StatementTimes, requests: number): void {
  const all = Object.entries(times).sort(([, one], [, other]) => other.microseconds - one.microseconds)
  const count = all.reduce((sum, [, one]) => sum + one.count, 0)
  const time = all.reduce((sum, [, one]) => sum + one.microseconds, 0)
  console.log(`${(count / requests).toFixed(2)} statements a request, ${(time / requests).toFixed(1)} µs\n`)
  console.log('| a request | µs each | µs a request | statement |\n|---|---|---|---|')
  for (const [text, one] of all.slice(0, STATEMENTS_SHOWN)) {
    const each = (one.microseconds / one.count).toFixed(1)
    const share = (one.microseconds / requests).toFixed(2)
    const short = text.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 160)
    console.log(`| ${(one.count / requests).toFixed(3)} | ${each} | ${share} | \`${short}\` |`)
  }
}

function printFunctions({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, requests: number): void {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]))
  const parentOf = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  )
  const own = new Map<string, number>()
  const within = new Map<string, number>()
  const areas = new Map<string, number>()
  let busy = 0
  samples.forEach((id, index) => {
    const time = timeDeltas[index] ?? 0
    const node = nodeOf.get(id)
    if (node === undefined || node.callFrame.functionName === '(idle)') return
    const above = new Set<string>()
    let area: string | undefined
    for (let at: number | undefined = id; at !== undefined; at = parentOf.get(at)) {
      const one = nodeOf.get(at)
      if (one === undefined) break
      above.add(nameOf(one))
      area ??= areaOf(one)
    }
    if ([...above].some((name) => name.includes('profiled-process'))) return // its own start
    busy += time
    add(own, nameOf(node), time)
    for (const name of above) add(within, name, time)
    add(areas, area ?? nameOf(node), time)
  })
  const line = (map: Map<string, number>, most: number) => {
    console.log('\n| share | µs a request | what |\n|---|---|---|')
    for (const [name, time] of [...map].sort(([, one], [, other]) => other - one).slice(0, most)) {
      console.log(`| ${((100 * time) / busy).toFixed(1)} % | ${(time / requests).toFixed(2)} | ${name} |`)
    }
  }
  console.log(
    `\nMain thread: ${(busy / requests).toFixed(1)} µs a request. By part, natives with whoever called them:`,
  )
  line(areas, FUNCTIONS_SHOWN)
  console.log('\nBy function, themselves alone:')
  line(own, FUNCTIONS_SHOWN)
  console.log('\nBy function, with all that they call at once:')
  line(within, FUNCTIONS_SHOWN * 2)
}

function add(map: Map<string, number>, name: string, time: number): void {
  map.set(name, (map.get(name) ?? 0) + time)
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: Profiler.ProfileNode): string {
  const place = url.replace(/^file:\/\//, '').replace(home, '')
  return `${functionName || '(anonymous)'} ${place === '' ? '' : `${place}:${lineNumber + 1}`}`.trim()
}

/** Whose code it is; undefined of what has no file: the engine's and the system's own. */
function areaOf({ callFrame: { functionName, url } }: Profiler.ProfileNode): string | undefined {
  if (functionName === '(garbage collector)' || functionName === '(program)') return functionName
  if (url === '') return undefined
  if (url.startsWith('node:')) return url.replace(/^(node:(?:internal\/)?[^/]+).*/, '$1')
  const ours = url.split('/dist/')[1]
  if (ours !== undefined && !url.includes('node_modules')) return ours.split('/').slice(0, 2).join('/')
  return url.split('node_modules/').at(-1)?.split('/')[0]
}
