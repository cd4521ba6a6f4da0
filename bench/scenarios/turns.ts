import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDataFolder } from '../../test/support/academy.ts'
import { freePort, startServer } from '../../test/support/server-process.ts'
import {
  afterwards,
  everything,
  isRead,
  isUnmeant,
  labelOf,
  LARGE,
  untilIdle,
} from '../fairness/all-requests.ts'
import { exchange, makeCallers } from '../fairness/callers.ts'
import { plant } from '../fairness/plant.ts'
import { probeFlags, TurnProbe, type Turns } from '../fairness/measured-turns.ts'
import { filledFolder } from '../large-stores.ts'
import type { Scenario } from '../scenario.ts'

/** How often what is read is asked for. */
const TIMES = 5
const LONGEST_LOOK = 1_500
const LONGEST_CHANGE = 60_000
/** A turn that is as long as that is told of. */
const LONG = 8

/**
 * The same requests as in `fairness`, by the longest turn of the server's thread: its own processor time, so that it doesn't
 * matter what else the machine does.
 */
export const turns: Scenario = {
  name: 'turns',
  compares: "the longest turn of the server's thread while any one request is at work, at 1,000,000 people",
  long: true,
  async measure({ keep, only }) {
    const { folder, founded } = await filledFolder('sqlite', LARGE, keep)
    const path = mkdtempSync(join(tmpdir(), 'quadrivium-bench-turns-'))
    cpSync(folder, path, { recursive: true }) // this one is written to
    const callers = await makeCallers(makeDataFolder(path), founded)
    const port = await freePort()
    const server = await startServer({
      dataDir: path,
      settings: { ALLOW_HTTP: 'yes' },
      code: 'built',
      flags: ['--max-semi-space-size=8', ...probeFlags(port)],
      log: 'dropped',
    })
    const probe = await TurnProbe.open(port)
    try {
      const places = await plant(server, callers, LARGE)
      const rows: { readonly what: string; readonly status: number; readonly turns: Turns }[] = []
      for (const asked of everything(places, LARGE, only)) {
        let status = 0
        const turns = await probe.during(async () => {
          for (let time = 0; time < (isRead(asked) ? TIMES : 1); time++)
            status = (await exchange(server, callers, asked, isRead(asked) ? LONGEST_LOOK : LONGEST_CHANGE))
              .status
          if (!isRead(asked) && status < 400)
            await new Promise((resolve) => setTimeout(resolve, afterwards(asked)))
          if (asked.goesOn === true) await untilIdle(server, callers)
        })
        rows.push({ what: labelOf(asked), status, turns })
        if (turns.longest > LONG || isUnmeant(asked, status) || only !== undefined)
          console.log(`  ${lineOf(rows.at(-1))}`)
      }
      const [worst] = rows.toSorted((a, b) => b.turns.longest - a.turns.longest)
      return [
        {
          job: 'the longest turn',
          ours: `${rows.length} requests; the worst: ${worst?.what ?? ''}`,
          figure: worst?.turns.longest ?? 0,
          unit: 'ms',
          budget: { atMost: 25, beyond: 10 },
        },
      ]
    } finally {
      probe.close()
      await server.stop()
      rmSync(path, { recursive: true, force: true })
      if (!keep) rmSync(folder, { recursive: true, force: true })
    }
  },
}

function lineOf(
  row: { readonly what: string; readonly status: number; readonly turns: Turns } | undefined,
): string {
  if (row === undefined) return ''
  const { longest, longestWithCollections, busy } = row.turns
  const told = [longest, longestWithCollections, busy].map((value) => value.toFixed(1).padStart(7)).join(' ')
  return `${told}  ${row.status} ${row.what}`
}
