import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDataFolder } from '../../test/support/academy.ts'
import { startServer, type ServerProcess } from '../../test/support/server-process.ts'
import {
  afterwards,
  everything,
  isRead,
  labelOf,
  LARGE,
  NOTHING,
  untilIdle,
} from '../fairness/all-requests.ts'
import { exchange, makeCallers, type Callers } from '../fairness/callers.ts'
import type { Asked } from '../fairness/asked.ts'
import { plant } from '../fairness/plant.ts'
import { RepeatedRequest, SMALL } from '../fairness/repeated-request.ts'
import { filledFolder } from '../large-stores.ts'
import { quantiles } from '../lab/quantiles.ts'
import { percentile } from '../load.ts'
import type { Curve, Finding, Scenario } from '../scenario.ts'

/** For how long a request is asked again and again; shorter where it is quick, so that it was asked often by then. */
const LOOK = 300
const SHORT_LOOK = 120
const OFTEN = 25
/** Endless and very long answers are cut off then; what changes something is not. */
const LONGEST_LOOK = 1_500
const LONGEST_CHANGE = 60_000
/** How long a request is looked at again where others waited too long. */
const SECOND_LOOK = 2_000

const UNMEANT = '**nobody knows why**'

const P99 = { atMost: 25, beyond: 10 }
const LONGEST = { atMost: 100, beyond: 50 }

/** How long the small reads of others waited while one request was at work. */
interface Row {
  readonly what: string
  readonly status: number
  /** Why it was refused. */
  readonly refused: string | undefined
  /** Milliseconds that the request itself took; the median where it was asked several times. */
  readonly took: number
  readonly reads: number
  readonly p99: number
  readonly longest: number
}

/**
 * Every request of every document at the largest that it allows, against a million people, while somebody else reads one topic
 * again and again. The whole table goes to bench/FAIRNESS.md.
 */
