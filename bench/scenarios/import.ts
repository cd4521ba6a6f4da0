import { setTimeout as pause } from 'node:timers/promises'
import { RawConnection } from '../../test/support/raw-connection.ts'
import type { ServerProcess } from '../../test/support/server-process.ts'
import { fillAcademy, tokenOf } from '../academy.ts'
import { busyBetween, busyTimes, memoryOf, percentile, requestText } from '../load.ts'
import type { Scenario } from '../scenario.ts'
import { startOurs } from '../servers.ts'

const PEOPLE = 100_000
const ROOT = '/api/quadrivium/v1'
/** Between two looks at the import. */
const LOOK_EVERY = 100
/** Between two small reads. */
const READ_EVERY = 5

/** People from a CSV file by our own API of a server that answers others meanwhile: read, planned, carried out. */
export const importPeople: Scenario = {
  name: 'import',
  compares: `${PEOPLE} new people from a CSV file, with a plan, and small reads meanwhile`,
  long: true,
  async measure() {
    const academy = await fillAcademy({ categories: 100 })
    const authorization = `Bearer ${await tokenOf(academy)}`
    const server = await startOurs(academy)
    try {
      const idle = memoryOf(server.pid, 'now')
      const reading = { until: Infinity }
      const waits = readSmallThings(server, authorization, reading)
      const before = busyTimes([server.pid])
      const times = await importAll(server, authorization)
      const busy = busyBetween(before, busyTimes([server.pid]))
      reading.until = 0
      const sorted = (await waits).toSorted((one, other) => one - other)
      const longest = sorted.at(-1) ?? Number.NaN
      return [
        {
          job: `import ${PEOPLE} people: read, plan, carry out`,
          ours: `${[times.read, times.planned, times.done].map(seconds).join(' + ')}, ${seconds(busy)} busy`,
          figure: times.read + times.planned + times.done,
          unit: 'ms',
          budget: { atMost: 60_000, beyond: 30_000 },
        },
        {
          job: 'memory of the server at most',
          ours: `${megabytes(idle)} when idle`,
          figure: memoryOf(server.pid, 'most') / 2 ** 20,
          unit: 'MB',
          budget: { atMost: 400, beyond: 256 },
        },
        {
          job: 'small reads meanwhile, 99 of a hundred',
          ours: `${sorted.length} reads, median ${percentile(sorted, 0.5).toFixed(1)} ms`,
          figure: percentile(sorted, 0.99),
          unit: 'ms',
          budget: { atMost: 25, beyond: 25 },
        },
        {
          job: 'small reads meanwhile, the slowest',
          ours: `${longest.toFixed(1)} ms`,
          figure: longest,
          unit: 'ms',
          budget: { atMost: 100, beyond: 100 },
        },
      ]
    } finally {
      await server.stop()
      academy.folder.remove()
    }
  },
}

/** The file of docs/first-hour.md, without its mistakes. */
function peopleCsv(): string {
  const lines = Array.from(
    { length: PEOPLE },
    (_, at) => `P${at},person${at},person${at}@example.com,Person,Number ${at},Department ${at % 20}`,
  )
  return `external_id,username,email,first_name,last_name,department\n${lines.join('\n')}\n`
}

/** How long each step took, in milliseconds. */
interface Times {
  readonly read: number
  readonly planned: number
  readonly done: number
}

async function importAll({ port }: ServerProcess, authorization: string): Promise<Times> {
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${ROOT}${path}`, {
      ...init,
      headers: { authorization, 'content-type': 'text/csv' },
    })
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as {
      readonly id: number
      readonly state: string
      readonly counts: Readonly<Record<string, number>>
    }
  }
  const until = async (id: number, state: string) => {
    for (;;) {
      const found = await ask(`/imports/${id}`)
      if (found.state === state) return found
      if (['failed', 'cancelled'].includes(found.state)) throw new Error(`The import has ${found.state}.`)
      await pause(LOOK_EVERY)
    }
  }
  const body = peopleCsv()
  const laps = [performance.now()]
  const { id } = await ask('/imports?kind=people', { method: 'POST', body })
  laps.push(performance.now())
  await until(id, 'planned')
  laps.push(performance.now())
  await ask(`/imports/${id}/run`, { method: 'POST' })
  const { counts } = await until(id, 'done')
  laps.push(performance.now())
  if (counts.new !== PEOPLE) throw new Error(`${String(counts.new)} people were imported.`)
  const [began = 0, read = 0, planned = 0, done = 0] = laps
  return { read: read - began, planned: planned - read, done: done - planned }
}

/** @returns how long each answer took, in milliseconds */
async function readSmallThings(
  { port }: ServerProcess,
  authorization: string,
  reading: { readonly until: number },
): Promise<readonly number[]> {
  const connection = await RawConnection.open(port)
  const waits: number[] = []
  for (let topic = 1; performance.now() < reading.until; topic = (topic % 100) + 1) {
    const started = performance.now()
    const { status } = await connection.exchange(
      requestText('GET', `${ROOT}/topics/${topic}`, { authorization }),
    )
    if (status !== 200) throw new Error(`a small read was answered ${status}`)
    waits.push(performance.now() - started)
    await pause(READ_EVERY)
  }
  connection.close()
  return waits
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`
}
