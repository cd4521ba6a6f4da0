import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { makeDataFolder } from '../../test/support/academy.ts'
import { RawConnection } from '../../test/support/raw-connection.ts'
import { startServer, type ServerProcess } from '../../test/support/server-process.ts'
import { guidOf } from '../academy.ts'
import { median, spread } from '../compare.ts'
import { LARGE } from '../fairness/all-requests.ts'
import { asker, type Asked } from '../fairness/asked.ts'
import { tagging } from '../fairness/bank-requests.ts'
import { callOf, exchange, makeCallers, type Callers } from '../fairness/callers.ts'
import { RepeatedRequest, SMALL } from '../fairness/repeated-request.ts'
import { tagsFrom } from '../item-bank.ts'
import { lastNameOf } from '../large-academy.ts'
import { quantiles } from '../lab/quantiles.ts'
import { filledFolder } from '../large-stores.ts'
import { busyBetween, busyTimes, percentile, requestText } from '../load.ts'
import type { Curve, Finding, Measured, Scenario } from '../scenario.ts'
import { measureStarts } from '../starts.ts'
import { addYear, OUTLIVED } from '../year-rows.ts'

const AUDIT_ENTRIES = 10_000_000
/** Of each kind of thing whose time is over: a backlog that no server has removed for weeks. */
const OUTLIVED_ROWS = 100_000
const TAGS = 1_000_000
/** What is older goes to files: of the entries of a year, those of its first day. */
const AUDIT_DAYS = 364
const DAY = 86_400_000
/** The first round of housekeeping comes a minute after the start. */
const BEFORE_SWEEP = 50_000
const LONGEST_SWEEP = 30 * 60_000
const LOOK_EVERY = 500
const REQUESTS = 40
/** A process that has just started compiles for some hundred requests. */
const WARM_UP = 4

const SMALL_WRITE = asker('api', {})('PATCH /topics/{topic}', { topic: 78 }, { body: { visible: true } })

/**
 * A store after a year: 1,000,000 people and enrolments, 100,000 topics, 1,000,000 tags of an item bank, 10,000,000 audit entries, and a
 * backlog of what has been kept long enough.
 */
export const year: Scenario = {
  name: 'year-sqlite',
  compares:
    'a store with 1,000,000 people and enrolments, 100,000 topics, 1,000,000 tags and 10,000,000 audit entries of a year: start, memory, files, small requests while what is old is removed, and plans',
  long: true,
  async *measure({ keep, effort: { rounds } }) {
    const { folder, founded } = await filledFolder('sqlite', LARGE, keep)
    const path = mkdtempSync(join(tmpdir(), 'quadrivium-bench-year-'))
    try {
      cpSync(folder, path, { recursive: true }) // this one is written to
      if (!keep) rmSync(folder, { recursive: true, force: true })
      const data = makeDataFolder(path)
      const callers = await makeCallers(data, founded)
      const filled = sizeOf(data.path)
      addYear(data.database, founded.manager, { auditEntries: AUDIT_ENTRIES, outlived: OUTLIVED_ROWS })
      await fillTags(path, callers)
      const grown = sizeOf(data.path)
      yield size('files after a year', grown, `${megabytes(filled).toFixed(0)} MB before it`)
      yield* await measureStarts({ after: ', after a year', rounds, start: () => startOver(path) })
      yield* await whileSwept(path, data.database, callers)
      const swept = sizeOf(data.path)
      yield size(
        'files after what was old is removed',
        swept,
        `${freeShare(data.database)} of it free for what comes`,
      )
      yield* await plans(path, callers, rounds)
    } finally {
      rmSync(path, { recursive: true, force: true })
      if (!keep) rmSync(folder, { recursive: true, force: true })
    }
  },
}

function startOver(path: string, settings: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  return startServer({
    dataDir: path,
    settings: { ALLOW_HTTP: 'yes', ...settings },
    code: 'built',
    flags: ['--max-semi-space-size=8'],
    log: 'dropped',
  })
}