export const fairness: Scenario = {
  name: 'fairness',
  compares: "others' small reads while any one request is at work, at 1,000,000 people",
  long: true,
  async measure({ keep, only }) {
    const { folder, founded } = await filledFolder('sqlite', LARGE, keep)
    const path = mkdtempSync(join(tmpdir(), 'quadrivium-bench-fairness-'))
    cpSync(folder, path, { recursive: true }) // this one is written to
    const data = makeDataFolder(path)
    const callers = await makeCallers(data, founded)
    const server = await startServer({
      dataDir: path,
      settings: { ALLOW_HTTP: 'yes' },
      code: 'built',
      flags: ['--max-semi-space-size=8'],
      log: 'dropped',
    })
    const reader = new RepeatedRequest(server.port, callers, SMALL)
    try {
      const places = await plant(server, callers, LARGE)
      const rows: Row[] = [await rowOf(server, reader, callers, NOTHING)]
      for (const asked of everything(places, LARGE, only)) {
        let row = await rowOf(server, reader, callers, asked)
        if (isOver(row) && isRead(asked)) {
          // Of a few dozen reads the 99th of a hundred is the longest, which may have waited for something else.
          const again = await rowOf(server, reader, callers, asked, SECOND_LOOK)
          row = { ...again, longest: Math.max(row.longest, again.longest) }
        }
        if (isOver(row) || row.refused === UNMEANT) console.log(`  ${lineOf(row)}`)
        rows.push(row)
      }
      if (only === undefined) writeFileSync(new URL('../FAIRNESS.md', import.meta.url), tableOf(rows))
      return [...findingsOf(rows), ...curvesOf(rows)]
    } finally {
      await reader.close()
      await server.stop()
      rmSync(path, { recursive: true, force: true })
      if (!keep) rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function rowOf(
  server: ServerProcess,
  reader: RepeatedRequest,
  callers: Callers,
  asked: Asked,
  look = LOOK,
): Promise<Row> {
  await reader.waits()
  const times: number[] = []
  const begun = performance.now()
  let [status, looked] = [0, 0]
  do {
    const sent = performance.now()
    status = (await exchange(server, callers, asked, isRead(asked) ? LONGEST_LOOK : LONGEST_CHANGE)).status
    times.push(performance.now() - sent)
    looked = performance.now() - begun
  } while (isRead(asked) && looked < (look === LOOK && times.length >= OFTEN ? SHORT_LOOK : look))
  if (!isRead(asked) && status < 400) await new Promise((resolve) => setTimeout(resolve, afterwards(asked)))
  if (asked.goesOn === true) await untilIdle(server, callers)
  const waits = [...(await reader.waits())].sort((a, b) => a - b)
  return {
    what: labelOf(asked),
    status,
    refused: status < 400 ? undefined : (asked.refused ?? UNMEANT),
    took: percentile(
      times.toSorted((a, b) => a - b),
      0.5,
    ),
    reads: waits.length,
    p99: waits.length === 0 ? 0 : percentile(waits, 0.99),
    longest: waits.at(-1) ?? 0,
  }
}

function isOver({ p99, longest }: Row): boolean {
  return p99 > P99.atMost || longest > LONGEST.atMost
}

function lineOf({ what, status, refused, took, reads, p99, longest }: Row): string {
  const told = [
    what,
    refused === undefined ? status : `${status}: ${refused}`,
    took.toFixed(1),
    reads,
    p99.toFixed(1),
    longest.toFixed(1),
  ]
  return `| ${told.join(' | ')} |`
}

function tableOf(rows: readonly Row[]): string {
  const worst = rows.toSorted((a, b) => b.longest - a.longest)
  return [
    "# Others' small reads while one request is at work",
    '',
    'Made by `npm run build && npm run bench -- fairness` ([what it does](scenarios/fairness.ts)), against 1,000,000 people,',
    'enrolments and audit entries and 100,000 courses and topics on SQLite. Somebody reads one topic each millisecond or so; the',
    'request is asked again for a third of a second, or looked at for one and a half; where that was over, for two seconds more. Every',
    'operation of every document is there, and every page ([a test](fairness/all-requests.test.ts) holds the list against them). A',
    'status of 0 is an answer that was cut off. Milliseconds, the longest wait first.',
    '',
    '| request | status | took | reads | p99 | longest |',
    '|---|---|---|---|---|---|',
    ...worst.map(lineOf),
    '',
  ].join('\n')
}

function findingsOf(rows: readonly Row[]): Finding[] {
  const by = (of: (row: Row) => number) => rows.toSorted((a, b) => of(b) - of(a))[0]
  const [p99, longest] = [by((row) => row.p99), by((row) => row.longest)]
  const over = rows.filter(isOver).length
  const ours = `${rows.length} requests, ${over} over; the worst:`
  return [
    {
      job: "others' small reads, p99",
      ours: `${ours} ${p99?.what ?? ''}`,
      figure: p99?.p99 ?? 0,
      unit: 'ms',
      budget: P99,
    },
    {
      job: "others' small reads, the longest wait",
      ours: `${ours} ${longest?.what ?? ''}`,
      figure: longest?.longest ?? 0,
      unit: 'ms',
      budget: LONGEST,
    },
    {
      job: 'requests of the list that are refused and should not be',
      ours: `${rows.length} requests`,
      figure: rows.filter(({ refused }) => refused === UNMEANT).length,
      unit: 'rows',
      budget: { atMost: 0, beyond: 0 },
    },
  ]
}

/** All requests in the order of how long others waited. */
function curvesOf(rows: readonly Row[]): Curve[] {
  const common = { plot: 'fairness', panel: 'SQLite' }
  return [
    { ...common, line: 'the longest of the waits', points: quantiles(rows.map((row) => row.longest)) },
    { ...common, line: '99 of a hundred reads within', points: quantiles(rows.map((row) => row.p99)) },
  ]
}
