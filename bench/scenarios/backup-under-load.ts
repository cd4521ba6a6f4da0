import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { RawConnection } from '../../test/support/raw-connection.ts'
import type { ServerProcess } from '../../test/support/server-process.ts'
import type { FilledAcademy } from '../academy.ts'
import { requestText } from '../load.ts'
import { fillPeople } from '../people.ts'
import type { Finding, Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

const PEOPLE = 100_000
const CLIENTS = 16
const AT_FULL_SPEED_MS = 60_000
const AT_A_PACE_MS = 40_000
const WARM_UP = 3_000
const PACE = 1_000

/** `quadrivium backup` again and again beside a server that is written to, against one at rest. */
export const backupUnderLoad: Scenario = {
  name: 'backup-under-load',
  compares: 'quadrivium backup of 100,000 people while 16 clients write for a minute, with the same at rest',
  long: true,
  async measure() {
    const academy = await fillPeople(PEOPLE)
    const server = await startOurs(academy)
    try {
      const first = await atRest(academy)
      const paced = await besideWrites(server, academy, { milliseconds: AT_A_PACE_MS, pace: PACE })
      const second = await atRest(academy)
      const full = await besideWrites(server, academy, { milliseconds: AT_FULL_SPEED_MS, pace: undefined })
      const third = await atRest(academy)
      return [
        inTime('at full speed', full, [second, third]),
        inTime('at a steady pace', paced, [first, second]),
        {
          job: `the log beside backups without a pause, ${paced.perSecond} writes a second`,
          ours: `${megabytes(paced.log)}, at full speed ${megabytes(full.log)}`,
          figure: paced.log / 2 ** 20,
          unit: 'MB',
          budget: { atMost: 256, beyond: 64 },
        },
      ]
    } finally {
      await server.stop()
      academy.folder.remove()
    }
  },
}

/** A backup: how long it took, and how large its file is. */
interface Made {
  readonly milliseconds: number
  readonly bytes: number
}

interface Besides {
  readonly perSecond: number
  readonly made: readonly Made[]
  /** The largest size of the log, in bytes. */
  readonly log: number
}

/** Each backup against one at rest of the same size, which lies between those before the writes and those after. */
function inTime(how: string, { perSecond, made }: Besides, [before, after]: readonly [Made, Made]): Finding {
  const growth = (after.milliseconds - before.milliseconds) / (after.bytes - before.bytes)
  const ratios = made
    .map(({ milliseconds, bytes }) => milliseconds / (before.milliseconds + growth * (bytes - before.bytes)))
    .toSorted((one, other) => one - other)
  const times = made.map(({ milliseconds }) => milliseconds)
  return {
    job: `back up while 16 clients write ${how} (${perSecond}/s)`,
    ours: `${seconds(Math.min(...times))} to ${seconds(Math.max(...times))}, ${made.length} times`,
    bare: `${seconds(before.milliseconds)} of ${megabytes(before.bytes)} before, ${seconds(after.milliseconds)} of ${megabytes(after.bytes)} after`,
    figure: median(ratios),
    unit: 'x',
    spread: [ratios.at(0) ?? Number.NaN, ratios.at(-1) ?? Number.NaN],
    budget: { atMost: 2, beyond: 1.5 },
  }
}

/** Two backups while nobody writes: their mean. */
async function atRest(academy: FilledAcademy): Promise<Made> {
  const [one, other] = [await backUp(academy), await backUp(academy)]
  return { milliseconds: (one.milliseconds + other.milliseconds) / 2, bytes: other.bytes } // of one size
}

interface Writes {
  readonly milliseconds: number
  /** Writes a second of all clients; undefined: all they can. */
  readonly pace: number | undefined
}

/** Backs up without a pause while others write. */
async function besideWrites(
  server: ServerProcess,
  academy: FilledAcademy,
  { milliseconds, pace }: Writes,
): Promise<Besides> {
  const until = performance.now() + milliseconds
  const writing = write(server, academy, until, pace)
  const made: Made[] = []
  const log = { largest: 0 }
  const watching = watchLog(academy, until, log)
  await pause(WARM_UP)
  do {
    const one = await backUp(academy)
    if (performance.now() < until) made.push(one) // the last ends beside nobody
  } while (performance.now() < until)
  const written = await writing
  await watching
  return { perSecond: Math.round((written * 1000) / milliseconds), made, log: log.largest }
}

/** @returns how many writes were answered */
async function write(
  { port }: ServerProcess,
  { revToken }: FilledAcademy,
  until: number,
  pace: number | undefined,
): Promise<number> {
  const headers = { authorization: `VBrick ${revToken}` }
  const round = Math.floor(until)
  let written = 0
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const connection = await RawConnection.open(port)
      const began = performance.now()
      for (let number = 0; performance.now() < until; number++) {
        const due = pace === undefined ? 0 : began + (number * CLIENTS * 1000) / pace
        if (due > performance.now()) await pause(due - performance.now())
        const name = `Written ${round} ${client} ${number}`
        const { status } = await connection.exchange(
          requestText('POST', '/api/v2/categories', headers, { name }),
        )
        if (status !== 200) throw new Error(`a write was answered ${status}`)
        written++
      }
      connection.close()
    }),
  )
  return written
}

async function watchLog(academy: FilledAcademy, until: number, log: { largest: number }): Promise<void> {
  const path = `${academy.folder.database}-wal`
  while (performance.now() < until) {
    log.largest = Math.max(log.largest, statSync(path, { throwIfNoEntry: false })?.size ?? 0)
    await pause(100)
  }
}

/** Makes one backup with the built command line, whose start counts. */
async function backUp({ folder }: FilledAcademy): Promise<Made> {
  const shelf = mkdtempSync(join(tmpdir(), 'quadrivium-backup-'))
  const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
  const file = join(shelf, 'one.backup')
  const started = performance.now()
  try {
    await promisify(execFile)(process.execPath, [main, 'backup', file], {
      env: { QUADRIVIUM_DATA_DIR: folder.path },
    })
    return { milliseconds: performance.now() - started, bytes: statSync(file).size }
  } finally {
    rmSync(shelf, { recursive: true, force: true })
  }
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`
}