/** By the door, a thousand at once. */
async function fillTags(path: string, callers: Callers): Promise<void> {
  const server = await startOver(path)
  try {
    for (let first = 0; first < TAGS; first += 1_000) {
      const asked = tagging('tagging/tags', 'set', { tags: tagsFrom(first, 1_000) })
      const { status } = await exchange(server, callers, asked, 60_000)
      if (status !== 200) throw new Error(`The bank wasn't filled: ${status}`)
    }
  } finally {
    await server.stop()
  }
}

/** Waits of somebody who reads and somebody who writes, before the server begins to remove what is old and until it has. */
async function whileSwept(path: string, database: string, callers: Callers): Promise<Measured[]> {
  const boundary = Math.floor(Date.now() / DAY) * DAY - AUDIT_DAYS * DAY
  const before = outlived(database, boundary)
  const server = await startOver(path, { AUDIT_DAYS: String(AUDIT_DAYS) })
  const reader = new RepeatedRequest(server.port, callers, SMALL)
  const writer = new RepeatedRequest(server.port, callers, SMALL_WRITE)
  try {
    await pause(BEFORE_SWEEP)
    const rest = { reads: await reader.waits(), writes: await writer.waits() }
    let begun: number | undefined
    let log = 0
    for (const deadline = performance.now() + LONGEST_SWEEP; ;) {
      await pause(LOOK_EVERY)
      const left = outlived(database, boundary)
      log = Math.max(log, statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0)
      if (left < before && begun === undefined) {
        begun = performance.now()
        await Promise.all([reader.waits(), writer.waits()]) // those until now are of neither
      }
      if (left === 0) break
      if (performance.now() > deadline) throw new Error(`${left} rows that are over are still there.`)
    }
    const took = performance.now() - (begun ?? performance.now())
    const swept = { reads: await reader.waits(), writes: await writer.waits() }
    return [
      {
        note: `${before.toLocaleString('en')} rows were removed in ${(took / 1000).toFixed(0)} s; the log of SQLite was at most ${megabytes(log).toFixed(0)} MB.`,
      },
      ...waitsOf('small reads', rest.reads, swept.reads),
      ...waitsOf('small writes', rest.writes, swept.writes),
    ]
  } finally {
    await reader.close()
    await writer.close()
    await server.stop()
  }
}

function waitsOf(what: string, rest: readonly number[], swept: readonly number[]): Measured[] {
  const sorted = swept.toSorted((a, b) => a - b)
  const ours = `${swept.length.toLocaleString('en')}, median ${percentile(sorted, 0.5).toFixed(1)} ms`
  const curve = (line: string, waits: readonly number[]): Curve => ({
    plot: 'year',
    panel: what,
    line,
    points: quantiles(waits),
  })
  return [
    {
      job: `${what} while what is old is removed, p99`,
      ours,
      figure: percentile(sorted, 0.99),
      unit: 'ms',
      budget: { atMost: 25, beyond: 10 },
    },
    {
      job: `${what} while what is old is removed, the longest`,
      ours,
      figure: sorted.at(-1) ?? Number.NaN,
      unit: 'ms',
      budget: { atMost: 100, beyond: 50 },
    },
    curve('at rest', rest),
    curve('while what is old is removed', swept),
  ]
}

/** The rows whose time is over, counted beside the server. */
function outlived(database: string, boundary: number): number {
  const db = new DatabaseSync(database, { readOnly: true, timeout: 5_000 })
  const conditions = { ...OUTLIVED, audit_entry: `account_id = 1 AND at < ${boundary}` }
  const counts = Object.entries(conditions).map(([table, condition]) =>
    Number(
      db.prepare(`SELECT count(*) AS count FROM ${table} WHERE account_id = 1 AND ${condition}`).get()?.count,
    ),
  )
  db.close()
  return counts.reduce((sum, count) => sum + count, 0)
}

/**
 * What hot jobs cost with the statistics that come with the schema, as a multiple of what they cost in a copy with those of
 * ANALYZE: the first are the same for everybody, so that plans are too.
 */
