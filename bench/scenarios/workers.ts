import { availableParallelism } from 'node:os'
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
/**
 * Each has one request carried out at a time, as those of real clients, which send none before they have their answer; what else is on
 * its way only waits for its turn. With 16 of them the process that reads waits for the one that writes half of the time.
 */
const CONNECTIONS = 64
const CORES = availableParallelism()

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
      return pipelined(server, { connections: CONNECTIONS, depth: 16, requests })
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
 * Twice. Processor time tells what a machine would show on which the load comes from elsewhere and every worker has a core, if the
 * workers don't wait: so it stands beside how busy the cores were. The clock tells of this machine, whose cores the load shares;
 * it has no budget, but what it can reach at most (docs/decisions/0039).
 */
function findings(job: string, pairs: readonly Pair[], budget: Budget): Finding[] {
  const common = {
    ours: describe(pairs.map(({ several }) => several)),
    bare: `one process: ${describe(pairs.map(({ one }) => one))}`,
    unit: 'x' as const,
  }
  const clock = pairs.map(({ one, several }) => several.perSecond / one.perSecond)
  const most = median(pairs.map(mostByTheClock)).toFixed(2)
  const processor = pairs.map(({ one, several }) => (WORKERS * one.busy) / several.busy)
  return [
    {
      ...common,
      job: `${job}, by processor time`,
      figure: median(processor),
      spread: spread(processor),
      budget,
    },
    {
      ...common,
      job: `${job}, by the clock, load on the same cores`,
      ours: `${common.ours}: at most ${most} x`,
      figure: median(clock),
      spread: spread(clock),
    },
  ]
}

/** What the clock would show if no core ever waited: all of them share what the server and the load take for a request. */
function mostByTheClock({ one, several }: Pair): number {
  return (CORES * (1_000 / one.perSecond)) / (several.busy + several.generator)
}

/** With what the load itself takes: of the cores the server has what is left. */
function describe(rounds: readonly PipelinedRound[]): string {
  const of = (pick: (round: PipelinedRound) => number) => median(rounds.map(pick))
  const microseconds = (pick: (round: PipelinedRound) => number) => (of(pick) * 1000).toFixed(1)
  const rate = Math.round(of(({ perSecond }) => perSecond)).toLocaleString('en')
  const cores = of((round) => ((round.busy + round.generator) * round.perSecond) / 1_000).toFixed(2)
  return `${rate}/s, ${microseconds(({ busy }) => busy)} µs busy each (load: ${microseconds(({ generator }) => generator)} µs), ${cores} of ${CORES} cores busy`
}
