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
import type { Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

const PEOPLE = 100_000
const CLIENTS = 16
const MINUTE = 60_000
const WARM_UP = 3_000
const PACE = 1_000
/** Between two backups the log is emptied, as in a night between two of them. */
const BETWEEN_BACKUPS = 10_000

/** `quadrivium backup` beside a server that is written to, against the same at rest. */
export const backupUnderLoad: Scenario = {
  name: 'backup-under-load',
  compares: 'quadrivium backup of 100,000 people while 16 clients write for a minute, with the same at rest',
  long: true,
  async measure() {
    const academy = await fillPeople(PEOPLE)
    const server = await startOurs(academy)
    try {
      const quiet = median([await backUp(academy), await backUp(academy), await backUp(academy)])
      const paced = await besideWrites(server, academy, PACE)
      const full = await besideWrites(server, academy, undefined)
      return [
        {
          job: `back up while 16 clients write at full speed (${full.perSecond}/s)`,
          ours: `${seconds(full.median)}, longest ${seconds(full.longest)}; log at most ${megabytes(full.log)}`,
          bare: `${seconds(quiet)} at rest`,
          figure: full.median / quiet,
          unit: 'x',
          budget: { atMost: 2, beyond: 1.5 },
        },
        {
          job: `the log beside backups at ${paced.perSecond} writes a second`,
          ours: `${megabytes(paced.log)}; a backup takes ${seconds(paced.median)}`,
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

interface Besides {
  readonly perSecond: number
  /** Of the backups, in milliseconds. */
  readonly median: number
  readonly longest: number
  /** The largest size of the log, in bytes. */
  readonly log: number
}

/** Backs up now and then for a minute while others write. @param pace writes a second of all clients; undefined: all they can */
async function besideWrites(
  server: ServerProcess,
  academy: FilledAcademy,
  pace: number | undefined,
): Promise<Besides> {
  const until = performance.now() + MINUTE
  const writing = write(server, academy, until, pace)
  const times: number[] = []
  const log = { largest: 0 }
  const watching = watchLog(academy, until, log)
  await pause(WARM_UP)
  while (performance.now() < until) {
    times.push(await backUp(academy))
    await pause(BETWEEN_BACKUPS)
  }
  const written = await writing
  await watching
  return {
    perSecond: Math.round(written / (MINUTE / 1000)),
    median: median(times),
    longest: Math.max(...times),
    log: log.largest,
  }
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

/** Makes one backup with the built command line. @returns the milliseconds it took, start included */
async function backUp({ folder }: FilledAcademy): Promise<number> {
  const shelf = mkdtempSync(join(tmpdir(), 'quadrivium-backup-'))
  const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
  const started = performance.now()
  try {
    await promisify(execFile)(process.execPath, [main, 'backup', join(shelf, 'one.backup')], {
      env: { QUADRIVIUM_DATA_DIR: folder.path },
    })
    return performance.now() - started
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