async function plans(path: string, callers: Callers, rounds: number): Promise<Finding[]> {
  const copy = mkdtempSync(join(tmpdir(), 'quadrivium-bench-year-'))
  const sides: Side[] = []
  try {
    cpSync(path, copy, { recursive: true })
    const started = performance.now()
    const db = new DatabaseSync(makeDataFolder(copy).database)
    db.exec('ANALYZE')
    db.close()
    console.log(`  ANALYZE took ${((performance.now() - started) / 1_000).toFixed(0)} s`)
    for (const each of [path, copy]) sides.push(await openSide(await startOver(each)))
    const findings: Finding[] = []
    for (const [job, request] of Object.entries(HOT)) {
      const costs: number[][] = [[], []]
      for (let round = 0; round < WARM_UP + rounds; round++) {
        const texts = Array.from({ length: REQUESTS }, (_, number) =>
          textOf(callers, request(round * REQUESTS + number)),
        )
        for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) {
          const cost = await costOf(sides[at] as Side, texts) // one of the two
          if (round >= WARM_UP) costs[at]?.push(cost)
        }
      }
      findings.push(besideAnalysed(job, costs as [number[], number[]])) // one list a side
    }
    return findings
  } finally {
    for (const { server, connection } of sides) {
      connection.close()
      await server.stop()
    }
    rmSync(copy, { recursive: true, force: true })
  }
}

function besideAnalysed(job: string, [given, analysed]: readonly [number[], number[]]): Finding {
  const ratios = given.map((cost, round) => cost / (analysed[round] ?? Number.NaN))
  return {
    job: `${job}, with the given statistics`,
    ours: `${median(given).toFixed(2)} ms busy`,
    bare: `${median(analysed).toFixed(2)} ms busy after ANALYZE`,
    figure: median(ratios),
    unit: 'x',
    spread: spread(ratios),
    budget: { atMost: 1.2, beyond: 1 },
  }
}

const HOT: Readonly<Record<string, (number: number) => Asked>> = {
  'read one topic': (number) =>
    get('rev', `/api/v2/categories/${guidOf(1 + ((number * 7919) % LARGE.courses))}`),
  'first page of people by name': () => get('api', '/people?sort=name'),
  'people of a department and a country, by name': () =>
    get('api', '/people?department=Sales&country=DE&status=active&sort=name'),
  'people, q= of a last name': (number) => get('api', `/people?q=${lastNameOf(number)}`),
  'enrolments of a course, not started': () => get('api', '/enrolments?course=1&state=not_started'),
  'audit trail of a kind of thing': () => get('api', '/audit?subject=course'),
  'audit trail of an action': () => get('api', '/audit?action=delete&subject=course'),
  'changes, first page': () => get('api', '/changes'),
  'first page of topic tags': () => get('intellum', '/api/v2/category_tags'),
  'tags of two types by the latest change': () =>
    tagging('tagging/tags', 'get', { types: ['type 3', 'type 7'], sort_field: 'updated', sort: 'desc' }),
}

function get(door: string, path: string): Asked {
  return asker(door, {})(`GET ${path}`)
}

interface Side {
  readonly server: ServerProcess
  readonly connection: RawConnection
}

async function openSide(server: ServerProcess): Promise<Side> {
  return { server, connection: await RawConnection.open(server.port) }
}

/** Milliseconds of processor time of one of the requests. */
async function costOf({ server, connection }: Side, texts: readonly string[]): Promise<number> {
  const before = busyTimes([server.pid])
  for (const text of texts) {
    const { status, head } = await connection.exchange(text)
    if (status !== 200) throw new Error(`${text}\n${head}`)
  }
  return busyBetween(before, busyTimes([server.pid])) / texts.length
}

function textOf(callers: Callers, asked: Asked): string {
  const { path, headers, payload } = callOf(callers, asked)
  const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) }
  return requestText(asked.method, path, { ...headers, ...length }) + String(payload ?? '')
}

function size(job: string, bytes: number, ours: string): Finding {
  return { job, ours, figure: megabytes(bytes), unit: 'MB' }
}

/** What the files of the store take. */
function sizeOf(path: string): number {
  return readdirSync(path)
    .filter((name) => name.startsWith('quadrivium.db'))
    .reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
}

/** Pages that SQLite will use again. */
function freeShare(database: string): string {
  const db = new DatabaseSync(database, { readOnly: true })
  const count = (name: string) => Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0])
  const share = count('freelist_count') / count('page_count')
  db.close()
  return `${(share * 100).toFixed(1)} %`
}

function megabytes(bytes: number): number {
  return bytes / 2 ** 20
}
