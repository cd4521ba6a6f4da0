import { startServer, type ServerProcess } from '../../test/support/server-process.ts'
import { fillAcademy, guidOf, type FilledAcademy } from '../academy.ts'
import { median, spread } from '../compare.ts'
import { requestText } from '../load.ts'
import { pipelined, type PipelinedRound } from '../pipelined.ts'
import type { Budget, Finding, Scenario } from '../scenario.ts'

const CATEGORIES = 10_000
const ROUNDS = 5
const WARM_UP = 4
const REQUESTS = 40_000
const WORKERS = 2
/** One request of ten writes. */
const MIXED = 10

export const workers: Scenario = {
  name: 'workers',
  compares: `small reads by Rev, and as many with a tenth that creates a category, of ${WORKERS} workers with one`,
  async *measure() {
    const [one, several] = [
      await fillAcademy({ categories: CATEGORIES }),
      await fillAcademy({ categories: CATEGORIES }),
    ]
    const [alone, together] = [await start(one, 1), await start(several, WORKERS)]
    const sides: Sides = { one: [alone, one], several: [together, several] }
    try {
      yield* findings('small reads', await measureBoth(sides, false), { atLeast: 1.6, beyond: 1.9 })
      const mixed = await measureBoth(sides, true)
      yield* findings('90 % small reads, 10 % creations', mixed, { atLeast: 1.5, beyond: 1.8 })
    } finally {
      await alone.stop()
      await together.stop()
      one.folder.remove()
      several.folder.remove()
    }
  },
}

function start({ folder }: FilledAcademy, count: number): Promise<ServerProcess> {
  return startServer({
    dataDir: folder.path,
    code: 'built',
    flags: ['--max-semi-space-size=8'],
    log: 'dropped',
    workers: count,
  })
}

interface Pair {
  readonly one: PipelinedRound
  readonly several: PipelinedRound
}

type Sides = Readonly<Record<keyof Pair, readonly [ServerProcess, FilledAcademy]>>

/** Rounds by turns, as everywhere. The first ones warm up: each worker takes a part of them only. */
async function measureBoth(sides: Sides, writes: boolean): Promise<readonly Pair[]> {
  const pairs: Pair[] = []
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const run = (side: keyof Pair) => {
      const [server, academy] = sides[side]
      const requests = requestsTo(academy, writes, round)
      return pipelined(server, { connections: 16, depth: 16, requests })
    }
    const first = round % 2 === 0 ? 'one' : 'several'
    const begun = await run(first)
    const other = await run(first === 'one' ? 'several' : 'one')
    pairs.push(first === 'one' ? { one: begun, several: other } : { one: other, several: begun })
  }
  return pairs.slice(WARM_UP)
}

function requestsTo({ revToken }: FilledAcademy, writes: boolean, round: number): readonly string[] {
  const headers = { authorization: `VBrick ${revToken}` }
  return Array.from({ length: REQUESTS }, (_, number) => {
    if (writes && number % MIXED === 0) {
      return requestText('POST', '/api/v2/categories', headers, { name: `New ${round} ${number}` })
    }
    const guid = guidOf(1 + ((number * 7919) % CATEGORIES))
    return requestText('GET', `/api/v2/categories/${guid}`, headers)
  })
}

/**
 * Twice: as the clock has it, on a machine whose cores the load shares, and as processor time has it, where the load comes from
 * elsewhere and every worker has a core.
 */
function findings(job: string, pairs: readonly Pair[], budget: Budget): Finding[] {
  const common = {
    ours: describe(pairs.map(({ several }) => several)),
    bare: `one process: ${describe(pairs.map(({ one }) => one))}`,
    unit: 'x' as const,
    budget,
  }
  const clock = pairs.map(({ one, several }) => several.perSecond / one.perSecond)
  const processor = pairs.map(({ one, several }) => (WORKERS * one.busy) / several.busy)
  return [
    { ...common, job: `${job}, by processor time`, figure: median(processor), spread: spread(processor) },
    { ...common, job: `${job}, load on the same cores`, figure: median(clock), spread: spread(clock) },
  ]
}

/** With what the load itself takes: of two cores the server has what is left. */
function describe(rounds: readonly PipelinedRound[]): string {
  const of = (pick: (round: PipelinedRound) => number) => median(rounds.map(pick))
  const microseconds = (pick: (round: PipelinedRound) => number) => Math.round(of(pick) * 1000)
  const rate = Math.round(of(({ perSecond }) => perSecond)).toLocaleString('en')
  return `${rate}/s, ${microseconds(({ busy }) => busy)} µs busy each (load: ${microseconds(({ generator }) => generator)} µs)`
}
